// How the repository builds its Dockerfiles, where a file says it in plain words: `docker build` in makefiles, scripts and
// pipelines, targets of bake files, and steps of workflows. What a variable decides that no file sets is not guessed.
import {
  type Documents,
  type FilePath,
  type Folder,
  type Repository,
  child,
  factOf,
  fillIn,
  resolveIn,
} from '../model/index.js';
import { pipelineFiles } from '../pipelines/index.js';
import { asMap, asSeq, asText, findValue } from '../yaml/index.js';
import { BAKE_FILES, MAKEFILES, readAll, shellScripts } from './build-files.js';
import { valuesIn } from './named-builds.js';

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
  return factOf(repository.over?.base ?? repository, (base) => read(base, documents));
}

function read(repository: Repository, documents: Documents): readonly BuildCommand[] {
  const found: BuildCommand[] = [];
  const makefiles = MAKEFILES.map((name) => child('', name));
  for (const { path, text } of readAll(repository, [...makefiles, ...shellScripts(repository)]))
    found.push(...inText(path, text));
  for (const { path, text } of readAll(
    repository,
    BAKE_FILES.map((name) => child('', name)),
  ))
    if (path.endsWith('.hcl')) found.push(...inBake(path, text));
  for (const { path, text } of pipelineFiles(repository)) {
    if (!text.includes('docker')) continue;
    found.push(...inText(path, text), ...inWorkflow(path, text, documents));
  }
  return found.filter(({ dockerfile }) => repository.kind(dockerfile) === 'file');
}

interface Written {
  context?: string | undefined;
  file?: string | undefined;
  target?: string | undefined;
  network?: string | undefined;
  readonly args: string[];
  readonly secrets: string[];
  readonly contexts: string[];
}

const NOTHING = (): Written => ({ args: [], secrets: [], contexts: [] });
const WORDS = /(?:\$\{\{[^}]{0,300}\}\}|\$\([^)]{0,300}\)|"[^"]{0,500}"|'[^']{0,500}'|[^\s"'])+/g;
/** Options of `docker build` without a word behind them. */
const ALONE = /^(?:--(?:push|load|pull|no-cache|rm|force-rm|quiet|squash|compress)|-q|-D)$/;

/** None where the file changes its folder before: what is relative then starts elsewhere. */
function inText(path: FilePath, text: string): BuildCommand[] {
  if (/(?:^|[\s;&|("])(?:cd|pushd)\s|working-directory:/m.test(text)) return [];
  const values = valuesIn(text);
  const joined = text.replace(/\\\r?\n/g, ' ');
  return [...joined.matchAll(/\bdocker\s+(?:buildx\s+|image\s+)?build\s([^\n;&|]*)/g)].flatMap(
    ([, words]) => commandOf(path, writtenIn(words!), values) ?? [],
  );
}

function writtenIn(line: string): Written {
  const words = (line.match(WORDS) ?? []).map((word) => word.replace(/["']/g, ''));
  const found = NOTHING();
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (!word.startsWith('-')) {
      found.context = word;
      continue;
    }
    if (ALONE.test(word)) continue;
    const equals = word.indexOf('=');
    const name = equals === -1 ? word : word.slice(0, equals);
    take(found, name, equals === -1 ? (words[++at] ?? '') : word.slice(equals + 1));
  }
  return found;
}

function take(found: Written, name: string, value: string): void {
  if (name === '-f' || name === '--file') found.file = value;
  else if (name === '--target') found.target = value;
  else if (name === '--network') found.network = value;
  else if (name === '--build-arg') found.args.push(value);
  else if (name === '--secret') found.secrets.push(value);
  else if (name === '--build-context') found.contexts.push(value);
}

/** Targets whose settings are written out. Source: https://docs.docker.com/build/bake/reference/ */
function inBake(path: FilePath, text: string): BuildCommand[] {
  return [...text.matchAll(/\btarget\s+"[^"\n]*"\s*\{((?:[^{}]|\{[^{}]*\})*)\}/g)].flatMap(([, body]) => {
    const value = (key: string): string | undefined =>
      new RegExp(`^[ \\t]*${key}\\s*=\\s*"([^"\\n]*)"`, 'm').exec(body!)?.[1];
    const pairs = (key: string): string[] => {
      const inside = new RegExp(`^[ \\t]*${key}\\s*=\\s*\\{([^{}]*)\\}`, 'm').exec(body!)?.[1] ?? '';
      return [...inside.matchAll(/(?<![\w.-])([\w.-]+)"?\s*=\s*"([^"\n]*)"/g)].map(
        ([, name, text]) => `${name}=${text}`,
      );
    };
    const list = /^[ \t]*secret\s*=\s*\[([^\]]{0,2000})\]/m.exec(body!)?.[1] ?? '';
    const written: Written = {
      context: value('context') ?? '.',
      file: value('dockerfile') === undefined ? undefined : `${value('context') ?? '.'}/${value('dockerfile')}`,
      target: value('target'),
      network: value('network'),
      args: pairs('args'),
      secrets: [...list.matchAll(/"([^"\n]*)"/g)].map(([, each]) => each!),
      contexts: pairs('contexts'),
    };
    return commandOf(path, written, new Map()) ?? [];
  });
}

/** Source: https://github.com/docker/build-push-action#inputs */
function inWorkflow(path: FilePath, text: string, documents: Documents): BuildCommand[] {
  if (!text.includes('docker/build-push-action@')) return [];
  const values = valuesIn(text);
  const found: BuildCommand[] = [];
  for (const root of documents.yaml(path)?.documents ?? []) {
    for (const { value: job } of asMap(findValue(root, 'jobs'))?.entries ?? []) {
      for (const step of asSeq(findValue(job, 'steps'))?.items ?? []) {
        if (!asText(findValue(step, 'uses'))?.startsWith('docker/build-push-action@')) continue;
        const input = (name: string): string | undefined => asText(findValue(step, 'with', name));
        const lines = (name: string): string[] =>
          (input(name) ?? '')
            .split('\n')
            .map((line) => line.trim())
            .filter(Boolean);
        const written: Written = {
          context: input('context') ?? '.',
          file: input('file'),
          target: input('target'),
          network: input('network'),
          args: lines('build-args'),
          secrets: lines('secret-files').map((line) => line.replace(/^([^=]+)=(.*)$/, 'id=$1,src=$2')),
          contexts: lines('build-contexts'),
        };
        const command = commandOf(path, written, values);
        if (command) found.push(command);
      }
    }
  }
  return found;
}

/** `undefined` where it is not plain which Dockerfile is built, and in which folder. */
function commandOf(
  from: FilePath,
  { context, file, target, network, args, secrets, contexts }: Written,
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

const VARIABLE = /\$\{\{\s*(?:env\.)?([A-Za-z_]\w*)\s*\}\}|\$[{(]([A-Za-z_]\w*)[})]|\$([A-Za-z_]\w*)/g;

/** With its variables filled in; `undefined` where one of them is set nowhere. */
function filled(text: string, values: ReadonlyMap<string, string>): string | undefined {
  const all = fillIn(text, VARIABLE, (match, a, b, c) => values.get((a ?? b ?? c)!) ?? match!);
  return all?.includes('$') ? undefined : all;
}

function pathOf(path: string | undefined): Folder | undefined {
  return path !== undefined && /^[\w./-]+$/.test(path) && !path.startsWith('/') ? resolveIn('', path) : undefined;
}
