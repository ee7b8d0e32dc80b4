// Programs of others, started without a shell: bounded in time and in what they may print, and ended with all that they
// started. process never passes on more than it was asked to keep.
import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { codeOf } from '../paths.js';
import { findProgram } from '../program.js';
import { EngineError, Interrupted, type Ran } from './types.js';

export interface ProcessOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number;
  /** Characters of each stream that are kept. */
  readonly keep?: number;
  /** Which: `start` fails the run when there is more, `end` drops what came before. */
  readonly part?: 'start' | 'end';
  readonly signal?: AbortSignal | undefined;
}

const KEEP = 64 * 1024;
/** From the polite signal to the other one. */
const GRACE_MS = 5000;

/**
 * Runs a program to its end.
 * @throws EngineError where it cannot be started or prints more than a whole answer may have; Interrupted when `signal` ends it.
 */
export async function runProgram(program: string, args: readonly string[], options: ProcessOptions): Promise<Ran> {
  return await start(program, args, options, (child, keep, part) => ({
    out: collect(child.stdout!, keep, part),
    err: collect(child.stderr!, keep, 'end'),
  }));
}

/** Runs a program and hands its standard output to `read`, which takes it as it comes. */
export async function streamProgram(
  program: string,
  args: readonly string[],
  options: ProcessOptions,
  read: (out: Readable) => void,
): Promise<Ran> {
  return await start(program, args, options, (child, keep) => {
    read(child.stdout!);
    return { out: { text: () => '', over: () => false }, err: collect(child.stderr!, keep, 'end') };
  });
}

interface Kept {
  text(): string;
  over(): boolean;
}

async function start(
  program: string,
  args: readonly string[],
  options: ProcessOptions,
  wire: (child: ChildProcess, keep: number, part: 'start' | 'end') => { readonly out: Kept; readonly err: Kept },
): Promise<Ran> {
  const { cwd, env, timeoutMs, keep = KEEP, part = 'end', signal } = options;
  if (signal?.aborted) throw new Interrupted('stopped');
  const found = findProgram(program, (env ?? process.env).PATH);
  if (found === undefined) throw new EngineError(`${program} cannot be started (ENOENT)`);
  // A group of its own: Ctrl-C at the terminal goes to all of the foreground group, and would end the engine's client
  // while we are still to clean up after it.
  const child = spawn(found, args, {
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env: env as NodeJS.ProcessEnv }),
  });
  const { out, err } = wire(child, keep, part);
  let timedOut = false;
  let killer: NodeJS.Timeout | undefined;
  const stop = (): void => {
    kill(child, 'SIGTERM');
    killer ??= setTimeout(() => kill(child, 'SIGKILL'), GRACE_MS);
  };
  const timer = setTimeout(() => {
    timedOut = true;
    stop();
  }, timeoutMs);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (status) => resolve(status ?? -1));
    });
    if (signal?.aborted) throw new Interrupted('stopped');
    if (out.over()) throw new EngineError(`${program} ${args[0] ?? ''} printed more than ${keep} characters`);
    return { code, out: out.text(), err: err.text(), timedOut };
  } catch (error) {
    if (codeOf(error) === '') throw error;
    throw new EngineError(`${program} cannot be started (${codeOf(error)})`);
  } finally {
    clearTimeout(timer);
    clearTimeout(killer);
    signal?.removeEventListener('abort', stop);
  }
}

function kill(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error;
  }
}

function collect(stream: Readable, keep: number, part: 'start' | 'end'): Kept {
  let text = '';
  let over = false;
  stream.setEncoding('utf8');
  stream.on('data', (piece: string) => {
    if (part === 'start') {
      if (text.length + piece.length > keep) over = true;
      else text += piece;
      return;
    }
    text += piece;
    // Cut seldom, so that a long log is not copied with every piece.
    if (text.length > 2 * keep) text = text.slice(-keep);
  });
  return { text: () => (text.length > keep ? text.slice(-keep) : text), over: () => over };
}

/** The words of a list that the engine prints, each once. */
export function wordsOf(output: string): string[] {
  return [...new Set(output.split(/\s+/).filter((word) => word !== '' && word !== '<none>'))];
}
