import { createHash } from 'node:crypto';
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { realRootOf } from './read-file.js';

/** Where nothing lies that a plan reads: what git keeps, and what packages bring. */
const LEFT_OUT = ['.git', 'node_modules'];
const MOST_ENTRIES = 200_000;

/**
 * Changes with every file below a folder that is written, made or removed: by size and times, nothing is read. Nothing where there are too
 * many to look at, or where one cannot be looked at. Links are not followed.
 */
export function treeStamp(root: string): string | undefined {
  const hash = createHash('sha256');
  const folders = [realRootOf(root)];
  let left = MOST_ENTRIES;
  try {
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        if (left-- === 0) return undefined;
        const path = join(folder, entry.name);
        if (entry.isDirectory() && !LEFT_OUT.includes(entry.name)) folders.push(path);
        const { size, mtimeMs, ctimeMs, mode, ino } = lstatSync(path);
        // The times of a folder change with what lies in it, which has a line of its own.
        const stamp = entry.isDirectory() ? `${mode}` : `${size} ${mtimeMs} ${ctimeMs} ${mode} ${ino}`;
        hash.update(`${path}\0${stamp}\n`);
      }
    }
  } catch {
    // What went away while it was looked at, or may not be entered.
    return undefined;
  }
  return hash.digest('hex');
}
