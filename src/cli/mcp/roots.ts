// The folders of a client, held against the root: they narrow it, and what lies outside is nobody's business.
import { realpathSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigError } from '../../model/index.js';
import { diskTree } from '../../io/index.js';
import type { ClientRoots } from '../../mcp/index.js';
import { commonFolder, isInside } from '../root.js';

export interface Place {
  /** Absolute; nothing outside is read. */
  readonly root: string;
  /** What is planned, seen from the root. */
  readonly paths: readonly string[];
  /** What the client keeps to, seen from the root: nothing else is written. */
  readonly folders: readonly string[];
}

/**
 * Where a call looks and works.
 * @param file as asked, seen from the root.
 * @throws ConfigError for a file outside, and where the client keeps to other folders than the root.
 */
export function placeOf(root: string, roots: ClientRoots, file: string | undefined): Place {
  const kept = roots === undefined ? [root] : narrowed(root, roots);
  const own = commonFolder(kept);
  const folders = kept.map((folder) => relative(own, folder));
  if (file === undefined) return { root: own, folders, paths: folders.map((folder) => folder || '.') };
  const asked = resolve(own, file);
  const found = diskTree(own).locate(asked);
  if ('message' in found) throw new ConfigError(`${file}: ${found.message}`);
  const path = resolve(own, found.path);
  if (!kept.some((folder) => isInside(folder, path)))
    throw new ConfigError(`${file}: lies outside of the folders that the client keeps to`);
  return { root: own, folders, paths: [relative(own, asked) || '.'] };
}

/** Those inside of the root; the root itself where one of them holds it. */
function narrowed(root: string, roots: readonly string[]): string[] {
  const folders: string[] = [];
  for (const uri of roots) {
    const folder = folderOf(uri);
    if (folder === undefined) continue;
    if (isInside(folder, root)) return [root];
    if (isInside(root, folder)) folders.push(folder);
  }
  if (folders.length === 0)
    throw new ConfigError('the client keeps to folders outside of the root that the server was started with');
  return folders;
}

/** Absolute, links resolved; nothing for what is no folder of this machine. */
function folderOf(uri: string): string | undefined {
  try {
    return realpathSync.native(fileURLToPath(uri));
  } catch {
    return undefined;
  }
}
