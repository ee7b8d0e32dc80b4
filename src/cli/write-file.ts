import { realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { describeSystemError } from '../io/index.js';
import { ConfigError } from '../model/index.js';

/** The path without links; itself where nothing stands there. */
export function realOf(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}

/**
 * Writes a file, entirely old or entirely new, unless it is a device or a pipe.
 * @param shown its name for messages.
 * @throws ConfigError when it cannot be written.
 */
export function replaceFile(path: string, shown: string, text: string): void {
  replaceWith(path, shown, (to, options) => writeFileSync(to, text, options));
}

/**
 * The same of what somebody else writes.
 * @param write writes a file that is not there yet, unless it is told of no options: then it is a device or a pipe.
 */
export function replaceWith(
  path: string,
  shown: string,
  write: (to: string, options?: { readonly flag: 'wx'; readonly mode?: number }) => void,
): void {
  const temporary = `${realOf(path)}.${process.pid}.tmp`;
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat?.isDirectory()) throw new ConfigError(`${shown}: is a folder; name a file in it`);
    if (stat && !stat.isFile()) {
      write(path);
      return;
    }
    write(temporary, { flag: 'wx', ...(stat ? { mode: stat.mode } : {}) });
    renameSync(temporary, realOf(path));
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    rmSync(temporary, { force: true });
    throw new ConfigError(`${shown}: cannot be written: ${describeSystemError(error)}`);
  }
}
