import { basename, dirname, join } from 'node:path';
import { type FilePath, filePath, type Folder } from '../model/index.js';
import { askGit, changeIndex, makeCommit, type Ran } from './git-process.js';
import { isInside, isSomethingAt, relativeTo } from './paths.js';
import { realRootOf } from './read-file.js';

/** Whether changes can be undone with git. No git installed counts as outside. */
export type GitState =
  | { readonly state: 'inside'; readonly top: string }
  | { readonly state: 'outside' }
  | { readonly state: 'unusable'; readonly message: string };

export type Uncommitted = 'modified' | 'staged' | 'untracked' | 'conflicted';

const PATHS_A_CALL = 400;

/**
 * Whether the directory lies in a git work tree, and its top level with links followed. Asked is the nearest folder with
 * a `.git`: of a folder below it that looks like a repository, git would take the word.
 */
export function gitState(directory: string): GitState {
  const holder = holderOf(realRootOf(directory));
  if (holder === undefined) return { state: 'outside' };
  const ran = askGit(holder, ['rev-parse', '--show-toplevel']);
  if (ran === undefined) return { state: 'outside' };
  const top = ran.out.replace(/\n$/, '');
  if (ran.code === 0 && top !== '') {
    const real = realRootOf(top);
    // `core.worktree` can name any directory; only one that holds ours is ours.
    return isInside(real, realRootOf(directory)) ? { state: 'inside', top: real } : { state: 'outside' };
  }
  if (ran.err.includes('dubious ownership')) {
    return {
      state: 'unusable',
      message: 'git does not trust this repository: it belongs to another user (safe.directory)',
    };
  }
  return { state: 'outside' };
}

/** The nearest folder upwards with a `.git`; `undefined` in git's own folder. */
function holderOf(directory: string): string | undefined {
  for (let at = directory; basename(at) !== '.git'; at = dirname(at)) {
    if (isSomethingAt(join(at, '.git'))) return at;
    if (dirname(at) === at) return undefined;
  }
  return undefined;
}

/** The commit that is checked out around a folder; `undefined` where there is none, or git does not say. */
export function headCommit(root: string): string | undefined {
  const inside = gitState(root);
  if (inside.state !== 'inside') return undefined;
  const ran = askGit(inside.top, ['rev-parse', '--verify', '--quiet', 'HEAD']);
  return ran?.code === 0 ? ran.out.trim() : undefined;
}

/**
 * Which of the files (relative to `root`) have no committed copy of what stands on disk, and how. Ignored and unknown
 * files count as untracked: git has no way back for them either. Empty outside git.
 * @throws Error when git fails, with what it said.
 */
export function uncommitted(root: string, files: readonly FilePath[]): ReadonlyMap<FilePath, Uncommitted> {
  const found = new Map<FilePath, Uncommitted>();
  const inside = gitState(root);
  if (inside.state === 'unusable') throw new Error(inside.message);
  if (inside.state === 'outside') return found;
  const { top } = inside;
  const byTop = new Map(files.map((file) => [pathBelow(top, root, file), file]));
  const paths = [...byTop.keys()];
  const status = [
    'status',
    '--porcelain=v1',
    '-z',
    '--untracked-files=all',
    '--ignored=matching',
    '--no-renames',
    '--ignore-submodules=all',
  ];
  const settings = filtersOff(top);
  for (let from = 0; from < paths.length; from += PATHS_A_CALL) {
    const ran = askGit(top, [...status, '--', ...paths.slice(from, from + PATHS_A_CALL)], settings);
    if (ran === undefined || ran.code !== 0) throw new Error(`git status failed: ${ran?.err.trim() ?? 'git is gone'}`);
    for (const entry of ran.out.split('\0')) {
      if (entry === '') continue;
      const path = entry.slice(3);
      const state = meaning(entry[0]!, entry[1]!);
      if (byTop.has(path)) found.set(byTop.get(path)!, state);
      if (!path.endsWith('/')) continue;
      for (const [full, file] of byTop) if (full.startsWith(path)) found.set(file, state);
    }
  }
  return found;
}

/** A file of `root`, named from the top of the work tree. */
function pathBelow(top: string, root: string, file: FilePath): string {
  const prefix = relativeTo(top, realRootOf(root));
  return prefix === '' ? file : `${prefix}/${file}`;
}

function meaning(index: string, tree: string): Uncommitted {
  if (index === '?' || index === '!') return 'untracked';
  if (index === 'U' || tree === 'U' || (index === 'A' && tree === 'A') || (index === 'D' && tree === 'D'))
    return 'conflicted';
  return index === ' ' ? 'modified' : 'staged';
}

