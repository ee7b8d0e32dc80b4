// Both sides of what the bot proposes, built and run apart from it: in a process that has no token, from files on disk
// that git has no part in, with nothing of this machine handed over.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BotRequest } from '../../bot-run/index.js';
import { checkOut, fetchFiles } from '../../git/index.js';
import type { Io } from '../output.js';

type Prove = NonNullable<BotRequest['prove']>;

/** What the other process is told of this one. No token, and nothing that leads to one, is among it. */
const HANDED_OVER = [
  ...['PATH', 'HOME', 'TMPDIR', 'LANG', 'LC_ALL', 'XDG_CACHE_HOME', 'XDG_RUNTIME_DIR', 'SystemRoot', 'HARDEN_OFFLINE'],
  ...['DOCKER_HOST', 'DOCKER_CONTEXT', 'CONTAINER_HOST', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'],
];
const PATIENCE_MS = 3_600_000;
const MOST_BYTES = 64 * 1024 * 1024;

/** How the steps of a repository are built and run. */
export function proverOf(io: Io, { dir, remote }: Pick<BotRequest, 'dir' | 'remote'>): Prove {
  return async (commit, steps) => {
    const program = programFile();
    if (program === undefined) return { why: 'the program is not built' };
    const folder = mkdtempSync(join(tmpdir(), 'harden-verify-'));
    try {
      await checkOut(dir, commit, folder, (ids) => fetchFiles(dir, remote, ids));
      const words = [
        'verify',
        '--untrusted',
        '--format',
        'json',
        '--root',
        '.',
        ...steps.flatMap((id) => ['--step', id]),
      ];
      return await run(program, words, folder, handedOver(io.env));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
}

function programFile(): string | undefined {
  const file = join(__dirname, '..', 'bin', 'harden.js');
  return existsSync(file) ? file : undefined;
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

function run(program: string, words: readonly string[], cwd: string, env: Record<string, string>) {
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
