// go, cargo and dotnet.
// Sources: https://go.dev/ref/mod#go-mod-download,
// https://doc.rust-lang.org/cargo/commands/cargo-fetch.html, https://learn.microsoft.com/dotnet/core/tools/dotnet-restore
import {
  type FilePath,
  type Folder,
  type GoProject,
  type InstallInputs,
  type Read,
  baseName,
  child,
  parent,
  resolveIn,
  upwards,
  words,
} from '../../model/index.js';
import {
  existingPaths,
  projectOf,
  splitOptions,
  inputsRead,
  inputsUnclear,
  type Call,
  type Surroundings,
} from '../install-call.js';

export function readCompiled(call: Call, around: Surroundings): InstallInputs | undefined {
  if (call.tool === 'go') return go(call, around);
  if (call.tool === 'cargo') return cargo(call);
  if (call.tool === 'dotnet') return dotnet(call, around);
  return undefined;
}

function reads(tool: string, files: readonly FilePath[]): Read<string>[] {
  return files.map((file) => ({ is: `${tool} reads ${file}`, from: { kind: 'source', file } }));
}

function go(call: Call, around: Surroundings): InstallInputs | undefined {
  const [verb, sub, ...rest] = call.args;
  if (verb !== 'mod' || (sub !== 'download' && sub !== 'verify')) return undefined;
  if (rest.some((word) => !/^-[xv]$/.test(word)))
    return inputsUnclear('unknown-option', 'go mod download is told which modules');
  const work = upwards(call.directory).find((folder) => around.repository.kind(child(folder, 'go.work')) === 'file');
  if (work !== undefined) return goWorkspace(call, work, around);
  const project = projectOf(around, call.directory, 'go');
  const [mod] = existingPaths(around, call.directory, ['go.mod']);
  if (!project || mod === undefined) return inputsUnclear('unread-manifest', 'go finds no go.mod in the repository');
  if (project.vendored)
    return inputsUnclear('vendored', 'vendor/ holds the modules already', { kind: 'source', file: project.vendored });
  const replaced = replacements(project, around);
  if ('told' in replaced) return replaced;
  const also = existingPaths(around, call.directory, ['go.sum']);
  return inputsRead(call, 'go', { needs: [mod, ...replaced.mods], also }, [
    ...reads('go', [mod, ...also]),
    ...replaced.because,
  ]);
}

/** Of a module that a folder replaces go reads the go.mod alone. Source: https://go.dev/ref/mod#go-mod-file-replace */
function replacements(
  project: GoProject,
  { repository }: Surroundings,
): { readonly mods: readonly FilePath[]; readonly because: readonly Read<string>[] } | InstallInputs {
  const mods: FilePath[] = [];
  const because: Read<string>[] = [];
  for (const { is, from } of project.replaces) {
    const file = is.path === undefined ? undefined : child(is.path, 'go.mod');
    if (file === undefined || repository.kind(file) !== 'file')
      return inputsUnclear(
        'local-source',
        `go.mod takes ${is.module} from ${is.written}, which has no go.mod here`,
        from,
      );
    mods.push(file);
    because.push({ is: `go.mod takes ${is.module} from ${is.written}`, from });
  }
  return { mods, because };
}

/** A workspace needs the go.mod of each of its modules. Source: https://go.dev/ref/mod#workspaces */
function goWorkspace(call: Call, work: Folder, around: Surroundings): InstallInputs {
  const file = child(work, 'go.work');
  const from = { kind: 'source', file } as const;
  const joins = projectOf(around, work, 'go');
  if (around.repository.kind(child(work, 'vendor')) === 'directory')
    return inputsUnclear('vendored', 'vendor/ holds the modules already', from);
  if (!joins || joins.uses.length === 0 || /\breplace\b/.test(around.repository.read(file) ?? ''))
    return inputsUnclear(
      'local-source',
      'a go.work joins modules of the repository in a way that is not read here',
      from,
    );
  const needs = [file];
  const also = existingPaths(around, work, ['go.work.sum']);
  const because: Read<string>[] = [];
  for (const { is, from: line } of joins.uses) {
    const module = is.path === undefined ? undefined : projectOf(around, is.path, 'go');
    const [mod] = is.path === undefined ? [] : existingPaths(around, is.path, ['go.mod']);
    if (!module || mod === undefined)
      return inputsUnclear('unread-manifest', `go.work uses ${is.written}, which has no go.mod here`, line);
    const replaced = replacements(module, around);
    if ('told' in replaced) return replaced;
    needs.push(mod, ...replaced.mods);
    also.push(...existingPaths(around, is.path!, ['go.sum']));
    because.push({ is: `go.work uses ${is.written}`, from: line }, ...replaced.because);
  }
  return inputsRead(call, 'go', { needs: [...new Set(needs)], also }, because);
}

function cargo(call: Call): InstallInputs | undefined {
  if (!['fetch', 'vendor'].includes(call.args[0] ?? '')) return undefined;
  return inputsUnclear('whole-project', 'Cargo reads a manifest only where the source of its programs is there');
}

function dotnet(call: Call, around: Surroundings): InstallInputs | undefined {
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
