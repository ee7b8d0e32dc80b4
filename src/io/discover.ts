import { type FilePath, type Folder, baseName, child, isWithin, upwards, parent } from '../model/index.js';
import { classifyFile, type Sniff } from './classify.js';
import { foundFailure, LEAVE_OUT, foundSkipped, type Discovered } from './found.js';
import type { IgnoreTree } from './ignore-tree.js';
import { HISTORY, isPlaceholderName, kindOfName, vendoredDirectory } from './names.js';
import { codeOf, describeSystemError } from './paths.js';
import { kindAt, type Entry, type Tree } from './tree.js';

export interface DiscoverOptions {
  /** Nothing outside it is read, except git's ignore rules of the same work tree. */
  readonly tree: Tree;
  /** As typed. None: the root. */
  readonly paths: readonly string[];
  /** Tells Compose and Kubernetes YAML by content. Must not throw. */
  readonly sniff: Sniff;
  /** Takes templates, generated files and those the configuration ignores, when they are named one by one. */
  readonly force?: boolean;
  /** Calls the function, which says what a file is, under limits. Without it: as it is. */
  readonly judged?: (path: FilePath, judge: () => Discovered | undefined) => Discovered | undefined;
  /** The configuration's ignored paths: why a path is left alone, or nothing. */
  readonly ignored?: (path: FilePath, directory: boolean) => string | undefined;
}

interface Run extends DiscoverOptions {
  /** Files already judged and directories already walked, by real path. */
  readonly seen: Set<string>;
  /** Directories the user named: they get their own turn, whatever rule speaks against them. */
  readonly named: ReadonlySet<string>;
}

interface Frame {
  readonly directory: Folder;
  readonly entries: readonly Entry[];
  next: number;
  readonly ignore: IgnoreTree;
  /** Where the rules of `ignore` start: '' or a nested repository. */
  readonly base: Folder;
  /** Inside an excluded directory only what git tracks counts. */
  readonly trackedOnly: boolean;
  /** A Helm chart's folder. */
  readonly chart: boolean;
  /** The source of a Jekyll site, which is built into `_site`. */
  readonly jekyll: boolean;
}

/**
 * Finds what harden can plan, one at a time and in the same order on every run: named files first, then named
 * directories, each sorted by code unit. Git's ignore rules hold for what a walk meets, never for what the user named.
 * Directory links are not followed: what they lead to inside the root is met under its own path, so no walk can loop.
 */
export function* discover(options: DiscoverOptions): Generator<Discovered> {
  const { tree, paths } = options;
  const files = new Map<FilePath, string>();
  const directories = new Set<Folder>();
  if (paths.length === 0) directories.add('');
  for (const path of [...paths].sort()) {
    const found = tree.locate(path);
    if ('message' in found) yield foundFailure(path, found.message, found.hint);
    else if (found.directory) directories.add(found.path);
    else if (found.path !== '' && !files.has(found.path)) files.set(found.path, path);
  }
  const run: Run = { ...options, seen: new Set(), named: directories };
  for (const path of [...files.keys()].sort()) yield* namedFile(run, path, files.get(path)!);
  const ignore = tree.ignoreTree('');
  for (const path of [...directories].sort()) yield* walk(run, path, ignore);
}

function* namedFile(run: Run, path: FilePath, typed: string): Generator<Discovered> {
  const byConfig = run.force ? undefined : run.ignored?.(path, false);
  if (byConfig !== undefined) return yield foundSkipped(path, 'ignored-by-config', byConfig);
  const typedName = baseName(typed.replaceAll('\\', '/'));
  const name = kindOfName(baseName(path)) === undefined ? typedName : baseName(path);
  yield* take(run, path, name, true);
}

function* take(run: Run, path: FilePath, name: string, named: boolean): Generator<Discovered> {
  if (run.seen.has(path)) return;
  run.seen.add(path);
  const options = { sniff: run.sniff, named, force: run.force === true };
  const judge = (): Discovered | undefined => classifyFile(run.tree, path, name, options);
  const found = run.judged ? run.judged(path, judge) : judge();
  if (found !== undefined) yield found;
}

