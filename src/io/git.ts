import { type FilePath, wordList } from '../model/index.js';
import { codeOf, isInside, relativeTo } from './paths.js';
import { realRootOf } from './read-file.js';

/** Whether changes can be undone with git. No git installed counts as outside. */
export type GitState =
  | { readonly state: 'inside'; readonly top: string }
  | { readonly state: 'outside' }
  | { readonly state: 'unusable'; readonly message: string };

export type Uncommitted = 'modified' | 'staged' | 'untracked' | 'conflicted';

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/**
 * Nothing that a repository's own configuration names may run while we only read: a bot reads strangers' repositories.
 * git(1), githooks(5), gitattributes(5) name the programs.
 */
const QUIET = [
  '--no-pager',
  '--literal-pathspecs',
  ...['core.fsmonitor=false', 'core.hooksPath=/dev/null', 'core.pager=cat', 'core.sshCommand=false'].flatMap((pair) => [
    '-c',
    pair,
  ]),
  ...['core.untrackedCache=false', 'protocol.allow=never', 'credential.helper=', 'core.askPass='].flatMap((pair) => [
    '-c',
    pair,
  ]),
];
/** Set by git for its hooks; they would point us at another repository than the directory asked about. */
const INHERITED = wordList(`
  GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_PREFIX GIT_COMMON_DIR GIT_NAMESPACE GIT_OBJECT_DIRECTORY`);
const PATHS_A_CALL = 400;

/** Whether the directory lies in a git work tree, and its top level with links followed. */
export function gitState(directory: string): GitState {
  const ran = git(directory, [...QUIET, 'rev-parse', '--show-toplevel']);
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
  const prefix = relativeTo(inside.top, realRootOf(root));
  const byTop = new Map(files.map((file) => [prefix === '' ? file : `${prefix}/${file}`, file]));
  const status = [
    'status',
    '--porcelain=v1',
    '-z',
    '--untracked-files=all',
    '--ignored=matching',
    '--no-renames',
    '--ignore-submodules=all',
  ];
  const settings = filtersOff(root);
  for (let from = 0; from < files.length; from += PATHS_A_CALL) {
    const ran = git(root, [...QUIET, ...status, '--', ...files.slice(from, from + PATHS_A_CALL)], { settings });
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

function meaning(index: string, tree: string): Uncommitted {
  if (index === '?' || index === '!') return 'untracked';
  if (index === 'U' || tree === 'U' || (index === 'A' && tree === 'A') || (index === 'D' && tree === 'D'))
    return 'conflicted';
  return index === ' ' ? 'modified' : 'staged';
}

/** Settings that switch off the content filters that the repository itself (not the user) configured. */
function filtersOff(root: string): readonly (readonly [string, string])[] {
  const ran = git(root, [
    ...QUIET,
    'config',
    '--includes',
    '--show-scope',
    '--name-only',
    '-z',
    '--get-regexp',
    '^filter\\..*\\.(clean|smudge|process|required)$',
  ]);
  if (ran === undefined || ran.code !== 0) return [];
  const parts = ran.out.split('\0');
  const off: [string, string][] = [];
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const scope = parts[at];
    const name = parts[at + 1]!;
    if (scope === 'local' || scope === 'worktree') off.push([name, name.endsWith('.required') ? 'false' : '']);
  }
  return off;
}

/** Files below `top` that git tracks although its rules exclude them. Empty without git. */
export function trackedIgnored(top: string): readonly string[] {
  const ran = git(top, [...QUIET, 'ls-files', '-z', '--cached', '--ignored', '--exclude-standard']);
  if (ran === undefined || ran.code !== 0) return [];
  return ran.out.split('\0').filter((path) => path !== '');
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
  const states = uncommitted(root, files);
  for (const [file, state] of states) {
    if (state === 'staged' || state === 'conflicted')
      return { error: `${file} has other changes in the index; commit or unstage them first` };
  }
  const plain = ['--no-pager', '--literal-pathspecs'];
  const added = files.filter((file) => states.get(file) === 'untracked');
  const fail = (ran: Ran | undefined): { error: string } => {
    if (added.length > 0)
      git(root, [...plain, 'rm', '--cached', '--quiet', '--force', '--ignore-unmatch', '--', ...added]);
    return { error: (ran?.err.trim() || ran?.out.trim()) ?? 'git is not installed' };
  };
  if (added.length > 0) {
    const ran = git(root, [...plain, 'add', '--', ...added]);
    if (ran === undefined || ran.code !== 0) return fail(ran);
  }
  const ran = git(root, [...plain, 'commit', '--quiet', '--only', '--cleanup=whitespace', '--file=-', '--', ...files], {
    input: message,
  });
  if (ran === undefined || ran.code !== 0) return fail(ran);
  const head = git(root, [...QUIET, 'rev-parse', 'HEAD']);
  return { hash: head?.out.trim() ?? '' };
}

interface GitInput {
  /** Makes it a writing command: optional locks stay on. */
  readonly input?: string;
  readonly settings?: readonly (readonly [string, string])[];
}

/** Runs git without a shell; `undefined` when there is none. */
function git(directory: string, args: readonly string[], { input, settings = [] }: GitInput = {}): Ran | undefined {
  // Loaded on first use: most runs of `check` never ask git anything.
  const { spawnSync } = require('node:child_process') as typeof import('node:child_process');
  const env: NodeJS.ProcessEnv = { ...process.env, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_NO_LAZY_FETCH: '1' };
  for (const name of INHERITED) delete env[name];
  if (input === undefined) env.GIT_OPTIONAL_LOCKS = '0';
  addSettings(env, settings);
  const ran = spawnSync('git', args, {
    cwd: directory,
    env,
    input: input ?? '',
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    windowsHide: true,
  });
  // git may end before it has read what we send, and then says on its own why: EPIPE is no news beside that.
  if (ran.error !== undefined && codeOf(ran.error) !== 'EPIPE') {
    if (codeOf(ran.error) === 'ENOENT') return undefined;
    return { code: -1, out: '', err: ran.error.message };
  }
  return { code: ran.status ?? -1, out: ran.stdout, err: ran.stderr };
}

/** Through the environment and not with `-c`, which ends a name at its first `=`: a section may be named `a=b`. */
function addSettings(env: NodeJS.ProcessEnv, settings: readonly (readonly [string, string])[]): void {
  const given = Number(env.GIT_CONFIG_COUNT ?? '0');
  const first = Number.isInteger(given) ? given : 0;
  settings.forEach(([name, value], index) => {
    env[`GIT_CONFIG_KEY_${first + index}`] = name;
    env[`GIT_CONFIG_VALUE_${first + index}`] = value;
  });
  if (settings.length > 0) env.GIT_CONFIG_COUNT = String(first + settings.length);
}
