// Both sides of what the bot proposes, built and run apart from it: in a process that has no token, from a shallow clone
// that knows no remote, with nothing of this machine handed over.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BotRequest } from '../../bot-run/index.js';
import { checkOut, fetchFiles, GitError, makeShallow, type Remote } from '../../git/index.js';
import type { Io } from '../output.js';
import { programFile } from './program-file.js';

type Prove = NonNullable<BotRequest['prove']>;

/** What the other process is told of this one. No token, and nothing that leads to one, is among it. */
const HANDED_OVER = [
  ...['PATH', 'HOME', 'TMPDIR', 'LANG', 'LC_ALL', 'XDG_CACHE_HOME', 'XDG_RUNTIME_DIR', 'SystemRoot', 'HARDEN_OFFLINE'],
  ...['DOCKER_HOST', 'DOCKER_CONTEXT', 'CONTAINER_HOST', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'],
];
const PATIENCE_MS = 3_600_000;
const MOST_BYTES = 64 * 1024 * 1024;

/** A git directory, and where it was cloned from: files that it does not have are fetched from there. */
interface Clone {
  readonly dir: string;
  readonly remote?: Remote;
}

/**
 * How the steps of a repository are built and run.
 * @param signal ends it; what it says then is of no use.
 */
export function proverOf(io: Io, { dir, remote }: Clone, signal?: AbortSignal): Prove {
  const fetch = async (ids: readonly string[]): Promise<void> => {
    if (remote) await fetchFiles(dir, remote, ids);
    else if (ids.length > 0) throw new GitError('failed', 'the clone does not have all its files');
  };
  return async (commit, steps) => {
    const program = programFile();
    if (!existsSync(program)) return { why: 'the program is not built' };
    const folder = mkdtempSync(join(tmpdir(), 'harden-verify-'));
    try {
      await checkOut(dir, commit, folder, fetch);
      await makeShallow(dir, commit, folder);
      const words = [
        'verify',
        '--untrusted',
        '--format',
        'json',
        '--root',
        '.',
        ...steps.flatMap(({ id }) => ['--step', id]),
      ];
      return await run(program, words, { cwd: folder, env: handedOver(io.env), signal });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
}

/** The part of an environment that a process is given which builds what strangers wrote. */
export function handedOver(env: Io['env']): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of HANDED_OVER) {
    const value = env[name];
    if (value !== undefined) found[name] = value;
  }
  return found;
}

interface RunOptions {
  readonly cwd: string;
  readonly env: Record<string, string>;
  readonly signal: AbortSignal | undefined;
}

function run(program: string, words: readonly string[], { cwd, env, signal }: RunOptions) {
  return new Promise<Awaited<ReturnType<Prove>>>((resolve) => {
    const child = spawn(process.execPath, [program, ...words], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    let length = 0;
    let err = '';
    let why: string | undefined;
    const stop = (reason: string): void => {
      why ??= reason;
      // It removes what it has started.
      child.kill('SIGTERM');
    };
    const timer = setTimeout(() => stop('it took more than an hour'), PATIENCE_MS);
    const onAbort = (): void => stop('it was stopped');
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted) onAbort();
    child.stdout.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > MOST_BYTES) stop('its report is too long');
      else chunks.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      err = (err + chunk.toString('utf8')).slice(-4096);
    });
    child.on('error', (error) => resolve({ why: error.message }));
    child.on('close', () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      const report = Buffer.concat(chunks).toString('utf8');
      if (why !== undefined) resolve({ why });
      else if (report.startsWith('{')) resolve({ report });
      else resolve({ why: lastWords(err) });
    });
  });
}

/** What the process said last, which is why it ended. */
function lastWords(err: string): string {
  const line = err.trim().split('\n').at(-1) ?? '';
  return line.replace(/^harden: /, '').slice(0, 300) || 'the process that builds and runs them said nothing';
}
