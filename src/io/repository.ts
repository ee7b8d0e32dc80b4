import { type FilePath, type Repository, type Folder, child, parent, baseName } from '../model/index.js';
import type { IgnoreTree } from './ignore-tree.js';
import { codeOf } from './paths.js';
import { LruMap } from '../text/index.js';
import { readInside } from './read.js';
import { kindAt, type ReadProblem, type Tree } from './tree.js';
import { firstInvalidByte } from './utf8.js';

/** Evidence is in small files. */
export const MAX_EVIDENCE_BYTES = 1024 * 1024;
/** Lock files name everything that is installed, and those of a front end with its tools are often longer. */
export const MAX_LOCK_BYTES = 4 * 1024 * 1024;
const LOCK_FILE = /(?:\.lock|-lock\.json|shrinkwrap\.json)$/;
/** Bounds the memory of a run over many repositories, not the speed of one. */
const CACHED = 5000;
/** No system opens a longer one. */
const LONGEST_PATH = 4096;
/** Characters of text that are remembered: manifests and scripts are asked for by many. */
const MOST_TEXT = 2_000_000;

type Kind = 'file' | 'directory' | undefined;

/**
 * What evidence reads of a tree: `..`, absolute paths and links that lead out do not exist. What it has seen it
 * remembers, so one view serves one run.
 */
export function treeRepository(tree: Tree): Repository {
  // What a directory holds is read once, links resolved when asked for: most questions are about files that are not there.
  const entries = new Map<string, ReadonlyMap<string, Kind | 'link'>>();
  const plain = new Map<string, boolean>();
  const links = new Map<string, Kind>();
  const listings = new Map<string, readonly string[]>();
  const hidden = new Map<string, boolean>();
  const texts = new LruMap<FilePath, { readonly text: string | undefined }>(
    MOST_TEXT,
    (_path, { text }) => 1 + (text?.length ?? 0),
  );
  let rules: IgnoreTree | undefined;

  const entriesOf = (directory: Folder): ReadonlyMap<string, Kind | 'link'> =>
    remembered(entries, directory, () => entriesIn(tree, plainDirectory(directory)));
  /** Without a link on its way, as the listings above it say; otherwise the system is asked. */
  const isPlain = (directory: Folder): boolean =>
    directory.length <= LONGEST_PATH &&
    remembered(
      plain,
      directory,
      () =>
        directory === '' ||
        (!climbs(directory) &&
          isPlain(parent(directory)) &&
          entriesOf(parent(directory)).get(baseName(directory)) === 'directory'),
    );
  const plainDirectory = (directory: Folder): Folder | undefined => {
    if (isPlain(directory)) return directory;
    if (climbs(directory)) return undefined;
    const resolved = tree.resolve(directory);
    return resolved.state === 'inside' ? resolved.path : undefined;
  };
  const kind = (path: Folder): Kind => {
    if (path === '') return 'directory';
    const found = entriesOf(parent(path)).get(baseName(path));
    return found === 'link' ? remembered(links, path, () => kindBehind(tree, path)) : found;
  };
  const bytesOf = (path: FilePath): Uint8Array | ReadProblem => {
    const most = LOCK_FILE.test(path) ? MAX_LOCK_BYTES : MAX_EVIDENCE_BYTES;
    return isPlain(parent(path)) && entriesOf(parent(path)).get(baseName(path)) === 'file'
      ? tree.bytes(path, most)
      : readInside(tree, path, most);
  };
  return {
    kind,
    read(path) {
      if (kind(path) !== 'file') return undefined;
      let known = texts.get(path);
      if (!known) {
        known = { text: textOf(bytesOf(path)) };
        texts.set(path, known);
      }
      return known.text;
    },
    list: (directory) =>
      remembered(listings, directory, () =>
        [...entriesOf(directory).keys()].filter((name) => kind(child(directory, name)) !== undefined).sort(),
      ),
    linked: (path) => path !== '' && entriesOf(parent(path)).get(baseName(path)) === 'link',
    ignored: (path) =>
      remembered(hidden, path, () => {
        rules ??= tree.ignoreTree('');
        return rules.ignored(path, kind(path) === 'directory');
      }),
  };
}

/** A `FilePath` cannot climb, but a caller in plain JavaScript can pass anything. */
function climbs(path: string): boolean {
  return path.startsWith('/') || path.split('/').includes('..');
}

function kindBehind(tree: Tree, path: FilePath): Kind {
  if (climbs(path)) return undefined;
  const resolved = tree.resolve(path);
  if (resolved.state !== 'inside') return undefined;
  const kind = kindAt(tree, resolved.path);
  return kind === 'file' || kind === 'directory' ? kind : undefined;
}

/** `undefined` where that is outside, or cannot be found. */
function entriesIn(tree: Tree, directory: Folder | undefined): ReadonlyMap<string, Kind | 'link'> {
  const found = new Map<string, Kind | 'link'>();
  if (directory === undefined) return found;
  try {
    for (const { name, kind } of tree.list(directory))
      found.set(name, kind === 'file' || kind === 'directory' ? kind : 'link');
    return found;
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return found;
  }
}

function textOf(bytes: Uint8Array | ReadProblem): string | undefined {
  if (!(bytes instanceof Uint8Array) || firstInvalidByte(bytes) !== -1) return undefined;
  return Buffer.from(bytes).toString('utf8');
}

function remembered<T>(known: Map<string, T>, key: string, compute: () => T): T {
  if (known.has(key)) return known.get(key)!;
  const value = compute();
  if (known.size >= CACHED) known.clear();
  known.set(key, value);
  return value;
}
