import { lstatSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import { filePath, type Folder } from '../model/index.js';

/** True when `path` is `root` or lies below it. Both absolute and without `..` or links. */
export function isInside(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}

/** The root-relative POSIX path of something inside the root; `''` for the root itself. */
export function relativeTo(root: string, path: string): Folder {
  if (path === root) return '';
  const rest = path.slice(root.endsWith(sep) ? root.length : root.length + 1);
  return filePath(sep === '/' ? rest : rest.split(sep).join('/'));
}

/** Where a path leads once every link is followed. */
export type Resolved =
  | { readonly state: 'inside'; readonly path: Folder }
  | { readonly state: 'outside' }
  | { readonly state: 'failed'; readonly code: string };

/** Follows the links of a path. Says 'outside' without touching what lies there. */
export function resolveInside(realRoot: string, path: string): Resolved {
  try {
    const real = realpathSync.native(path === '' ? realRoot : join(realRoot, path));
    if (!isInside(realRoot, real)) return { state: 'outside' };
    return { state: 'inside', path: relativeTo(realRoot, real) };
  } catch (error) {
    return { state: 'failed', code: codeOf(error) };
  }
}

/** True when something stands at the path, a dangling link included. */
export function isSomethingAt(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/** The system's error code: `ENOENT`, or `''` for an error that has none. */
export function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist: a part of the path is not a directory',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ELOOP: 'is a symbolic link that leads in a circle',
  ENAMETOOLONG: 'has a name or path that is too long for this system',
  ENOSPC: 'no space left on the device',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EMFILE: 'too many open files',
  ENFILE: 'too many open files',
  EIO: 'input/output error on the device',
  EISDIR: 'is a directory',
  EBADF: 'it is closed',
  EFBIG: 'the file would be larger than is allowed here',
};

/** A system error in plain words. */
export function describeSystemError(error: unknown): string {
  const code = typeof error === 'string' ? error : codeOf(error);
  return WORDS[code] ?? (code === '' ? String(error) : `system error ${code}`);
}