/**
 * Settings that switch off every content filter, the user's own as well: the repository says which of them reads which
 * file. What harden writes over is text, so that a file is as it was committed without one, or counts as changed.
 */
export function filtersOff(top: string): readonly (readonly [string, string])[] {
  const wanted = '^filter\\..*\\.(clean|smudge|process|required)$';
  const ran = askGit(top, ['config', '--includes', '--name-only', '-z', '--get-regexp', wanted]);
  // 1: there are none.
  if (ran === undefined || ran.code === 1) return [];
  if (ran.code !== 0) throw new Error(`git config failed: ${ran.err.trim()}`);
  const names = new Set(ran.out.split('\0').filter((name) => name !== ''));
  return [...names].map((name) => [name, name.endsWith('.required') ? 'false' : '']);
}

/** Files below `top` that git tracks although its rules exclude them. Empty without git. */
export function trackedIgnored(top: string): readonly string[] {
  const ran = askGit(top, ['ls-files', '-z', '--cached', '--ignored', '--exclude-standard']);
  if (ran === undefined || ran.code !== 0) return [];
  return ran.out.split('\0').filter((path) => path !== '');
}

/** Why a commit would run what may have come with the files: its hooks lie where an archive can bring them. */
function storedAmongFiles(top: string): string | undefined {
  const ran = askGit(top, ['rev-parse', '--absolute-git-dir']);
  if (ran === undefined || ran.code !== 0) return ran?.err.trim() ?? 'git is gone';
  const store = realRootOf(ran.out.replace(/\n$/, ''));
  if (!isInside(top, store) || relativeTo(top, store).split('/').includes('.git')) return undefined;
  return `git keeps this repository in ${relativeTo(top, store)}, which lies among its files, so that its hooks can have come with them; commit yourself`;
}

/**
 * What git tracks below a folder, relative to it: files, and folders of submodules. `undefined` outside of git.
 * @throws Error when git fails, with what it said.
 */
export function trackedBelow(root: string): ReadonlySet<Folder> | undefined {
  const inside = gitState(root);
  if (inside.state === 'unusable') throw new Error(inside.message);
  if (inside.state === 'outside') return undefined;
  const prefix = relativeTo(inside.top, realRootOf(root));
  const below = prefix === '' ? [] : ['--', prefix];
  const ran = askGit(inside.top, ['ls-files', '-z', '--cached', ...below]);
  if (ran === undefined || ran.code !== 0) throw new Error(`git ls-files failed: ${ran?.err.trim() ?? 'git is gone'}`);
  const skipped = prefix === '' ? 0 : prefix.length + 1;
  return new Set(ran.out.split('\0').flatMap((path) => (path === '' ? [] : [filePath(path.slice(skipped))])));
}

/**
 * Commits the named files, and nothing else that may be staged. The user's hooks and signing run as they always do.
 * Gives the commit's hash, or why there is none; the index is then as it was.
 */
export function commit(
  root: string,
  files: readonly FilePath[],
  message: string,
): { readonly hash: string; readonly error?: undefined } | { readonly hash?: undefined; readonly error: string } {
  const inside = gitState(root);
  if (inside.state === 'unusable') return { error: inside.message };
  if (inside.state === 'outside') return { error: 'not in a git work tree' };
  const { top } = inside;
  const why = storedAmongFiles(top);
  if (why !== undefined) return { error: why };
  const states = uncommitted(root, files);
  for (const [file, state] of states) {
    if (state === 'staged' || state === 'conflicted')
      return { error: `${file} has other changes in the index; commit or unstage them first` };
  }
  const named = (list: readonly FilePath[]): string[] => list.map((file) => pathBelow(top, root, file));
  const added = named(files.filter((file) => states.get(file) === 'untracked'));
  const fail = (ran: Ran | undefined): { error: string } => {
    if (added.length > 0)
      changeIndex(top, ['rm', '--cached', '--quiet', '--force', '--ignore-unmatch', '--', ...added]);
    return { error: (ran?.err.trim() || ran?.out.trim()) ?? 'git is not installed' };
  };
  if (added.length > 0) {
    const ran = changeIndex(top, ['add', '--', ...added]);
    if (ran === undefined || ran.code !== 0) return fail(ran);
  }
  const args = ['--quiet', '--only', '--cleanup=whitespace', '--file=-', '--', ...named(files)];
  const ran = makeCommit(top, args, message);
  if (ran === undefined || ran.code !== 0) return fail(ran);
  const head = askGit(top, ['rev-parse', 'HEAD']);
  return { hash: head?.out.trim() ?? '' };
}
