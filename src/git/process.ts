import { spawn } from 'node:child_process';
import { quietGit } from '../io/index.js';
import { GitError, faultOf } from './error.js';
import { remoteSettings, withoutSecrets, type Remote } from './remote.js';

export interface GitRun {
  /** The git directory. */
  readonly dir?: string;
  /** Where it runs; the git directory where nothing is said. */
  readonly cwd?: string;
  readonly input?: string | Uint8Array;
  /** The one address that may be reached; without it none is. */
  readonly remote?: Remote;
  /** Settings for this run. */
  readonly settings?: readonly (readonly [name: string, value: string])[];
  /** Ends it, in milliseconds. */
  readonly patience?: number;
  /** Asked now and then; the reason to stop. */
  readonly watch?: () => GitError | undefined;
  readonly signal?: AbortSignal;
}

export interface Ran {
  readonly code: number;
  readonly out: Buffer;
  /** Without credentials. */
  readonly err: string;
}

/** They write what is sent, and settings from the environment, to a log. */
const TELLS_ALL = /^GIT_(?:TRACE|CURL_VERBOSE)/;
const PATIENCE_MS = 120_000;
const WATCH_MS = 100;
/** A tree of a million files is listed in less. */
const MOST_OUTPUT = 256 * 1024 * 1024;
const MOST_WORDS = 64 * 1024;

/**
 * Runs git, hardened as all of harden's: nothing that a repository configures runs, and no address is reached but the one
 * that is given.
 * @throws GitError where git is not installed, takes too long, says too much, or is stopped. Its own failure is a code.
 */
export function runGit(args: readonly string[], run: GitRun): Promise<Ran> {
  const { dir, cwd = dir, remote, input = '', patience = PATIENCE_MS, signal, watch } = run;
  const asked = remote === undefined ? undefined : remoteSettings(remote);
  const secrets = asked?.secrets ?? [];
  const call = quietGit([...(dir === undefined ? [] : [`--git-dir=${dir}`]), ...args], {
    settings: [...(asked?.settings ?? []), ...(run.settings ?? [])],
    ...(asked === undefined ? {} : { protocol: asked.protocol }),
  });
  if (call === undefined) return Promise.reject(new GitError('no-git', 'git is not installed'));
  if (asked !== undefined) for (const name of Object.keys(call.env)) if (TELLS_ALL.test(name)) delete call.env[name];
  return new Promise((resolve, reject) => {
    // A group of its own, so that what git starts ends with it.
    const child = spawn(call.program, call.args, {
      env: call.env,
      ...(cwd === undefined ? {} : { cwd }),
      windowsHide: true,
      detached: process.platform !== 'win32',
    });
    const chunks: Buffer[] = [];
    let length = 0;
    let err = '';
    let ended: GitError | undefined;
    const stop = (why: GitError): void => {
      ended ??= why;
      endGroup(child.pid);
    };
    const timer = setTimeout(
      () => stop(new GitError('timed-out', `git ${args[0]} took more than ${Math.round(patience / 1000)} seconds`)),
      patience,
    );
    const watching =
      watch &&
      setInterval(() => {
        const why = watch();
        if (why) stop(why);
      }, WATCH_MS);
    const onAbort = (): void => stop(new GitError('stopped', `git ${args[0]} was stopped`));
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted) onAbort();
    const done = (): void => {
      clearTimeout(timer);
      clearInterval(watching);
      signal?.removeEventListener('abort', onAbort);
    };
    child.on('error', (error) => {
      done();
      reject(new GitError('failed', `git cannot be started: ${error.message}`));
    });
    child.stdout.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > MOST_OUTPUT) stop(new GitError('too-large', `git ${args[0]} says more than 256 MB`));
      else chunks.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (err.length < MOST_WORDS) err += chunk.toString('utf8');
    });
    child.on('close', (code) => {
      done();
      if (ended) reject(ended);
      else resolve({ code: code ?? -1, out: Buffer.concat(chunks, length), err: withoutSecrets(err, secrets) });
    });
    // git may end before it has read what we send, and then says on its own why: EPIPE is no news beside that.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

/**
 * As `runGit`, for what has to end well.
 * @throws GitError also where git fails, with its words.
 */
export async function needGit(args: readonly string[], run: GitRun): Promise<Buffer> {
  const { code, out, err } = await runGit(args, run);
  if (code !== 0) throw failure(args[0]!, err);
  return out;
}

/** What git said of its own failure, as an error. */
export function failure(command: string, err: string): GitError {
  const lines = err.split('\n').filter((line) => line.trim() !== '');
  const said = lines.filter((line) => /^(?:fatal|error|remote|!)/.test(line.trim()));
  const words = (said.length > 0 ? said : lines).slice(0, 4).join('; ').slice(0, 600);
  return new GitError(faultOf(err), `git ${command} failed${words === '' ? '' : `: ${words}`}`);
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // It ended by itself meanwhile.
  }
}
