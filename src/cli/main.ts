import { describeSystemError } from '../io/index.js';
import { ConfigError } from '../model/index.js';
import { processIo, ReaderGone, writeMessage, type Io } from './output.js';
import { Stopped } from './stopped.js';
import { VERSION } from './version.js';

/**
 * Runs the command. Never ends the process: the caller sets the exit code.
 * @returns 0 nothing to do or done; 1 `check` found steps, `verify` left one out; 130 and the like after a signal; 2 usage, bad input, a refusal to write, or a bug.
 */
export async function main(argv: readonly string[], io: Io = processIo()): Promise<number> {
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    io.out(`${VERSION}\n`);
    return 0;
  }
  try {
    const { run } = await import('./program.js');
    return await run(argv, io);
  } catch (error) {
    return failed(error, io);
  }
}

function failed(error: unknown, io: Io): number {
  if (error instanceof ReaderGone) return 0;
  if (error instanceof Stopped) return error.code;
  if (error instanceof ConfigError) {
    writeMessage(io, error.message);
    return 2;
  }
  if (error instanceof Error && error.name === 'ExitPromptError') {
    writeMessage(io, 'stopped; nothing was written');
    return 2;
  }
  if (isSystemError(error)) {
    writeMessage(io, `${error.path}: ${describeSystemError(error)}`);
    return 2;
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  writeMessage(io, `this is a bug in harden ${VERSION}, please report it:\n${detail}`);
  return 2;
}

/** What the system says of a path: a folder that may not be entered, a disk that fails. No bug, wherever it comes up. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException & { readonly path: string } {
  return error instanceof Error && 'syscall' in error && 'path' in error && typeof error.path === 'string';
}
