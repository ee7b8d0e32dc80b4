import { realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { isSomethingAt } from '../io/index.js';

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

/** What does not exist is reported by discovery, with its name; here the part of it that does counts. */
function realOr(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    const above = dirname(path);
    return above === path ? path : resolve(realOr(above), relative(above, path));
  }
}

/** True for the folder and what lies below it. Both absolute, links resolved. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (!way.startsWith('..' + sep) && way !== '..' && !isAbsolute(way));
}

/** The deepest folder that holds all of the paths. */
export function commonFolder(paths: readonly string[]): string {
  let folder = folderOf(paths[0]!);
  for (const path of paths) while (!isInside(folder, path)) folder = dirname(folder);
  return folder;
}

function folderOf(path: string): string {
  if (isFolder(path)) return path;
  const above = dirname(path);
  return above === path ? path : folderOf(above);
}

/** True for a folder, links followed. */
export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** True for two names of one folder. */
export function isSame(a: string, b: string): boolean {
  return realOr(a) === realOr(b);
}

/** The nearest folder upwards with a `.git`, without asking git. */
function workTree(from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    if (isSomethingAt(resolve(folder, '.git'))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}
