import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';

/**
 * The folder nothing is read outside of: the work tree that holds the paths, else the working directory, else the
 * deepest folder that holds them all. Absolute, links resolved.
 */
export function findRoot(cwd: string, paths: readonly string[]): string {
  const real = realOr(cwd);
  const absolute = paths.map((path) => realOr(resolve(cwd, path)));
  const base = absolute.every((path) => isInside(real, path)) ? real : commonFolder(absolute);
  return workTree(base) ?? base;
}

function realOr(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path; // what does not exist is reported by discovery, with its name
  }
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (!way.startsWith('..' + sep) && way !== '..' && !isAbsolute(way));
}

function commonFolder(paths: readonly string[]): string {
  let folder = folderOf(paths[0]!);
  for (const path of paths) while (!isInside(folder, path)) folder = dirname(folder);
  return folder;
}

function folderOf(path: string): string {
  return existsSync(path) && statSync(path).isDirectory() ? path : dirname(path);
}

/** The nearest folder upwards with a `.git`, without asking git. */
function workTree(from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(resolve(folder, '.git'))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}
