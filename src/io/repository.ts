import { lstatSync, readdirSync } from 'node:fs';
import { type FilePath, type Repository, type Folder, child, parent, baseName } from '../model/index.js';
import { ignoreTree, type IgnoreTree } from './ignore-tree.js';
import { codeOf, resolveInside } from './paths.js';
import { readInside, realRootOf } from './read.js';
import { firstInvalidByte } from './utf8.js';

/** Evidence is in small files; a lockfile above this says nothing that its manifest does not. */
export const MAX_EVIDENCE_BYTES = 1024 * 1024;
/** Bounds the memory of a run over many repositories, not the speed of one. */
const CACHED = 5000;

type Kind = 'file' | 'directory' | undefined;

/**
 * The tree on disk, read-only and rooted: `..`, absolute paths and links that lead out do not exist. What it has seen it
 * remembers, so one view serves one run.
 * @throws the system's error when the root does not exist.
 */
export function diskRepository(root: string): Repository {
  const realRoot = realRootOf(root);
  // What a directory holds is read once, links resolved when asked for: most questions are about files that are not there.
  const entries = new Map<string, ReadonlyMap<string, Kind | 'link'>>();
  const links = new Map<string, Kind>();
  const listings = new Map<string, readonly string[]>();
  const hidden = new Map<string, boolean>();
  let rules: IgnoreTree | undefined;

  const entriesOf = (directory: Folder): ReadonlyMap<string, Kind | 'link'> =>
    remembered(entries, directory, () => entriesOnDisk(realRoot, directory));
  const kind = (path: Folder): Kind => {
    if (path === '') return 'directory';
    const found = entriesOf(parent(path)).get(baseName(path));
    return found === 'link' ? remembered(links, path, () => kindOnDisk(realRoot, path)) : found;
  };
  return {
    kind,
    read(path) {
      if (kind(path) !== 'file') return undefined;
      const bytes = readInside(realRoot, path, MAX_EVIDENCE_BYTES);
      if (!(bytes instanceof Uint8Array) || firstInvalidByte(bytes) !== -1) return undefined;
      return Buffer.from(bytes).toString('utf8');
    },
    list: (directory) =>
      remembered(listings, directory, () =>
        [...entriesOf(directory).keys()].filter((name) => kind(child(directory, name)) !== undefined).sort(),
      ),
    ignored: (path) =>
      remembered(hidden, path, () => {
        rules ??= ignoreTree(realRoot);
        return rules.ignored(path, kind(path) === 'directory');
      }),
  };
}

/** A `FilePath` cannot climb, but a caller in plain JavaScript can pass anything. */
function climbs(path: string): boolean {
  return path.startsWith('/') || path.split('/').includes('..');
}

function kindOnDisk(realRoot: string, path: FilePath): Kind {
  if (climbs(path)) return undefined;
  const resolved = resolveInside(realRoot, path);
  if (resolved.state !== 'inside') return undefined;
  try {
    const stat = lstatSync(resolved.real);
    return stat.isFile() ? 'file' : stat.isDirectory() ? 'directory' : undefined;
  } catch (error) {
    // It went away since it was resolved: then nothing stands there.
    if (codeOf(error) === '') throw error;
    return undefined;
  }
}

function entriesOnDisk(realRoot: string, directory: Folder): ReadonlyMap<string, Kind | 'link'> {
  const found = new Map<string, Kind | 'link'>();
  if (climbs(directory)) return found;
  const resolved = resolveInside(realRoot, directory);
  if (resolved.state !== 'inside') return found;
  try {
    for (const entry of readdirSync(resolved.real, { withFileTypes: true })) {
      if (entry.isFile()) found.set(entry.name, 'file');
      else if (entry.isDirectory()) found.set(entry.name, 'directory');
      else found.set(entry.name, 'link');
    }
    return found;
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return found;
  }
}

function remembered<T>(known: Map<string, T>, key: string, compute: () => T): T {
  if (known.has(key)) return known.get(key)!;
  const value = compute();
  if (known.size >= CACHED) known.clear();
  known.set(key, value);
  return value;
}
