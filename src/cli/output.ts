// Where text goes. The only place that knows about terminals.
import { expandTabs, makeVisible, type View } from '../render/index.js';
import { describeSystemError } from '../io/index.js';
import { ConfigError } from '../model/index.js';
import type { Person } from './ask.js';

export interface Io {
  out(text: string): void;
  err(text: string): void;
  /** True when standard output is a terminal. */
  readonly isTerminal: boolean;
  readonly errIsTerminal: boolean;
  readonly canAsk: boolean;
  /** Who answers questions. Only where `canAsk`. */
  person(): Promise<Person>;
  readonly columns: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/** The process's own streams. Writes are synchronous, so that nothing is lost when the process ends. */
export function processIo(): Io {
  const { fstatSync, writeSync } = require('node:fs') as typeof import('node:fs');
  // The streams of the process are set up when one of them is first looked at, which takes as long as planning a file:
  // only where there may be a terminal.
  const mayBeTerminal = (fd: number): boolean => {
    try {
      return fstatSync(fd).isCharacterDevice();
    } catch {
      return false; // closed
    }
  };
  const inMayBe = mayBeTerminal(0);
  const outMayBe = mayBeTerminal(1);
  const errMayBe = mayBeTerminal(2);
  return {
    out: (text) => writeAllSync(writeSync, 1, text),
    err: (text) => tell(writeSync, text),
    get isTerminal() {
      return outMayBe && process.stdout.isTTY === true;
    },
    get errIsTerminal() {
      return errMayBe && process.stderr.isTTY === true;
    },
    get canAsk() {
      return inMayBe && process.stdin.isTTY === true && this.errIsTerminal;
    },
    person: async () => (await import('./ask.js')).personAtTerminal(process.env),
    get columns() {
      return (outMayBe ? process.stdout.columns : undefined) ?? 100;
    },
    env: process.env,
    get cwd() {
      return workingDirectory();
    },
  };
}

function workingDirectory(): string {
  try {
    return process.cwd();
  } catch {
    throw new ConfigError('the working directory does not exist any more');
  }
}

/** The reader has gone (`harden check | head`): an ordinary end, not an error. */
export class ReaderGone extends Error {
  override readonly name = 'ReaderGone';
}

/** A message that nobody can get is no reason to stop: the exit code still tells. */
function tell(writeSync: typeof import('node:fs').writeSync, text: string): void {
  try {
    writeAllSync(writeSync, 2, text);
  } catch (error) {
    if (!(error instanceof ReaderGone) && !(error instanceof ConfigError)) throw error;
  }
}

/** @throws ReaderGone, or ConfigError for an output that takes no more. */
function writeAllSync(writeSync: typeof import('node:fs').writeSync, fd: number, text: string): void {
  const bytes = Buffer.from(text, 'utf8');
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(fd, bytes, at);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'EPIPE') throw new ReaderGone();
      if (code !== 'EAGAIN') throw new ConfigError(`the output cannot be written: ${describeSystemError(error)}`);
      // A pipe that is full for the moment: wait without spinning.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

/** Text of several lines in which nothing but line breaks can act on a terminal. */
export function harmless(io: Io, text: string): string {
  const unicode = wantsUnicode(io);
  return text
    .split('\n')
    .map((line) => makeVisible(expandTabs(line.replace(/\r$/, '')), unicode))
    .join('\n');
}

/** A message to the person, on standard error. */
export function writeMessage(io: Io, message: string): void {
  io.err(`harden: ${harmless(io, message)}\n`);
}

/** Whether to colour: `--color`, then NO_COLOR and FORCE_COLOR (no-color.org, force-color.org), then the terminal. */
export function wantsColor(io: Io, flag: boolean | undefined): boolean {
  if (flag !== undefined) return flag;
  if (io.env.NO_COLOR) return false;
  if (io.env.FORCE_COLOR) return io.env.FORCE_COLOR !== '0' && io.env.FORCE_COLOR !== 'false';
  return io.isTerminal && io.env.TERM !== 'dumb';
}

/** Whether the terminal shows more than ASCII. */
export function wantsUnicode(io: Io): boolean {
  const locale = io.env.LC_ALL || io.env.LC_CTYPE || io.env.LANG || '';
  return /utf-?8/i.test(locale) || process.platform === 'darwin';
}

/** How the plan is laid out for this terminal. */
export function viewOf(io: Io, color: boolean | undefined): View {
  return { color: wantsColor(io, color), width: Math.min(io.columns, 120), unicode: wantsUnicode(io) };
}

export interface Progress {
  to(done: number, of: number): void;
  stop(): void;
}

const QUICK = 50;

/** A bar on standard error for a long run on a terminal; nothing otherwise. */
export function progressBar(io: Io): Progress {
  let bar: import('cli-progress').SingleBar | undefined;
  return {
    to(done, of) {
      if (!io.errIsTerminal || of < QUICK) return;
      bar ??= startBar(of);
      bar.update(done);
    },
    stop: () => bar?.stop(),
  };
}

function startBar(total: number): import('cli-progress').SingleBar {
  const { SingleBar, Presets } = require('cli-progress') as typeof import('cli-progress');
  // The cursor and line wrapping stay on, since Ctrl-C ends the process without a chance to bring them back.
  const look = { format: 'planning {bar} {value}/{total}', clearOnComplete: true, hideCursor: false, linewrap: true };
  const bar = new SingleBar({ ...look, stream: process.stderr }, Presets.shades_classic);
  bar.start(total, 0);
  return bar;
}
