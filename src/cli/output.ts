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
  /** Whoever asked has gone: what is built and run for it ends, as it does by a signal. */
  readonly cancelled?: AbortSignal;
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
      return columnsOf(outMayBe ? process.stdout.columns : undefined);
    },
    env: process.env,
    get cwd() {
      return workingDirectory();
    },
  };
}

const USUAL_COLUMNS = 100;

/** A terminal that calls itself 0 wide does not know how wide it is. */
export function columnsOf(known: number | undefined): number {
  return known !== undefined && known > 0 ? known : USUAL_COLUMNS;
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
  let letGo = (): void => {};
  return {
    to(done, of) {
      if (!io.errIsTerminal || of < QUICK) return;
      if (!bar) {
        bar = startBar(of, columnsOf(process.stderr.columns));
        letGo = endLineOnSignal(io);
      }
      bar.update(done);
    },
    stop() {
      letGo();
      bar?.stop();
    },
  };
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Ends the line that is written over and over where a signal ends the process: what comes next gets a line of its own. */
export function endLineOnSignal(io: Pick<Io, 'err'>): () => void {
  const letGo = (): void => {
    for (const each of SIGNALS) process.off(each, hear);
  };
  function hear(signal: NodeJS.Signals): void {
    letGo();
    io.err('\n');
    process.kill(process.pid, signal);
  }
  for (const each of SIGNALS) process.on(each, hear);
  return letGo;
}

/** Cells of `planning`, the blanks and the numbers. */
const BESIDE_BAR = 30;
const LONGEST_BAR = 40;

function startBar(total: number, columns: number): import('cli-progress').SingleBar {
  const { SingleBar, Presets } = require('cli-progress') as typeof import('cli-progress');
  // The cursor and line wrapping stay on, since Ctrl-C ends the process without a chance to bring them back.
  const look = { format: 'planning {bar} {value}/{total}', clearOnComplete: true, hideCursor: false, linewrap: true };
  // A line that wraps is not cleared as a whole.
  const barsize = Math.max(1, Math.min(LONGEST_BAR, columns - BESIDE_BAR));
  const bar = new SingleBar({ ...look, barsize, stream: process.stderr }, Presets.shades_classic);
  bar.start(total, 0);
  return bar;
}
