import { randomUUID } from 'node:crypto';
import type { FilePath } from '../model/index.js';
import type { Identity } from './commit.js';
import { GitError } from './error.js';
import { needGit } from './process.js';

/** A commit to make: what its files are afterwards. */
export interface NewCommit {
  readonly message: string;
  readonly files: readonly { readonly path: FilePath; readonly text: string; readonly executable: boolean }[];
}

export interface NewCommits {
  /** The commit that the first of them follows. */
  readonly base: string;
  readonly commits: readonly NewCommit[];
  readonly author: Identity;
  /** Also of who commits. As git writes it: seconds since 1970 and the offset from UTC. */
  readonly date: string;
}

/**
 * Makes commits, each on the one before, without a work tree and without moving any branch. They depend on nothing but
 * what is given, so the same commits asked for again have the same ids. Gives the ids, in order.
 * @throws GitError when git takes one of them for impossible.
 */
export async function makeCommits(dir: string, commits: NewCommits): Promise<readonly string[]> {
  if (commits.commits.length === 0) return [];
  const out = await needGit(['fast-import', '--quiet', '--done', '--date-format=raw'], {
    dir,
    input: streamOf(commits),
  });
  const ids = out.toString('latin1').split('\n').filter(Boolean);
  if (ids.length !== commits.commits.length || !ids.every((id) => /^[0-9a-f]{40,64}$/.test(id)))
    throw new GitError('failed', 'git fast-import did not say which commits it made');
  return ids;
}

/** See git-fast-import(1). */
function streamOf({ base, commits, author, date }: NewCommits): Buffer {
  // A name of its own, which is gone at the end: a run that is killed leaves no lock that the next would meet.
  const ref = `refs/harden/${randomUUID()}`;
  const who = `${cleaned(author.name) || 'harden'} <${cleaned(author.email)}> ${date}`;
  const parts: Buffer[] = [];
  const put = (text: string): void => {
    parts.push(Buffer.from(text, 'utf8'));
  };
  const data = (text: string): void => {
    const bytes = Buffer.from(text, 'utf8');
    put(`data ${bytes.length}\n`);
    parts.push(bytes);
    put('\n');
  };
  commits.forEach(({ message, files }, at) => {
    put(`commit ${ref}\nmark :${at + 1}\nauthor ${who}\ncommitter ${who}\n`);
    data(message);
    put(`from ${at === 0 ? base : `:${at}`}\n`);
    for (const { path, text, executable } of files) {
      put(`M ${executable ? '100755' : '100644'} inline ${quoted(path)}\n`);
      data(text);
    }
    put('\n');
  });
  for (let at = 1; at <= commits.length; at++) put(`get-mark :${at}\n`);
  put(`reset ${ref}\nfrom ${'0'.repeat(base.length)}\n\ndone\n`);
  return Buffer.concat(parts);
}

/** As git takes them out of names itself. */
function cleaned(text: string): string {
  return text.replace(/[<>\0\r\n]/g, '').trim();
}

function quoted(path: string): string {
  return `"${path.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}
