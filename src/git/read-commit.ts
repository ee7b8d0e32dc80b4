import { GitError } from './error.js';
import { needGit } from './process.js';

/** What a commit says of itself. */
interface CommitHead {
  /** As git writes them: name, address and time. */
  readonly author: string;
  readonly committer: string;
  readonly message: string;
}

/**
 * Reads who made a commit, and what for.
 * @throws GitError where there is no such commit.
 */
export async function readCommit(dir: string, id: string): Promise<CommitHead> {
  if (!/^[0-9a-f]{40,64}$/.test(id)) throw new GitError('no-commit', 'the name of a commit is none');
  const text = (await needGit(['cat-file', 'commit', id], { dir })).toString('utf8');
  const end = text.indexOf('\n\n');
  const lines = (end === -1 ? text : text.slice(0, end)).split('\n');
  const valueOf = (key: string): string =>
    lines.find((line) => line.startsWith(`${key} `))?.slice(key.length + 1) ?? '';
  return { author: valueOf('author'), committer: valueOf('committer'), message: end === -1 ? '' : text.slice(end + 2) };
}
