import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../model/index.js';
import { codeOf, describeSystemError, isInside, isSomethingAt } from './paths.js';
import { realRootOf } from './read-file.js';

/**
 * Makes a folder of harden's own in the root, where it is not there yet.
 * @throws ConfigError where something else stands there, it leads out of the root, or it cannot be made.
 */
export function ownFolder(root: string, name: string): void {
  const realRoot = realRootOf(root);
  const folder = join(realRoot, name);
  try {
    if (!isSomethingAt(folder)) mkdirSync(folder);
    if (!isInside(realRoot, realpathSync.native(folder))) throw new ConfigError(`${name} leads out of the root`);
  } catch (error) {
    if (codeOf(error) === '') throw error;
    throw new ConfigError(`${name}: cannot be made: ${describeSystemError(error)}`);
  }
}
