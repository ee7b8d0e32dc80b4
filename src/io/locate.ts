import { realpathSync, statSync } from 'node:fs';
import type { Folder } from '../model/index.js';
import { codeOf, describeSystemError, isInside, relativeTo } from './paths.js';

export type Located =
  | { readonly path: Folder; readonly directory: boolean }
  | { readonly message: string; readonly hint?: string };

/** A path as typed, resolved and held against the root. */
export function locate(realRoot: string, absolute: string): Located {
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

/** What stands at a path once links are followed; `undefined` for nothing and for what is neither. */
export function kindOfPath(real: string): 'file' | 'directory' | undefined {
  try {
    const stat = statSync(real);
    return stat.isFile() ? 'file' : stat.isDirectory() ? 'directory' : undefined;
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return undefined;
  }
}