function* walk(run: Run, start: Folder, ignore: IgnoreTree): Generator<Discovered> {
  const first = yield* enter(run, start, { ignore, base: '', trackedOnly: false }, true);
  const stack: Frame[] = first === undefined ? [] : [first];
  while (stack.length > 0) {
    const frame = stack[stack.length - 1]!;
    const entry = frame.entries[frame.next++];
    if (entry === undefined) {
      stack.pop();
      continue;
    }
    const path = child(frame.directory, entry.name);
    if (entry.name.includes('\ufffd') && kindAt(run.tree, path) === undefined) {
      yield* misnamed(frame, path, entry);
      continue;
    }
    if (entry.kind === 'link') {
      yield* link(run, frame, path);
    } else if (entry.kind === 'directory') {
      const below = yield* descend(run, frame, path, entry.name);
      if (below !== undefined) stack.push(below);
    } else if (entry.kind === 'file') {
      if (kindOfName(entry.name) === undefined || hidden(frame, path, false)) continue;
      yield* fileInWalk(run, path, entry.name);
    } else if (isOurs(entry.name) && !hidden(frame, path, false)) {
      yield foundFailure(path, 'is not a regular file', LEAVE_OUT);
    }
  }
}

/** A name that is not UTF-8 does not lead back to what it is the name of. */
function* misnamed(frame: Frame, path: FilePath, { name, kind }: Entry): Generator<Discovered> {
  const directory = kind === 'directory';
  if ((!directory && kindOfName(name) === undefined) || hidden(frame, path, directory)) return;
  const detail = 'has a name that is not UTF-8';
  if (isOurs(name) && !directory) yield foundFailure(path, detail, 'rename it');
  else yield foundSkipped(directory ? `${path}/` : path, 'not-recognised', detail);
}

function* fileInWalk(run: Run, path: FilePath, name: string): Generator<Discovered> {
  const byConfig = run.ignored?.(path, false);
  if (byConfig === undefined) return yield* take(run, path, name, false);
  if (isOurs(name)) yield foundSkipped(path, 'ignored-by-config', byConfig);
}

/** A name that is ours whatever the content says: worth a message when something is in the way. */
function isOurs(name: string): boolean {
  const kind = kindOfName(name);
  return kind === 'dockerfile' || kind === 'compose';
}

function relativeToBase(frame: Pick<Frame, 'base'>, path: string): string {
  return frame.base === '' ? path : path.slice(frame.base.length + 1);
}

function hidden(frame: Pick<Frame, 'base' | 'ignore' | 'trackedOnly'>, path: string, directory: boolean): boolean {
  const inside = relativeToBase(frame, path);
  if (!frame.trackedOnly && !frame.ignore.excludes(inside, directory)) return false;
  return !frame.ignore.trackedAnyway(inside);
}

function* descend(run: Run, frame: Frame, path: FilePath, name: string): Generator<Discovered, Frame | undefined> {
  if (HISTORY.has(name) || run.named.has(path) || hidden(frame, path, true)) return undefined;
  const byConfig = run.ignored?.(path, true);
  if (byConfig !== undefined) {
    yield foundSkipped(`${path}/`, 'ignored-by-config', byConfig);
    return undefined;
  }
  const vendored = vendoredDirectory(name);
  if (vendored !== undefined) {
    yield foundSkipped(`${path}/`, 'vendored', `${vendored}; name a path inside to plan it all the same`);
    return undefined;
  }
  if (name === '_site' && frame.jekyll) {
    yield foundSkipped(`${path}/`, 'generated', 'written by Jekyll');
    return undefined;
  }
  if (isPlaceholderName(name) || (frame.chart && name === 'templates')) {
    const detail = frame.chart ? 'templates of a Helm chart' : 'a folder of a project template';
    yield foundSkipped(`${path}/`, 'template', detail);
    return undefined;
  }
  const trackedOnly = frame.trackedOnly || frame.ignore.excludes(relativeToBase(frame, path), true);
  return yield* enter(run, path, { ignore: frame.ignore, base: frame.base, trackedOnly }, false);
}

