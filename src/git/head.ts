import { GitError } from './error.js';
import { needGit } from './process.js';

/** Where a repository on this machine is. */
export interface Head {
  /** Absent where HEAD is a commit. */
  readonly branch?: string;
  readonly commit: string;
}

/**
 * The commit that is checked out, or that a branch is at. Nothing is fetched.
 * @throws GitError where there is none: the repository is empty, or has no such branch.
 */
export async function readHead(dir: string, branch?: string): Promise<Head> {
  const name = branch === undefined ? 'HEAD' : `refs/heads/${branch}`;
  const out = await needGit(['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`], {
    dir,
  }).catch((error: unknown) => {
    if (error instanceof GitError && error.fault === 'failed') return undefined;
    throw error;
  });
  if (out === undefined)
    throw new GitError('no-commit', branch === undefined ? 'it has no commit' : `there is no branch ${branch}`);
  const commit = out.toString('utf8').trim();
  if (branch !== undefined) return { branch, commit };
  const symbolic = (await needGit(['rev-parse', '--symbolic-full-name', 'HEAD'], { dir })).toString('utf8').trim();
  return symbolic.startsWith('refs/heads/') ? { branch: symbolic.slice('refs/heads/'.length), commit } : { commit };
}
