import { readFileSync, statSync } from 'node:fs';
import { describeSystemError } from '../io/index.js';
import { ConfigError } from '../model/index.js';

const MEGABYTE = 1024 * 1024;

/**
 * The text of a file that somebody named.
 * @param shown its name for messages.
 * @throws ConfigError when it cannot be read, or is larger than is allowed.
 */
export function readNamedFile(path: string, shown: string, most = Number.POSITIVE_INFINITY): string {
  try {
    if (statSync(path).size > most) throw new ConfigError(`${shown}: is larger than ${most / MEGABYTE} MB`);
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new ConfigError(`${shown}: ${describeSystemError(error)}`);
  }
}
