// What the project files of .NET say about a program: which frameworks it needs, and where its web server listens.
import type { Instruction } from '../../dockerfile/index.js';
import {
  type FilePath,
  child,
  type Stop,
  stop,
  anyOf,
  partPattern,
  parent,
  words,
  type ListedFolder,
  walkFolders,
} from '../../model/index.js';
import type { Site } from '../../runs/index.js';
import type { DotnetAssembly, DotnetProject } from '../index.js';

const MOST_FOLDERS = 600;
const MOST_FILES = 1500;
const SKIPPED = words('bin obj packages wwwroot .vs .idea');

/** The folders of the build context, without those that hold no source. */
function foldersOf({ contexts, context }: Site): Iterable<ListedFolder> {
  return walkFolders(context.evidence.repository, {
    from: contexts,
    enter: (name) => !SKIPPED.has(name),
    opens: 'hidden',
    mostFolders: MOST_FOLDERS,
  });
}

/** The project files of the build context. */
export function assembliesOf(site: Site): DotnetAssembly[] {
  return [...foldersOf(site)].flatMap(({ folder }) =>
    site.context.evidence
      .projects(folder)
      .flatMap((project) => (project.ecosystem === 'dotnet' ? (project as DotnetProject).assemblies : [])),
  );
}

/** Packages that need no framework beside .NET itself; the rest may need ASP.NET. */
const PLAIN = anyOf(
  /^Microsoft\.(?:Extensions|EntityFrameworkCore|Data|CSharp|NETCore|Win32)\./,
  partPattern(
    `
    Microsoft.NET.ILLink System. Newtonsoft.Json Npgsql StackExchange.Redis Dapper Serilog Polly Google.Protobuf
    Grpc.Net. Grpc.Core Grpc.Tools Confluent.Kafka RabbitMQ.Client AutoMapper FluentValidation CommandLineParser
    YamlDotNet CsvHelper NLog Humanizer MySql.Data MySqlConnector MongoDB.`,
    { before: /^/ },
  ),
);

/** True unless the project, what it refers to and their packages are seen to do without ASP.NET. */
export function needsAspnet(assembly: DotnetAssembly, all: readonly DotnetAssembly[], site: Site): boolean {
  const seen = new Set<FilePath>();
  const waiting = [assembly];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (seen.has(at.file)) continue;
    seen.add(at.file);
    if (!/^Microsoft\.NET\.Sdk(?:\.Worker)?(?:\/|$)/.test(at.sdk?.is ?? '')) return true;
    if (/AspNetCore/i.test(textOf(site, at.file))) return true;
    if (at.packages.some(({ is }) => !PLAIN.test(is))) return true;
    for (const { is } of at.references) {
      const other = all.find(({ file }) => file === is.path);
      if (!other) return true;
      waiting.push(other);
    }
  }
  return sharedText(site, assembly).includes('AspNetCore');
}

/** Why the image's version does not run the program; `undefined` where it does, or nothing says which one it is for. */
export function wrongVersion(site: Site, assembly: DotnetAssembly, version: string): Stop<Instruction> | undefined {
  const wanted = assembly.frameworks.map(({ is }) => /^net(?:coreapp)?(\d+\.\d+)/.exec(is)?.[1]);
  if (wanted.length === 0 || wanted.includes(version) || wanted.some((each) => each === undefined)) return undefined;
  if (/RollForward/.test(textOf(site, assembly.file)) || site.doc.text.includes('DOTNET_ROLL_FORWARD'))
    return undefined;
  return stop(
    'needs-decision',
    `${assembly.file} is for .NET ${wanted.join(' and ')}, and the run-time image of ${version} has only its own version; take the image of the same version, or change TargetFramework`,
    site.stage.instruction,
  );
}

/** The text of a project file and of what MSBuild takes in beside it. */
function sharedText(site: Site, { file }: DotnetAssembly): string {
  const project = site.context.evidence.projects(parent(file)).find((each) => each.ecosystem === 'dotnet');
  const shared = project?.ecosystem === 'dotnet' ? project.shared : [];
  return [file, ...shared].map((path) => textOf(site, path)).join('\n');
}

/** True where the project sets a property to true: `<PublishAot>true</PublishAot>`. */
export function hasProperty(site: Site, assembly: DotnetAssembly, name: string): boolean {
  return new RegExp(`<${name}>\\s*true\\s*</${name}>`, 'i').test(sharedText(site, assembly));
}

function textOf({ context }: Site, path: FilePath): string {
  return context.evidence.repository.read(path) ?? '';
}

// Source: https://learn.microsoft.com/aspnet/core/fundamentals/servers/kestrel/endpoints: what is set in code or as an
// endpoint of Kestrel goes before the variables.
const IN_CODE = /\bUseUrls\s*\(|\bUrls\.Add\s*\(|\.Listen(?:AnyIP|Localhost)?\s*\(|\.Run\s*\(\s*\$?"https?:/;
const IN_SETTINGS = /"Kestrel"\s*:\s*\{[^{}]{0,400}"Endpoints"|"urls"\s*:\s*"/i;
const IN_ENVIRONMENT = /ASPNETCORE_URLS|DOTNET_URLS|--urls\b|ASPNETCORE_HTTP_PORTS/;

/** True where something says which address the web server listens on, whatever its image sets. */
export function saysAddress(site: Site): boolean {
  const { repository } = site.context.evidence;
  const says = site.body.some(
    ({ keyword, args }) => /^(?:ENV|CMD|ENTRYPOINT)$/.test(keyword) && IN_ENVIRONMENT.test(args),
  );
  if (says) return true;
  for (const { dockerfile, file } of site.context.group.links)
    if (dockerfile === site.doc.file && IN_ENVIRONMENT.test(repository.read(file) ?? '')) return true;
  let left = MOST_FILES;
  for (const { folder, files } of foldersOf(site)) {
    for (const name of files) {
      const isCode = /\.(?:cs|fs|vb)$/.test(name);
      if (!isCode && !/^(?:appsettings[\w.-]*|hosting)\.json$/i.test(name)) continue;
      if (left-- <= 0) return false;
      const text = repository.read(child(folder, name)) ?? '';
      if ((isCode ? IN_CODE : IN_SETTINGS).test(text)) return true;
    }
  }
  return false;
}
