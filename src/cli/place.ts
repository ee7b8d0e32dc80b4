// Where a run reads: a folder on disk, or a commit of a git directory.
import { resolve } from 'node:path';
import { gitDirectory, GitError, openCommit } from '../git/index.js';
import { diskTree, type Tree } from '../io/index.js';
import { ConfigError } from '../model/index.js';
import { findRoot, isFolder } from './root.js';

export interface PlaceFlags {
  readonly root?: string;
  readonly git?: string;
  readonly ref?: string;
}

export interface Place {
  /** Absolute: the root, or the git directory. */
  readonly root: string;
  readonly tree: Tree;
  /** The id of the commit that is read. */
  readonly commit?: string;
  /** Ends what reads it. */
  close(): void;
}

/**
 * Opens what the flags name.
 * @param paths as typed; they lead to the root where no flag names it.
 * @throws ConfigError for a folder, a repository or a commit that is not there, and for flags that contradict each other.
 */
export async function openPlace(cwd: string, paths: readonly string[], { root, git, ref }: PlaceFlags): Promise<Place> {
  if (git !== undefined) {
    if (root !== undefined)
      throw new ConfigError('--git and --root exclude each other: a commit is read from its root');
    if (paths.includes('-')) throw new ConfigError('--git reads a commit, and - is standard input; give one of them');
    return await commitPlace(cwd, git, ref ?? 'HEAD');
  }
  if (ref !== undefined) throw new ConfigError('--ref names a commit of the repository that --git names; give both');
  const given = paths.includes('-') ? ['.'] : paths;
  const folder = root === undefined ? findRoot(cwd, given) : resolve(cwd, root);
  if (!isFolder(folder)) throw new ConfigError(`${root ?? folder}: there is no such folder`);
  return { root: folder, tree: diskTree(folder, cwd), close: () => {} };
}

async function commitPlace(cwd: string, git: string, ref: string): Promise<Place> {
  const dir = gitDirectory(resolve(cwd, git), git);
  try {
    const { id, tree, close } = await openCommit(dir, ref);
    return { root: dir, tree, commit: id, close };
  } catch (error) {
    throw error instanceof GitError ? new ConfigError(`--git ${git}: ${error.message}`) : error;
  }
}
