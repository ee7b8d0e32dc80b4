// .NET: project files, solutions, and the files that MSBuild and NuGet find by going up the folders.
// Sources: https://learn.microsoft.com/dotnet/core/project-sdk/msbuild-props,
// https://learn.microsoft.com/visualstudio/msbuild/customize-by-directory, https://learn.microsoft.com/nuget/reference/nuget-config-file
import {
  type FilePath,
  type Folder,
  type LocalReference,
  type Read,
  type Repository,
  baseName,
  child,
  upwards,
} from '../../model/index.js';
import { readJson, jsonText, readXml, xmlChildren, type XmlElement } from '../manifest-formats.js';
import { linesOf, localReference, readManifest, type ManifestText } from '../manifest-text.js';
import type { DotnetAssembly, DotnetProject } from './project.js';

const PROJECT = /\.(?:cs|fs|vb)proj$/;
const SOLUTION = /\.slnx?$/;
const SHARED =
  /^(?:global\.json|directory\.build\.(?:props|targets)|directory\.packages\.props|nuget\.config|packages\.lock\.json)$/i;

export function readDotnet(repository: Repository, directory: Folder): DotnetProject | undefined {
  const names = repository.list(directory);
  const projects = names.filter((name) => PROJECT.test(name)).map((name) => child(directory, name));
  const solutions = names.filter((name) => SOLUTION.test(name)).map((name) => child(directory, name));
  if (projects.length === 0 && solutions.length === 0) return undefined;
  const unread: { file: FilePath; why: string }[] = [];
  const assemblies: DotnetAssembly[] = [];
  for (const file of projects) {
    const manifest = readManifest(repository, file);
    const root = manifest && readXml(manifest.text);
    if (manifest && root?.name === 'Project') assemblies.push(assemblyOf(manifest, root, directory));
    else unread.push({ file, why: manifest ? 'it is no well-formed XML' : 'it is too large, or not UTF-8' });
  }
  const shared = upwards(directory).flatMap((folder) =>
    repository
      .list(folder)
      .filter((name) => SHARED.test(name) && (folder === directory || name !== 'packages.lock.json'))
      .map((name) => child(folder, name)),
  );
  const global = shared.find((path) => baseName(path) === 'global.json');
  const globalText = global && readManifest(repository, global);
  return {
    ecosystem: 'dotnet',
    directory,
    manifests: [...projects, ...solutions].sort(),
    unread,
    assemblies,
    solutions,
    solutionProjects: solutions.flatMap((file) => solutionProjects(repository, file, directory)),
    shared,
    sdkVersion: globalText && jsonText(globalText, readJson(globalText.text), 'sdk', 'version'),
  };
}

function assemblyOf(manifest: ManifestText, root: XmlElement, directory: Folder): DotnetAssembly {
  const properties = xmlChildren(root, 'PropertyGroup').flatMap(({ children }) => children);
  const items = xmlChildren(root, 'ItemGroup').flatMap(({ children }) => children);
  const property = (name: string): Read<string> | undefined => {
    const found = properties.find((each) => each.name === name && each.text !== '' && !each.text.includes('$('));
    return found && manifest.read(found.text, found.start, found.end);
  };
  const attribute = (element: XmlElement, name: string): string => element.attributes[name] ?? '';
  const frameworks = property('TargetFramework') ?? property('TargetFrameworks');
  const sdk = root.attributes.Sdk;
  return {
    file: manifest.file,
    sdk: sdk === undefined ? undefined : manifest.read(sdk, root.start, root.start + 9 + sdk.length),
    assembly: property('AssemblyName') ?? manifest.whole(baseName(manifest.file).replace(PROJECT, '')),
    outputType: property('OutputType'),
    frameworks: (frameworks?.is ?? '')
      .split(';')
      .filter((each) => each !== '')
      .map((is) => ({ is, from: frameworks!.from })),
    references: items
      .filter(({ name }) => name === 'ProjectReference')
      .map((item) => {
        const written = attribute(item, 'Include');
        return manifest.read(localReference(directory, written, written, true), item.start, item.end);
      }),
    packages: items
      .filter(({ name }) => name === 'PackageReference')
      .map((item) => manifest.read(attribute(item, 'Include'), item.start, item.end)),
  };
}

/** `Project("{...}") = "Shop", "src\Shop\Shop.csproj", "{...}"`, or `<Project Path="src/Shop/Shop.csproj" />`. */
function solutionProjects(repository: Repository, file: FilePath, directory: Folder): Read<LocalReference>[] {
  const manifest = readManifest(repository, file);
  const found: Read<LocalReference>[] = [];
  for (const { line, start } of linesOf(manifest?.text ?? '')) {
    const path =
      /^Project\("[^"]*"\)\s*=\s*"[^"]*",\s*"([^"]{1,500}proj)"/.exec(line)?.[1] ??
      /<Project\s+Path="([^"]{1,500}proj)"/.exec(line)?.[1];
    if (manifest && path !== undefined)
      found.push(manifest.read(localReference(directory, path, path, true), start, start + line.length));
  }
  return found;
}
