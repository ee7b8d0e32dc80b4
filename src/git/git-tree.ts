import { cannotRead, ignoreTree, parseIgnore, tooLarge, type IgnoreRules, type Tree } from '../io/index.js';
import { baseName, child, descend, folderPath, parent, type FilePath, type Folder } from '../model/index.js';
import type { Folders, Node } from './entries.js';

/** No system follows more. */
const MOST_LINKS = 40;
const LONGEST_LINK = 4096;
const MAX_IGNORE_BYTES = 1024 * 1024;

/**
 * What a commit holds, as a tree. Every file in it is tracked, so no rule hides any; the rules of the user and of this
 * machine do not count. Submodules are empty folders, links are followed inside the tree.
 * @param read the bytes of a file by its id; nothing for one that is not to be had.
 */
export function gitTree(folders: Folders, read: (id: string) => Uint8Array | undefined): Tree {
  const nodeAt = (path: Folder): Node | undefined =>
    path === '' ? { kind: 'directory' } : folders.get(parent(path))?.get(baseName(path));
  const targetOf = (node: Node): string | undefined => {
    if (node.kind !== 'link' || node.size === undefined || node.size > LONGEST_LINK) return undefined;
    const bytes = read(node.id);
    return bytes && Buffer.from(bytes).toString('utf8');
  };
  const bytes: Tree['bytes'] = (path, limit) => {
    const node = nodeAt(path);
    if (node === undefined) return { message: cannotRead('ENOENT') };
    if (node.kind !== 'file') return { message: 'is not a regular file' };
    if (node.text !== undefined) return Buffer.from(node.text);
    if (node.size !== undefined && node.size > limit) return tooLarge(node.size, limit);
    const found = read(node.id);
    if (found === undefined) return { message: 'cannot be read: this clone was made without it' };
    return found.length > limit ? tooLarge(found.length, limit) : found;
  };
  const resolve: Tree['resolve'] = (path) => {
    const left = path.split('/').reverse();
    let at: Folder = '';
    let links = 0;
    for (let name = left.pop(); name !== undefined; name = left.pop()) {
      if (name === '' || name === '.') continue;
      if (nodeAt(at)?.kind === 'file') return { state: 'failed', code: 'ENOTDIR' };
      if (name === '..') {
        if (at === '') return { state: 'outside' };
        at = parent(at);
        continue;
      }
      const next: FilePath = child(at, name);
      const node = nodeAt(next);
      if (node === undefined) return { state: 'failed', code: 'ENOENT' };
      if (node.kind !== 'link') {
        at = next;
        continue;
      }
      const target = targetOf(node);
      if (target === undefined) return { state: 'failed', code: 'ENAMETOOLONG' };
      if (target.startsWith('/')) return { state: 'outside' };
      if (++links > MOST_LINKS) return { state: 'failed', code: 'ELOOP' };
      left.push(...target.split('/').reverse());
    }
    return { state: 'inside', path: at };
  };
  return {
    list(directory) {
      const held = folders.get(directory);
      if (!held) throw systemError('ENOENT');
      return [...held].map(([name, { kind }]) => ({ name, kind }));
    },
    kind: (path) => nodeAt(path)?.kind,
    bytes,
    resolve,
    locate(typed) {
      const outside = { message: 'lies outside of what the commit holds', hint: 'give a path seen from its root' };
      const path = /^(?:\/|[A-Za-z]:[\\/])/.test(typed) ? undefined : descend('', typed.replaceAll('\\', '/'));
      if (path === undefined) return outside;
      const found = resolve(path);
      if (found.state === 'outside') return outside;
      if (found.state === 'failed') return { message: cannotRead(found.code) };
      return { path: found.path, directory: nodeAt(found.path)?.kind === 'directory' };
    },
    ignoreTree: (directory) => ignoreTree(rulesIn(directory, nodeAt, bytes)),
    isSubmodule: () => false,
  };
}

function rulesIn(prefix: Folder, nodeAt: (path: Folder) => Node | undefined, bytes: Tree['bytes']): IgnoreRules {
  return {
    prefix,
    in(directory) {
      const file = child(folderPath(directory), '.gitignore');
      const read = nodeAt(file)?.kind === 'file' ? bytes(file, MAX_IGNORE_BYTES) : undefined;
      return read instanceof Uint8Array ? parseIgnore(Buffer.from(read).toString('utf8')) : [];
    },
    last: [],
    tracks: (path) => nodeAt(folderPath(path)) !== undefined,
  };
}

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}
