// dotnet. Source: https://learn.microsoft.com/dotnet/core/tools/dotnet-restore
import {
  type FetchAhead,
  type FilePath,
  type Folder,
  type InstallInputs,
  type Read,
  type Source,
  baseName,
  child,
  parent,
  resolveIn,
  words,
} from '../../model/index.js';
import {
  arePlainWords,
  projectOf,
  splitOptions,
  inputsRead,
  inputsUnclear,
  type Call,
  type Surroundings,
} from '../install-call.js';
import { readXml, xmlChildren } from '../manifest-formats.js';

export function readDotnetInstall(call: Call, around: Surroundings): InstallInputs | undefined {
  if (call.tool !== 'dotnet') return undefined;
  const { options, plain } = splitOptions(
    call.args,
    words('-r --runtime -s --source --configfile --packages -v --verbosity -a --arch --os'),
  );
  const [verb, target, ...more] = plain;
  if (verb !== 'restore') return undefined;
  if (more.length > 0 || options.has('--configfile') || options.has('--packages'))
    return inputsUnclear('unknown-option', 'dotnet restore is given files that are not read here');
  const setting = call.args.find((word) => SETS_RESTORE.test(word));
  if (setting !== undefined)
    return inputsUnclear('unknown-option', `${setting} decides where dotnet restore finds packages`);
  const folder = ['-s', '--source'].flatMap((option) => options.get(option) ?? []).find((each) => !isAddress(each));
  if (folder !== undefined)
    return inputsUnclear('local-source', `dotnet restore takes packages from ${folder.slice(0, 80)}`);
  const start = target === undefined ? call.directory : resolveIn(call.directory, target);
  if (start === undefined) return inputsUnclear('unread-manifest', `${target} is not in the repository`);
  const found = startFiles(start, around);
  if (found.length !== 1) {
    const message =
      found.length === 0 ? 'dotnet finds no project in the repository' : 'dotnet finds several projects or solutions';
    return inputsUnclear(found.length === 0 ? 'unread-manifest' : 'unknown-option', message);
  }
  return restored(call, found[0]!, around);
}

/** Properties that say where packages and the settings for them are. */
export const SETS_RESTORE = /\bRestore(?:ConfigFile|RootConfigDirectory|(?:AdditionalProject)?Sources)\b/i;

function isAddress(source: string): boolean {
  return /^https?:\/\//i.test(source);
}

const BUILDS = words('build publish test pack');
const VALUED = words(
  '-c --configuration -f --framework -o --output -r --runtime -v --verbosity -a --arch --os --version-suffix -l --logger --filter -s --source',
);

/** The restore that a build makes first, by itself: the build finds what it asks for. Source: https://learn.microsoft.com/dotnet/core/tools/dotnet-restore#implicit-restore */
export function fetchDotnetAhead(call: Call, around: Surroundings): FetchAhead | undefined {
  const [verb = '', ...rest] = call.args;
  if (call.tool !== 'dotnet' || !BUILDS.has(verb)) return undefined;
  const { options, plain } = splitOptions(rest, VALUED);
  const [target, ...more] = plain.filter((word) => !/^[-/]p(?:roperty)?:/.test(word));
  if (more.length > 0 || options.has('--no-restore') || options.has('--no-build')) return undefined;
  const args = ['restore', ...(target === undefined ? [] : [target])];
  for (const option of ['-r', '--runtime', '-a', '--arch', '--os', '-s', '--source'])
    for (const value of options.get(option) ?? []) args.push(option, value);
  if (!arePlainWords(args) || call.args.some((word) => SETS_RESTORE.test(word))) return undefined;
  const inputs = readDotnetInstall({ ...call, args }, around);
  return inputs?.told ? { command: ['dotnet', ...args].join(' '), inputs } : undefined;
}

/** What dotnet takes in a folder: its only solution, else its only project. */
function startFiles(start: Folder, around: Surroundings): FilePath[] {
  if (start !== '' && around.repository.kind(start) === 'file') return [start];
  const project = projectOf(around, start, 'dotnet');
  if (!project) return [];
  return project.solutions.length > 0 ? [...project.solutions] : [...project.manifests];
}

const MOST_PROJECTS = 60;

function restored(call: Call, first: FilePath, around: Surroundings): InstallInputs {
  const seen = new Set<FilePath>();
  const shared = new Set<FilePath>();
  const because: Read<string>[] = [];
  const waiting: { file: FilePath; why: Read<string> }[] = [
    { file: first, why: { is: `dotnet reads ${first}`, from: { kind: 'source', file: first } } },
  ];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const { file, why } = at;
    if (seen.has(file)) continue;
    if (seen.size >= MOST_PROJECTS)
      return inputsUnclear('unread-manifest', 'there are more projects than are read here');
    seen.add(file);
    because.push(why);
    const project = projectOf(around, parent(file), 'dotnet');
    const unread = project?.unread.find((each) => each.file === file);
    if (!project || unread)
      return inputsUnclear('unread-manifest', `${file} cannot be read${unread ? `: ${unread.why}` : ''}`);
    for (const each of project.shared) shared.add(each);
    const isSolution = project.solutions.includes(file);
    const references = isSolution
      ? project.solutionProjects.filter(({ from }) => from.file === file)
      : (project.assemblies.find((each) => each.file === file)?.references ?? []);
    const strange = isSolution ? undefined : importOf(file, around);
    if (strange) return strange;
    for (const { is, from } of references) {
      if (is.path === undefined || is.path === '' || around.repository.kind(is.path) !== 'file')
        return inputsUnclear('unread-manifest', `${file} names ${is.written}, which is not in the repository`, from);
      waiting.push({ file: is.path, why: { is: `${baseName(file)} refers to ${is.written}`, from } });
    }
  }
  for (const file of shared) {
    const strange = importOf(file, around);
    if (strange) return strange;
  }
  const writes = [...seen].filter((file) => file.endsWith('proj')).map((file) => child(parent(file), 'obj'));
  return inputsRead(call, 'dotnet', { needs: [...seen], also: [...shared], writes }, because);
}

/** A file of MSBuild or NuGet that reads what no manifest says: another file, or a folder of packages. */
function importOf(file: FilePath, around: Surroundings): InstallInputs | undefined {
  const text = around.repository.read(file) ?? '';
  const from: Source = { kind: 'source', file };
  if (/nuget\.config$/i.test(file)) {
    const root = readXml(text);
    if (!root) return inputsUnclear('unread-manifest', `${file} cannot be read`, from);
    const sources = xmlChildren(root, 'packageSources').flatMap((list) => xmlChildren(list, 'add'));
    const folder = sources.map(({ attributes }) => attributes.value ?? '').find((value) => !isAddress(value));
    if (folder === undefined) return undefined;
    return inputsUnclear('local-source', `${file} takes packages from ${folder.slice(0, 80)}`, from);
  }
  const found =
    /<Import\s[^>]{0,300}Project="(?!Sdk\.)([^"]{0,200})"/i.exec(text)?.[1] ??
    /<(Restore(?:ConfigFile|RootConfigDirectory|(?:AdditionalProject)?Sources))\b[^>]{0,200}>(?!\s*https?:)/.exec(
      text,
    )?.[1];
  if (found === undefined) return undefined;
  return inputsUnclear('local-source', `${file} takes in ${found.slice(0, 80)}`, from);
}
