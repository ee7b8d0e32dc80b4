// A copy of the tree that builds and containers are given. bench never changes the tree it copies, and what it makes lies
// in the user's cache folder, under the name of the process that made it.
import { createHash } from 'node:crypto';
import {
  chmodSync,
  constants,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  type Stats,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { ConfigError, type FilePath, type Folder } from '../model/index.js';
import { isAbandoned } from './containers/owner.js';
import { codeOf, describeSystemError, isInside } from './paths.js';
import { realRootOf } from './read-file.js';
import { copyTree } from './tree-copy.js';

export interface Bench {
  /** Absolute path of the copy. */
  readonly tree: string;
  /** Hash of every path and content, git's own folder left out. */
  readonly fingerprint: string;
  /** Processors of this machine. */
  readonly cpus: number;
  /** Writes texts into the copy; `undefined` removes a file. */
  set(texts: ReadonlyMap<FilePath, string | undefined>): void;
  /** The text a file of the copy has now; `undefined` where there is none. */
  read(path: FilePath): string | undefined;
  /** The start of a file that a build or a container is given, wherever it lies; `undefined` where it cannot be read. */
  given(path: string): string | undefined;
  /** Names in a folder of the copy, sorted. */
  list(folder: Folder): readonly string[];
  /** Adds a line end to a file of the copy, and gives what takes it back. */
  touch(path: FilePath): () => void;
  /** What a path in the copy stands for outside of it: where the file itself means to look. */
  meant(path: string): string;
  /** Where a mount's source lies, links followed. */
  place(source: string): { readonly kind: 'inside' | 'missing' } | { readonly kind: 'outside'; readonly path: string };
  /** A folder for one run of containers. */
  run(name: string): BenchRun;
  hash(text: string): string;
  close(): void;
}

export interface BenchRun {
  readonly folder: string;
  /** A copy of something in the tree that containers may write to. */
  copy(source: string): string;
  /** Writes a file of the run, by its absolute path in `folder`. */
  write(path: string, text: string): void;
  /** A folder below `folder` that everybody may write to. Gives its absolute path. */
  open(path: string): string;
  /** A file below `folder` for a container to read, with its mode. Gives its absolute path. */
  give(path: string, content: Uint8Array, mode: number): string;
  /** Gives the names of what is left: files of a container that this user may not remove. */
  remove(): readonly string[];
}

export interface BenchOptions {
  readonly root: string;
  /** The user's cache folder. */
  readonly cache: string;
  /** See `ownerToken`. */
  readonly owner: string;
  readonly stopped?: () => boolean;
  /** Only what git tracks, where there is git: what else lies there is of this machine. */
  readonly untrusted?: boolean;
}

/** Characters of a secret: keys and certificates are shorter. */
const GIVEN = 64 * 1024;

/**
 * Copies the tree.
 * @throws ConfigError where it is too large or cannot be read.
 */
export async function openBench({
  root,
  cache,
  owner,
  stopped = () => false,
  untrusted,
}: BenchOptions): Promise<Bench> {
  const realRoot = realRootOf(root);
  const runs = join(cache, 'verify', 'runs');
  const folder = join(runs, owner);
  const tree = join(folder, 'tree');
  sweepBenches(runs);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const close = (): void => removeFolder(folder);
  try {
    const fingerprint = await copyTree({ from: realRoot, to: tree, cache, untrusted: untrusted === true, stopped });
    let made = 0;
    return {
      tree,
      fingerprint,
      cpus: availableParallelism(),
      set(texts) {
        for (const [path, text] of texts) replace(join(tree, path), text);
      },
      read(path) {
        const file = join(tree, path);
        return found(file)?.isFile() ? readFileSync(file, 'utf8') : undefined;
      },
      given(path) {
        try {
          if (!statSync(path).isFile()) return undefined;
          return readFileSync(path, 'utf8').slice(0, GIVEN);
        } catch (error) {
          if (codeOf(error) === '') throw error;
          return undefined;
        }
      },
      list(path) {
        const at = join(tree, path);
        return found(at)?.isDirectory() ? readdirSync(at).sort() : [];
      },
      touch(path) {
        const file = join(tree, path);
        const before = readFileSync(file);
        replace(file, Buffer.concat([before, Buffer.from('\n')]));
        return () => replace(file, before);
      },
      meant: (path) => (isInside(tree, path) ? path : resolve(realRoot, relative(tree, path))),
      place(source) {
        if (!isInside(tree, source)) {
          const path = isInside(folder, source) ? resolve(realRoot, relative(tree, source)) : source;
          return { kind: 'outside', path };
        }
        return placeInside(realpathSync.native(tree), source);
      },
      run(name) {
        const own = join(folder, `${name}-${++made}`);
        mkdirSync(own, { mode: 0o700 });
        return benchRun(own, tree);
      },
      hash: (text) => createHash('sha256').update(text).digest('hex'),
      close,
    };
  } catch (error) {
    close();
    if (error instanceof ConfigError || codeOf(error) === '') throw error;
    throw new ConfigError(`the files cannot be copied to build them: ${describeSystemError(error)}`);
  }
}

function benchRun(folder: string, tree: string): BenchRun {
  let copies = 0;
  const known = new Map<string, string>();
  return {
    folder,
    copy(source) {
      const found = known.get(source);
      if (found !== undefined) return found;
      const to = join(folder, `mount-${++copies}`);
      known.set(source, to);
      try {
        copyAll(realpathSync.native(source), to);
      } catch (error) {
        if (codeOf(error) !== 'ENOENT' || !isInside(tree, source)) throw error;
        mkdirSync(to); // as Docker makes it
      }
      return to;
    },
    write: (path, text) => writeFileSync(path, text, { mode: 0o600 }),
    open(path) {
      const at = below(folder, path);
      mkdirSync(at, { recursive: true });
      chmodSync(at, 0o777); // whatever the umask is
      return at;
    },
    give(path, content, mode) {
      const at = below(folder, path);
      mkdirSync(dirname(at), { recursive: true, mode: 0o755 });
      rmSync(at, { force: true });
      writeFileSync(at, content, { flag: 'wx' });
      chmodSync(at, mode);
      return at;
    },
    remove() {
      removeFolder(folder);
      return lstatSync(folder, { throwIfNoEntry: false }) ? readdirSync(folder) : [];
    },
  };
}

/** A path of the files, kept inside. */
function below(folder: string, path: string): string {
  const at = resolve(folder, path);
  if (at === folder || !isInside(folder, at)) throw new ConfigError(`${path} does not lie in its volume`);
  return at;
}

/** Removes the folders of runs whose process is gone. */
function sweepBenches(runs: string): void {
  let names: string[] = [];
  try {
    names = readdirSync(runs);
  } catch {
    return; // no run yet
  }
  for (const name of names) if (isAbandoned(name)) removeFolder(join(runs, name));
}

/** A container may have left files in a mount that this user cannot remove: the engine is asked to, see `Engine.clear`. */
function removeFolder(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch (error) {
    if (codeOf(error) === '') throw error;
  }
}

function placeInside(tree: string, source: string): ReturnType<Bench['place']> {
  for (let at = source, missing = false; ; at = dirname(at), missing = true) {
    try {
      const real = realpathSync.native(at);
      if (!isInside(tree, real)) return { kind: 'outside', path: real };
      return { kind: missing ? 'missing' : 'inside' };
    } catch (error) {
      const code = codeOf(error);
      if (code === '' || at === dirname(at)) throw error;
      // A circle of links, or a path that no system takes: where it leads nobody can tell.
      if (code !== 'ENOENT' && code !== 'ENOTDIR') return { kind: 'outside', path: source };
      // A link to nothing would be followed when something appears there.
      if (isLink(at)) return { kind: 'outside', path: resolve(dirname(at), readlinkSync(at)) };
    }
  }
}

/** What stands at a path that a file names; nothing also where no system takes such a path. */
function found(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return undefined;
  }
}

function isLink(path: string): boolean {
  return found(path)?.isSymbolicLink() === true;
}

/** A new file in the place of the old: nothing that shares the old one's content changes with it. */
function replace(file: string, content: string | Uint8Array | undefined): void {
  const mode = lstatSync(file, { throwIfNoEntry: false })?.mode;
  rmSync(file, { force: true });
  if (content === undefined) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content, { flag: 'wx', ...(mode === undefined ? {} : { mode: mode & 0o7777 }) });
}

function copyAll(from: string, to: string): void {
  const stat = lstatSync(from);
  if (stat.isSymbolicLink()) symlinkSync(readlinkSync(from), to);
  else if (stat.isFile()) copyFileSync(from, to, constants.COPYFILE_FICLONE);
  else if (stat.isDirectory()) {
    mkdirSync(to, { mode: stat.mode & 0o7777 });
    for (const name of readdirSync(from)) copyAll(join(from, name), join(to, name));
  }
}
