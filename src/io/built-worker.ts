import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The program of the worker that plans, beside the files of the package; `undefined` where the sources run as they are. */
export function builtWorker(): string | undefined {
  const file = join(__dirname, 'worker.js');
  return existsSync(file) ? file : undefined;
}
