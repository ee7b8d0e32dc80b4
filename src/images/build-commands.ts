// How the repository builds its Dockerfiles, where a file says it in plain words: `docker build` in makefiles, scripts and
// pipelines, targets of bake files, and steps of workflows. What a variable decides that no file sets is not guessed.
import { type Documents, type FilePath, type Folder, type Repository, child } from '../model/index.js';
import { isTokenName } from '../knowledge/index.js';
import { pipelineFiles } from '../pipelines/index.js';
import { BAKE_FILES, makefiles, readAll, shellScripts } from './build-files.js';
import {
  buildsInBake,
  buildsInPipeline,
  buildsInText,
  buildsInWorkflow,
  fillVariables,
  plainPath,
  valuesIn,
  variablesInBake,
  type WrittenBuild,
} from './written-builds.js';

interface BuildCommandSecret {
  readonly id: string;
  /** A file of the repository; absent for one of the environment. */
  readonly file?: FilePath;
  readonly environment?: string;
}

/** One way in which a Dockerfile is built. */
export interface BuildCommand {
  readonly dockerfile: FilePath;
  readonly context: Folder;
  readonly from: FilePath;
  readonly target?: string;
  readonly network?: string;
  /** `null`: what the environment has. */
  readonly args: Readonly<Record<string, string | null>>;
  readonly secrets: readonly BuildCommandSecret[];
  /** Named contexts: folders of the repository, or images as BuildKit writes them. */
  readonly contexts: Readonly<Record<string, string>>;
}

/** All that is found, in the order of the files. */
export function buildCommands(repository: Repository, documents: Documents): readonly BuildCommand[] {
  const found: BuildCommand[] = [];
  const take = (path: FilePath, builds: readonly WrittenBuild[], values: ReadonlyMap<string, string>): void => {
    for (const build of builds) {
      const command = commandOf(path, build, values);
      if (command) found.push(command);
    }
  };
  for (const { path, text } of [...makefiles(repository), ...readAll(repository, shellScripts(repository))])
    take(path, buildsInText(text), valuesIn(text));
  const bakes = BAKE_FILES.map((name) => child('', name));
  for (const { path, text } of readAll(repository, bakes)) take(path, buildsInBake(text), variablesInBake(text));
  for (const file of pipelineFiles(repository)) take(file.path, buildsInPipeline(file, documents), valuesIn(file.text));
  return found.filter(({ dockerfile }) => repository.kind(dockerfile) === 'file');
}

/** The Dockerfiles that steps of a workflow hand a token to, as an argument of the build. */
export function dockerfilesGivenTokens(path: FilePath, text: string, documents: Documents): FilePath[] {
  if (!text.includes('build-args')) return [];
  const builds = buildsInWorkflow(path, text, documents).filter(({ args }) =>
    args.some((each) => isTokenName(each.split('=', 1)[0]!)),
  );
  return builds.flatMap((build) => commandOf(path, build, new Map())?.dockerfile ?? []);
}

/** What steps of a workflow build with the action, where that is plain. */
export function buildsOfSteps(path: FilePath, text: string, documents: Documents): BuildCommand[] {
  return buildsInWorkflow(path, text, documents).flatMap((build) => commandOf(path, build, new Map()) ?? []);
}

/** `undefined` where it is not plain which Dockerfile is built, and in which folder. */
function commandOf(
  from: FilePath,
  { context, file, target, network, args, secrets, contexts }: WrittenBuild,
  values: ReadonlyMap<string, string>,
): BuildCommand | undefined {
  const plain = (text: string | undefined): string | undefined =>
    text === undefined ? undefined : filled(text, values);
  const folder = pathOf(plain(context));
  if (folder === undefined) return undefined;
  const dockerfile = file === undefined ? child(folder, 'Dockerfile') : pathOf(plain(file));
  if (dockerfile === undefined || dockerfile === '') return undefined;
  if (target !== undefined && plain(target) === undefined) return undefined;
  const net = plain(network);
  return {
    dockerfile,
    context: folder,
    from,
    ...(target === undefined ? {} : { target: plain(target)! }),
    ...(net === undefined || net === '' ? {} : { network: net }),
    args: Object.fromEntries(args.flatMap((each) => argOf(each, values))),
    secrets: secrets.flatMap((each) => secretOf(each, values) ?? []),
    contexts: Object.fromEntries(contexts.flatMap((each) => contextOf(each, values))),
  };
}

/** One whose value is decided elsewhere has the default of the Dockerfile. */
function argOf(written: string, values: ReadonlyMap<string, string>): [string, string | null][] {
  const [, name, value] = /^([A-Za-z_]\w*)(?:=(.*))?$/s.exec(written) ?? [];
  if (name === undefined) return [];
  if (value === undefined) return [[name, null]];
  const text = filled(value, values);
  return text === undefined ? [] : [[name, text]];
}

function secretOf(written: string, values: ReadonlyMap<string, string>): BuildCommandSecret | undefined {
  const parts = new Map(
    written.split(',').map((part): [string, string] => {
      const [key = '', ...rest] = part.split('=');
      return [key, rest.join('=')];
    }),
  );
  const id = parts.get('id');
  if (!id) return undefined;
  const source = parts.get('src') ?? parts.get('source');
  if (source === undefined) return { id, environment: parts.get('env') ?? id };
  const file = pathOf(filled(source, values));
  return file === undefined || file === '' ? undefined : { id, file };
}

function contextOf(written: string, values: ReadonlyMap<string, string>): [string, string][] {
  const [, name, value] = /^([\w./:@-]+?)=(.+)$/.exec(written) ?? [];
  const text = value === undefined ? undefined : filled(value, values);
  if (name === undefined || text === undefined) return [];
  if (/^(?:docker-image|https?):\/\//.test(text)) return [[name, text]];
  const folder = pathOf(text);
  return folder === undefined ? [] : [[name, folder]];
}

/** With its variables filled in; `undefined` where one of them is set nowhere. */
function filled(text: string, values: ReadonlyMap<string, string>): string | undefined {
  const all = fillVariables(text, values);
  return all?.includes('$') ? undefined : all;
}

function pathOf(path: string | undefined): Folder | undefined {
  return path === undefined ? undefined : plainPath('', path);
}
