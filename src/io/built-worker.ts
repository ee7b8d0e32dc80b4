import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The program of a worker, beside the files of the package; `undefined` where the sources run as they are.
 * @param name `worker` plans groups of files in a thread, `fleet-worker` repositories in a process.
 */
export function builtWorker(name: 'worker' | 'fleet-worker' = 'worker'): string | undefined {
  const file = join(__dirname, `${name}.js`);
  return existsSync(file) ? file : undefined;
}
