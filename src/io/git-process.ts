// The one place that says how git is started. git-process never lets a repository have a say in what runs, but where a
// commit is made.
import type { SpawnSyncOptionsWithStringEncoding } from 'node:child_process';
import { wordList } from '../model/index.js';
import { codeOf } from './paths.js';
import { findProgram } from './program.js';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

type Setting = readonly [name: string, value: string];

/**
 * A folder that looks like a bare repository is none unless somebody says so: git tracks such folders with all that is
 * in them, settings and hooks included. git-config(1), safe.bareRepository
 */
const ALWAYS: readonly Setting[] = [
  ['safe.bareRepository', 'explicit'],
  ['core.fsmonitor', 'false'],
];

/** Programs and addresses that a repository's own configuration can name. git-config(1), githooks(5), gitattributes(5) */
const NOTHING_RUNS: readonly Setting[] = [
  ['core.hooksPath', '/dev/null'],
  ['core.pager', 'cat'],
  ['core.sshCommand', 'false'],
  ['core.gitProxy', ''],
  ['core.askPass', ''],
  ['core.editor', 'false'],
  ['core.alternateRefsCommand', ''],
  ['core.untrackedCache', 'false'],
  ['credential.helper', ''],
  ['diff.external', ''],
  ['gpg.program', 'false'],
  ['gpg.ssh.program', 'false'],
  ['gpg.x509.program', 'false'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['protocol.allow', 'never'],
  ['submodule.recurse', 'false'],
];

/** Set by git for its hooks; they would point us at another repository than the directory asked about. */
const INHERITED = wordList(`
  GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_PREFIX GIT_COMMON_DIR GIT_NAMESPACE GIT_OBJECT_DIRECTORY
  GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_EXTERNAL_DIFF GIT_ATTR_SOURCE`);
/** A named pipe among the files that git reads would keep it for ever. */
const PATIENCE_MS = 120_000;

/** A run of git, ready to be started without a shell. */
export interface GitCall {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Git where the person does not use it as their own: nothing that the repository configures runs. `undefined` without git.
 * @param protocol the one that may be spoken; none where nothing is said, so that nothing is fetched.
 */
export function quietGit(
  args: readonly string[],
  { settings = [], protocol = 'none' }: { readonly settings?: readonly Setting[]; readonly protocol?: string } = {},
): GitCall | undefined {
  // No protocol has the name `none`. It overrules what the configuration allows for single ones.
  const environment = { GIT_ALLOW_PROTOCOL: protocol, GIT_OPTIONAL_LOCKS: '0' };
  return prepare([...flags([...ALWAYS, ...NOTHING_RUNS]), ...args], environment, settings);
}

/** Asks git something, and waits; `undefined` without git. */
export function askGit(directory: string, args: readonly string[], settings: readonly Setting[] = []): Ran | undefined {
  return run(directory, quietGit(args, { settings }), { timeout: PATIENCE_MS });
}

/** Changes the index, and runs filters on what is added: what is committed has to be what the repository stores. */
export function changeIndex(directory: string, args: readonly string[]): Ran | undefined {
  return run(directory, prepare([...flags([...ALWAYS, ['core.hooksPath', '/dev/null']]), ...args]));
}

/** Makes a commit as the person would: hooks, filters and signing of the repository run. Settings reach the hooks. */
export function makeCommit(directory: string, args: readonly string[], message: string): Ran | undefined {
  return run(directory, prepare([...flags(ALWAYS), 'commit', ...args]), { input: message });
}

function flags(settings: readonly Setting[]): string[] {
  return ['--no-pager', '--literal-pathspecs', ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

/** Runs git without a shell, and waits. */
function run(
  directory: string,
  call: GitCall | undefined,
  { input = '', timeout }: { readonly input?: string; readonly timeout?: number } = {},
): Ran | undefined {
  if (call === undefined) return undefined;
  // Loaded on first use: most runs of `check` never ask git anything.
  const { spawnSync } = require('node:child_process') as typeof import('node:child_process');
  const options: SpawnSyncOptionsWithStringEncoding = {
    cwd: directory,
    env: call.env,
    input,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    windowsHide: true,
    ...(timeout === undefined ? {} : { timeout, killSignal: 'SIGKILL' }),
  };
  const ran = spawnSync(call.program, call.args, options);
  // git may end before it has read what we send, and then says on its own why: EPIPE is no news beside that.
  if (ran.error !== undefined && codeOf(ran.error) !== 'EPIPE') {
    if (codeOf(ran.error) === 'ENOENT') return undefined;
    if (codeOf(ran.error) === 'ETIMEDOUT') return { code: -1, out: '', err: 'git gave no answer in two minutes' };
    return { code: -1, out: '', err: ran.error.message };
  }
  return { code: ran.status ?? -1, out: ran.stdout, err: ran.stderr };
}

function prepare(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  settings: readonly Setting[] = [],
): GitCall | undefined {
  const program = findProgram('git', process.env.PATH);
  if (program === undefined) return undefined;
  const env: NodeJS.ProcessEnv = { ...process.env, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_NO_LAZY_FETCH: '1' };
  for (const name of INHERITED) delete env[name];
  Object.assign(env, environment);
  addSettings(env, settings);
  return { program, args, env };
}

/** Through the environment and not with `-c`, which ends a name at its first `=`: a section may be named `a=b`. */
function addSettings(env: NodeJS.ProcessEnv, settings: readonly Setting[]): void {
  const given = Number(env.GIT_CONFIG_COUNT ?? '0');
  const first = Number.isInteger(given) ? given : 0;
  settings.forEach(([name, value], index) => {
    env[`GIT_CONFIG_KEY_${first + index}`] = name;
    env[`GIT_CONFIG_VALUE_${first + index}`] = value;
  });
  if (settings.length > 0) env.GIT_CONFIG_COUNT = String(first + settings.length);
}
