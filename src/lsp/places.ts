// Addresses of an editor, and paths of a root.
import { dirname, join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Tree } from '../io/index.js';
import { baseName, child, type FilePath } from '../model/index.js';

/** The absolute path of an address; nothing for what is no file of this machine. */
export function pathOfUri(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}

/** The path inside the root, links followed; nothing for what lies outside, or where a link leads out. */
export function pathInside(tree: Tree, absolute: string): FilePath | undefined {
  const found = tree.locate(absolute);
  if (!('message' in found)) return found.directory || found.path === '' ? undefined : found.path;
  // A file that was not saved yet: its folder says where it will be.
  const folder = tree.locate(dirname(absolute));
  if ('message' in folder || !folder.directory) return undefined;
  const path = child(folder.path, baseName(absolute.split(sep).join('/')));
  return tree.kind(path) === undefined ? path : undefined;
}

/** The root as the editor writes it, where the folder it has open is a link: its files are named as the editor names them. */
export function shownRoot(root: string, folder: string, tree: Tree): string {
  const found = tree.locate(folder);
  if ('message' in found || found.path === '') return 'message' in found ? root : folder;
  const below = found.path.split('/').join(sep);
  return folder.endsWith(sep + below) ? folder.slice(0, -below.length - 1) : root;
}

/** The address of a file that is not open. */
export function uriOf(shown: string, path: FilePath): string {
  return pathToFileURL(join(shown, path)).href;
}