type Scope = Pick<Frame, 'ignore' | 'base' | 'trackedOnly'>;

/** Lists a directory. `undefined` when there is nothing to walk: unreadable, walked before, or somebody else's repository. */
function* enter(run: Run, path: Folder, scope: Scope, named: boolean): Generator<Discovered, Frame | undefined> {
  const key = `${path}/`;
  if (run.seen.has(key)) return undefined;
  run.seen.add(key);
  let entries: Entry[];
  try {
    entries = [...run.tree.list(path)];
  } catch (error) {
    if (codeOf(error) === '') throw error;
    yield foundFailure(path === '' ? '.' : path, `cannot be listed: ${describeSystemError(error)}`, LEAVE_OUT);
    return undefined;
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const names = new Set(entries.map((entry) => entry.name));
  if (!named && names.has('pyvenv.cfg')) {
    yield foundSkipped(`${path}/`, 'vendored', 'a Python virtual environment');
    return undefined;
  }
  let { ignore, base, trackedOnly } = scope;
  if (path !== '' && names.has('.git')) {
    if (!named && run.tree.isSubmodule(path)) {
      yield foundSkipped(`${path}/`, 'vendored', 'a git submodule; run harden in its own repository');
      return undefined;
    }
    // Another repository: the rules of the one around it end here, as they do for git.
    ignore = run.tree.ignoreTree(path);
    base = path;
    trackedOnly = false;
  }
  if (!names.has('.gitignore')) ignore.withoutRules(path === base ? '' : relativeToBase({ base }, path));
  const chart = names.has('Chart.yaml') || names.has('Chart.yml');
  const jekyll = names.has('_config.yml');
  return { directory: path, entries, next: 0, ignore, base, trackedOnly, chart, jekyll };
}

/** A link met on the way. To a file inside the root: the file, once. To a directory: nothing, it has its own path. */
function* link(run: Run, frame: Frame, path: FilePath): Generator<Discovered> {
  const name = baseName(path);
  if (kindOfName(name) === undefined || hidden(frame, path, false)) return;
  const resolved = run.tree.resolve(path);
  if (resolved.state === 'outside') {
    const detail = 'is a symbolic link that leads out of the root';
    yield isOurs(name) ? foundFailure(path, detail, LEAVE_OUT) : foundSkipped(path, 'not-recognised', detail);
    return;
  }
  if (resolved.state === 'failed') {
    const dangling = resolved.code === 'ENOENT' ? 'is a symbolic link to nothing' : describeSystemError(resolved.code);
    if (isOurs(name)) yield foundFailure(path, dangling, LEAVE_OUT);
    return;
  }
  if (resolved.path === '' || leadsIntoSkipped(frame, resolved.path)) return;
  const kind = kindAt(run.tree, resolved.path);
  if (kind !== 'file') {
    if (isOurs(name) && kind !== 'directory')
      yield foundFailure(path, 'is a symbolic link to what is not a regular file', LEAVE_OUT);
    return;
  }
  yield { kind: 'link', path, to: resolved.path };
  yield* fileInWalk(
    run,
    resolved.path,
    kindOfName(baseName(resolved.path)) === undefined ? name : baseName(resolved.path),
  );
}

function leadsIntoSkipped(frame: Frame, path: FilePath): boolean {
  const above = upwards(parent(path)).filter(Boolean).map(baseName);
  if (above.some((part) => HISTORY.has(part) || vendoredDirectory(part) !== undefined || isPlaceholderName(part)))
    return true;
  return isWithin(path, frame.base) && frame.ignore.ignored(relativeToBase(frame, path), false);
}
