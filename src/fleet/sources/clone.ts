// Where the objects of a repository are.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { placeOf } from '../../forge/index.js';
import { gitDirectory } from '../../git/index.js';
import { ConfigError } from '../../model/index.js';

export interface CloneOf {
  readonly dir: string;
  /** It is somebody's own, and only read. */
  readonly isInPlace: boolean;
}

/**
 * The git directory of a repository: in place where it is on this machine, else a clone of harden's own.
 * @param mirrors the folder of those.
 */
export function placeOfClone(mirrors: string, url: string): CloneOf | { readonly why: string } {
  try {
    if (url.startsWith('file:')) return { dir: gitDirectory(fileURLToPath(url)), isInPlace: true };
  } catch (error) {
    if (error instanceof ConfigError || error instanceof TypeError) return { why: error.message };
    throw error;
  }
  const place = placeOf(url);
  if (!place) return { why: 'the address is none; give https://HOST/OWNER/NAME' };
  const { origin, repo } = place;
  const host = new URL(origin).host.replace(':', '_');
  return { dir: join(mirrors, host, ...repo.owner.split('/'), `${repo.name}.git`), isInPlace: false };
}
