// dotnet. Source: https://learn.microsoft.com/dotnet/core/tools/dotnet-restore
import {
  type FilePath,
  type Folder,
  type InstallInputs,
  type Read,
  baseName,
  child,
  parent,
  resolveIn,
  words,
} from '../../model/index.js';
import { projectOf, splitOptions, inputsRead, inputsUnclear, type Call, type Surroundings } from '../install-call.js';

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

function importOf(file: FilePath, around: Surroundings): InstallInputs | undefined {
  const text = around.repository.read(file) ?? '';
  const found =
    /<Import\s[^>]{0,300}Project="(?!Sdk\.)([^"]{0,200})"|<(?:packageSource|add)\s[^>]{0,200}value="(\.{0,2}[\\/][^"]*|[\w.-]+)"/i.exec(
      text,
    );
  if (!found) return undefined;
  if (found[1] === undefined && !/nuget\.config$/i.test(file)) return undefined;
  const what = found[1] ?? found[2] ?? '';
  return inputsUnclear('local-source', `${file} takes in ${what.slice(0, 80)}`, { kind: 'source', file });
}
