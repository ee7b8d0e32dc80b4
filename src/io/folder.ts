import { lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { join, parse, sep } from 'node:path';
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

/**
 * The first link on the way to an absolute path that lies in the root, and so came with what is in it; `undefined` where
 * there is none. A link outside is the user's own.
 */
export function linkInRoot(root: string, path: string): string | undefined {
  const realRoot = realRootOf(root);
  let real = parse(path).root;
  for (const part of path.slice(real.length).split(sep)) {
    const at = join(real, part);
    const isLink = lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink() === true;
    if (isLink && at !== realRoot && isInside(realRoot, at)) return at;
    try {
      real = isLink ? realpathSync.native(at) : at;
    } catch {
      real = at; // leads nowhere: whoever writes says so
    }
  }
  return undefined;
}
