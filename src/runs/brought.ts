// Which file of the repository a path in the image is, by the COPY, ADD or bind mount that brings it.
import { factOf, type FilePath, type Repository, type Folder, baseName, splitPath } from '../model/index.js';
import {
  contextPath,
  copyArguments,
  isContextCopy,
  expandArgs,
  type DockerfileDoc,
  type Stage,
  type Instruction,
  baseChain,
  buildStates,
  runMounts,
  absoluteIn,
  imageChild,
  imagePathFrom,
} from '../dockerfile/index.js';

/**
 * The file of the repository that stands at a path (relative to `directory`) when a RUN runs; `undefined` where none is
 * seen to. The last one to bring it counts.
 */
export function broughtFile(
  doc: DockerfileDoc,
  run: Instruction,
  path: string,
  directory: string | undefined,
  context: Folder,
  repository: Repository,
): FilePath | undefined {
  const wanted = absoluteIn(path, directory);
  if (wanted === undefined) return undefined;
  for (const mount of runMounts(run)) {
    if (mount.get('type') !== 'bind' || mount.has('from')) continue;
    const target = absoluteIn(
      mount.get('target') ?? mount.get('dst') ?? mount.get('destination') ?? '',
      workdirOf(doc, run),
    );
    const found = target && below(target, mount.get('source') ?? mount.get('src') ?? '', wanted, context, repository);
    if (found) return found;
  }
  const stage = doc.stages[run.stage];
  if (!stage) return undefined;
  for (const each of baseChain(stage)) {
    for (const instruction of factOf(each, copiesOf)) {
      if (instruction.index >= run.index) continue;
      const found = copied(doc, instruction, wanted, context, repository);
      if (found) return found;
    }
  }
  return undefined;
}

/** The COPY and ADD of a stage that take from the build context, the last first. */
function copiesOf(stage: Stage): readonly Instruction[] {
  return stage.instructions.filter((each) => isContextCopy(each)).reverse();
}

/** Where relative paths start; the base image's own directory is `/` where nobody says otherwise. */
export function workdirOf(doc: DockerfileDoc, instruction: Instruction): string {
  return buildStates(doc)[instruction.index]!.workdir ?? '/';
}

function copied(
  doc: DockerfileDoc,
  instruction: Instruction,
  wanted: string,
  context: Folder,
  repository: Repository,
): FilePath | undefined {
  const args = copyArguments(instruction);
  const { variables } = buildStates(doc)[instruction.index]!;
  const written = args && expandArgs(args.destination, variables);
  const destination = written === undefined ? undefined : absoluteIn(written, workdirOf(doc, instruction));
  if (!args || written === undefined || destination === undefined) return undefined;
  for (const source of args.sources) {
    const plain = expandArgs(source, variables);
    if (plain === undefined || plain.startsWith('<<') || /^[a-z+]+:\/\//i.test(plain)) continue;
    for (const each of copySources(plain, context, repository)) {
      const direct = below(destination, each, wanted, context, repository);
      if (direct) return direct;
    }
  }
  return undefined;
}

/** The file at `wanted` where a source of the context lies at `target`: itself, or, for a folder, what is in it. */
function below(
  target: string,
  source: string,
  wanted: string,
  context: Folder,
  repository: Repository,
): FilePath | undefined {
  const path = contextPath(context, source);
  if (path === undefined) return undefined;
  const isFolder = path === '' || repository.kind(path) === 'directory';
  if (!isFolder) {
    const exists = repository.kind(path) === 'file';
    // `COPY a.txt /app` puts the file into /app where that is a folder.
    const inside = imageChild(target, baseName(path));
    return exists && (wanted === target || wanted === inside) ? path : undefined;
  }
  const rest = imagePathFrom(target, wanted);
  const inner = rest && contextPath(path, rest);
  return inner && repository.kind(inner) === 'file' ? inner : undefined;
}

/** The sources a pattern stands for; wildcards in the last part only. */
export function copySources(source: string, context: Folder, repository: Repository): string[] {
  if (!/[*?[]/.test(source)) return [source];
  const { folder, name: pattern } = splitPath(source);
  if (/[*?[]/.test(folder)) return [];
  const path = contextPath(context, folder);
  if (path === undefined) return [];
  return fitting(repository.list(path), pattern).map((name) => folder + name);
}

const MOST_PATTERNS = 100;

/** By listing: every Dockerfile of a large folder asks the same. */
function fitting(names: readonly string[], pattern: string): readonly string[] {
  const known = factOf(names, namesByPattern);
  let found = known.get(pattern);
  if (!found) {
    found = names.filter((name) => fits(pattern, name));
    if (known.size >= MOST_PATTERNS) known.clear();
    known.set(pattern, found);
  }
  return found;
}

function namesByPattern(): Map<string, readonly string[]> {
  return new Map();
}

/** `*` and `?`; brackets stand for themselves. In time of both lengths multiplied at most. */
function fits(pattern: string, name: string): boolean {
  let p = 0;
  let n = 0;
  let star = -1;
  let mark = 0;
  while (n < name.length) {
    if (pattern[p] === '?' || (pattern[p] === name[n] && pattern[p] !== '*')) {
      p++;
      n++;
    } else if (pattern[p] === '*') {
      star = p++;
      mark = n;
    } else if (star !== -1) {
      p = star + 1;
      n = ++mark;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
