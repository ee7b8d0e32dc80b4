// Paths of what a start runs in another folder than its own.
import type { Write } from '../model/index.js';

/** A path of what runs in a folder; an absolute one, and one of the home folder, as it is. */
export function absolute(folder: string, path: string): string {
  return /^[/~]/.test(path) ? path : `${folder}/${path.replace(/^\.\//, '')}`;
}

/** A write of what runs in a folder. */
export function below(folder: string, write: Write): Write {
  return write.base === undefined ? { ...write, path: absolute(folder, write.path) } : write;
}

/** The folder that `cd` goes to; `undefined` where that is not written out. */
export function folderBehind(path: string | undefined, from: string | undefined): string | undefined {
  if (path === undefined || /^[~-]/.test(path) || path.includes('$')) return undefined;
  if (!path.startsWith('/') && from === undefined) return undefined;
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${from}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
