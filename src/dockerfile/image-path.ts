// Paths inside an image: absolute, with `/` for the root. `isWithin` tells of them, too, whether one lies below another.
import { isWithin } from '../model/index.js';

/** An absolute path without `.`, `..` and doubled slashes. */
export function normalisePath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return '/' + parts.join('/');
}

/** A path as absolute; `undefined` where a variable stands in it, or it is relative to nothing known. */
export function absoluteIn(path: string, directory: string | undefined): string | undefined {
  if (path.includes('$')) return undefined;
  if (path.startsWith('/')) return normalisePath(path);
  return directory === undefined ? undefined : normalisePath(`${directory}/${path}`);
}

/** What lies in a folder of the image under a name. */
export function imageChild(folder: string, name: string): string {
  return folder === '/' ? `/${name}` : `${folder}/${name}`;
}

/** The folder of the image that a path lies in. */
export function imageParent(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

/** A path as seen from a folder that it is or lies below: `''` for the folder itself; `undefined` elsewhere. */
export function imagePathFrom(folder: string, path: string): string | undefined {
  if (!isWithin(path, folder)) return undefined;
  return path.slice(folder.length).replace(/^\//, '');
}
