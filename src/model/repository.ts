import type { FilePath, Folder } from './path.js';

/**
 * Read-only view of the tree harden was pointed at. Rooted: a path that climbs out, or a symlink that leads out, does
 * not exist. Sizes are bounded. Synchronous, because transforms are.
 */
export interface Repository {
  /** What stands at the path; `undefined` for nothing, for what lies outside, and for sockets and devices. */
  kind(path: FilePath): 'file' | 'directory' | undefined;
  /** The text; `undefined` when absent, not UTF-8, or above the size limit. */
  read(path: FilePath): string | undefined;
  /** Names (not paths) inside a directory, sorted; `''` is the root. Empty when there is no such directory. */
  list(directory: Folder): readonly string[];
  /** True for a link: what is written to it changes another file. Absent where there are none. */
  linked?(path: FilePath): boolean;
  /** True when git's ignore rules exclude the path. */
  ignored(path: FilePath): boolean;
  /** Of one with changes laid over another: both. The changes may grow. */
  readonly over?: { readonly base: Repository; readonly changes: ReadonlyMap<FilePath, string> };
}
