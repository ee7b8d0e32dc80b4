// What was read of a tree, kept from one group to the next: a hundred Dockerfiles with one context read its source once.
// shared never gives what a plan's own changes may have made untrue.
import { factOf, type FilePath, type Repository, type Folder, upwards, parent } from '../model/index.js';
import { LruMap } from '../text/index.js';

/** How many results of each kind are kept; between so many and twice as many. */
const KEPT = { locks: 8, projects: 200, source: 30 } as const;
export type SharedKind = keyof typeof KEPT;

interface Kept {
  readonly value: unknown;
  readonly looked: Looked;
}

/** All that a result rests on. */
interface Looked {
  readonly read: Set<FilePath>;
  readonly listed: Set<Folder>;
  /** Where nothing stood. */
  readonly absent: Set<FilePath>;
}

/** The result of `compute` on the tree, taken from an earlier one where the changes that lie over it touch nothing that it read. */
export function shareAcrossTrees<T>(
  kind: SharedKind,
  key: string,
  tree: Repository,
  compute: (tree: Repository) => T,
): T {
  const changed: FilePath[] = [];
  let bottom = tree;
  for (; bottom.over; bottom = bottom.over.base) changed.push(...bottom.over.changes.keys());
  const known = factOf(bottom, nothingKept)[kind];
  let kept = known.get(key);
  if (!kept) {
    const looked: Looked = { read: new Set(), listed: new Set(), absent: new Set() };
    kept = { value: compute(watched(bottom, looked)), looked };
    known.set(key, kept);
  }
  const { looked } = kept;
  return changed.some((path) => matters(path, looked, bottom)) ? compute(tree) : (kept.value as T);
}

function nothingKept(): { readonly [K in SharedKind]: LruMap<string, Kept> } {
  return {
    locks: new LruMap(KEPT.locks),
    projects: new LruMap(KEPT.projects),
    source: new LruMap(KEPT.source),
  };
}

function watched(repository: Repository, { read, listed, absent }: Looked): Repository {
  return {
    kind(path) {
      const kind = repository.kind(path);
      if (kind === undefined) absent.add(path);
      return kind;
    },
    read(path) {
      read.add(path);
      return repository.read(path);
    },
    list(directory) {
      listed.add(directory);
      return repository.list(directory);
    },
    linked: (path) => repository.linked?.(path) === true,
    ignored: (path) => repository.ignored(path),
  };
}

/** A file that was there says something else only to those who read it; a new one is a new name in a folder as well. */
function matters(path: FilePath, { read, listed, absent }: Looked, bottom: Repository): boolean {
  if (read.has(path) || absent.has(path)) return true;
  if (bottom.kind(path) !== undefined) return false;
  return upwards(parent(path)).some((at) => listed.has(at) || (at !== '' && absent.has(at)));
}
