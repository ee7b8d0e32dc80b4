// The repositories themselves: bare git directories named `owner+name`, or such folders with one of the name `repo` in them.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Where a repository lies below the folder; `undefined` where it does not. */
export function gitDirectory(folder: string, repository: string): string | undefined {
  const named = join(folder, repository.replace('/', '+'));
  return [join(named, 'repo'), join(named, '.git'), named].find((each) => existsSync(join(each, 'HEAD')));
}

/** The repositories below a folder, as `owner/name`. */
export function repositoriesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => /^[\w.-]+\+[\w.-]+$/.test(name))
    .map((name) => name.replace('+', '/'))
    .filter((repository) => gitDirectory(folder, repository) !== undefined)
    .sort();
}

/** What git prints. */
export function git(directory: string, ...args: readonly string[]): string {
  return execFileSync('git', ['-c', 'safe.directory=*', `--git-dir=${directory}`, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
}

/**
 * Lays out a commit in a folder, without the files that the git directory lacks. Gives their paths; `undefined` where
 * nothing was laid out.
 */
export function checkOut(directory: string, commit: string, into: string): readonly string[] | undefined {
  mkdirSync(into, { recursive: true });
  const env = { ...process.env, GIT_NO_LAZY_FETCH: '1', GIT_INDEX_FILE: `${into}.index`, LC_ALL: 'C' };
  const words = ['-c', 'safe.directory=*', `--git-dir=${directory}`, `--work-tree=${into}`];
  const run = (...args: readonly string[]) =>
    spawnSync('git', [...words, ...args], { env, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (run('read-tree', commit).status !== 0) return undefined;
  const { status, stderr } = run('checkout-index', '--all');
  const lacks = stderr
    .split('\n')
    .flatMap((line) => /^error: unable to read sha1 file of (.+) \([0-9a-f]+\)$/.exec(line)?.[1] ?? []);
  return status === 0 || lacks.length > 0 ? lacks : undefined;
}
