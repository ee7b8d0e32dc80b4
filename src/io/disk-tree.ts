import { lstatSync, readdirSync, realpathSync, statSync, type Dirent, type Stats } from 'node:fs';
import { join, resolve } from 'node:path';
import { diskRules, gitPointer } from './disk-rules.js';
import { ignoreTree } from './ignore-tree.js';
import { codeOf, describeSystemError, isInside, relativeTo, resolveInside } from './paths.js';
import { readRegular, realRootOf } from './read-file.js';
import type { EntryKind, Located, Tree } from './tree.js';

/**
 * The tree below a folder on disk.
 * @param cwd what typed paths are relative to: the root, where nothing else is said.
 * @throws the system's error when the root does not exist.
 */
export function diskTree(root: string, cwd: string = root): Tree {
  const realRoot = realRootOf(root);
  return {
    root: realRoot,
    list: (directory) =>
      readdirSync(join(realRoot, directory), { withFileTypes: true }).map((entry) => ({
        name: entry.name,
        kind: kindOf(entry),
      })),
    kind(path) {
      try {
        return kindOf(lstatSync(join(realRoot, path)));
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return undefined;
        throw error;
      }
    },
    bytes: (path, limit) => readRegular(join(realRoot, path), limit),
    resolve: (path) => resolveInside(realRoot, path),
    locate: (typed) => locate(realRoot, resolve(cwd, typed)),
    ignoreTree: (directory) => ignoreTree(diskRules(join(realRoot, directory))),
    isSubmodule: (directory) => gitPointer(join(realRoot, directory, '.git'))?.includes('/modules/') === true,
  };
}

function kindOf(entry: Dirent | Stats): EntryKind {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'directory';
  return entry.isSymbolicLink() ? 'link' : 'other';
}

/** A path as typed, resolved and held against the root. */
function locate(realRoot: string, absolute: string): Located {
  try {
    // Links first: the root, or the way to it, may be one.
    const real = realpathSync.native(absolute);
    if (!isInside(realRoot, real)) {
      return { message: `lies outside the root ${realRoot}`, hint: 'run harden in the folder that holds it' };
    }
    const stat = statSync(real);
    if (!stat.isDirectory() && !stat.isFile()) return { message: 'is not a regular file' };
    return { path: relativeTo(realRoot, real), directory: stat.isDirectory() };
  } catch (error) {
    return { message: describeSystemError(error) };
  }
}
