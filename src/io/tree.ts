import type { FilePath, Folder } from '../model/index.js';
import type { IgnoreTree } from './ignore-tree.js';
import { codeOf, type Resolved } from './paths.js';

/** What stands at a path, links not followed. `other`: a socket, a device, a pipe. */
export type EntryKind = 'file' | 'directory' | 'link' | 'other';

export interface Entry {
  readonly name: string;
  readonly kind: EntryKind;
}

/** A path as typed, found in the tree. */
export type Located =
  | { readonly path: Folder; readonly directory: boolean }
  | { readonly message: string; readonly hint?: string };

/** Why bytes could not be had. */
export interface ReadProblem {
  readonly message: string;
  readonly tooLarge?: true;
}

/**
 * A tree of files, read-only and rooted: a folder on disk, or what a commit holds. Discovery, configuration and evidence
 * read both by the same code. Where nothing else is said, a path has no link on its way: `resolve` takes them out.
 */
export interface Tree {
  /** The absolute folder on disk, by which another thread opens the same tree. Absent where it is no folder. */
  readonly root?: string;
  /**
   * What a directory holds, in no order.
   * @throws the system's error when it cannot be listed.
   */
  list(directory: Folder): readonly Entry[];
  /**
   * What stands at a path itself; nothing where nothing does.
   * @throws the system's error when that cannot be told.
   */
  kind(path: Folder): EntryKind | undefined;
  /** The bytes of a regular file, or why not. */
  bytes(path: FilePath, limit: number): Uint8Array | ReadProblem;
  /** Follows links. Says 'outside' without touching what lies there. */
  resolve(path: Folder): Resolved;
  /** Finds what a person typed. */
  locate(typed: string): Located;
  /** Git's ignore rules for a work tree that begins in the directory. Paths are relative to it. */
  ignoreTree(directory: Folder): IgnoreTree;
  /** True for the directory of a submodule that is checked out. */
  isSubmodule(directory: Folder): boolean;
}

/** As `kind`; nothing also where that cannot be told, as when it went away meanwhile. */
export function kindAt(tree: Tree, path: Folder): EntryKind | undefined {
  try {
    return tree.kind(path);
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return undefined;
  }
}
