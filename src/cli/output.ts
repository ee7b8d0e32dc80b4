// Where text goes. The only place that knows about terminals.

export interface Io {
  out(text: string): void;
  err(text: string): void;
  /** True when standard output is a terminal. */
  readonly isTerminal: boolean;
  readonly errIsTerminal: boolean;
  readonly canAsk: boolean;
  readonly columns: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/** The process's own streams. Writes are synchronous, so that nothing is lost when the process ends. */
export function processIo(): Io {
  const { writeSync } = require('node:fs') as typeof import('node:fs');
  return {
    out: (text) => writeAllSync(writeSync, 1, text),
    err: (text) => writeAllSync(writeSync, 2, text),
    isTerminal: process.stdout.isTTY === true,
    errIsTerminal: process.stderr.isTTY === true,
    canAsk: process.stdin.isTTY === true && process.stderr.isTTY === true,
    columns: process.stdout.columns ?? 100,
    env: process.env,
    cwd: process.cwd(),
  };
}

/** The reader has gone (`harden check | head`): an ordinary end, not an error. */
export class ReaderGone extends Error {
  override readonly name = 'ReaderGone';
}

function writeAllSync(writeSync: typeof import('node:fs').writeSync, fd: number, text: string): void {
  const bytes = Buffer.from(text, 'utf8');
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(fd, bytes, at);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'EPIPE') throw new ReaderGone();
      if (code !== 'EAGAIN') throw error;
      // A pipe that is full for the moment: wait without spinning.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

/** Whether to colour: `--color`, then NO_COLOR and FORCE_COLOR (no-color.org, force-color.org), then the terminal. */
export function wantsColor(io: Io, flag: boolean | undefined): boolean {
  if (flag !== undefined) return flag;
  if (io.env.NO_COLOR) return false;
  if (io.env.FORCE_COLOR && io.env.FORCE_COLOR !== '0') return true;
  return io.isTerminal && io.env.TERM !== 'dumb';
}

/** Whether the terminal shows more than ASCII. */
export function wantsUnicode(io: Io): boolean {
  const locale = io.env.LC_ALL || io.env.LC_CTYPE || io.env.LANG || '';
  return /utf-?8/i.test(locale) || process.platform === 'darwin';
}

export interface Progress {
  step(): void;
  stop(): void;
}

const QUICK = 50;

/** A bar on standard error for a long run on a terminal; nothing otherwise. */
export async function progressBar(io: Io, total: number): Promise<Progress> {
  if (!io.errIsTerminal || total < QUICK) return { step() {}, stop() {} };
  const { SingleBar, Presets } = await import('cli-progress');
  const bar = new SingleBar({ format: 'planning {bar} {value}/{total}', stream: process.stderr, clearOnComplete: true, hideCursor: true }, Presets.shades_classic);
  bar.start(total, 0);
  return { step: () => bar.increment(), stop: () => bar.stop() };
}
