// Files of the page as a tree, so that they are found, read and left alone by the same rules as those on a disk.
import { ignoreTree } from '../../src/io/ignore-tree.js';
import { parseIgnore } from '../../src/io/gitignore.js';
import type { Entry, EntryKind, Tree } from '../../src/io/tree.js';
import { baseName, child, filePath, parent, type Folder } from '../../src/model/index.js';
import type { Texts } from '../messages.js';

/** Those texts by path; `null` stands for a file that is there and holds no text. */
export function textTree(texts: Texts): Tree {
  const files = new Map(Object.entries(texts));
  const folders = new Map<string, Map<string, EntryKind>>([['', new Map()]]);
  for (const name of files.keys()) {
    let kind: EntryKind = 'file';
    for (let at: Folder = filePath(name); at !== ''; at = parent(at)) {
      const above = folders.get(parent(at)) ?? new Map<string, EntryKind>();
      above.set(baseName(at), kind);
      folders.set(parent(at), above);
      kind = 'directory';
    }
  }
  const kind = (path: Folder): EntryKind | undefined =>
    files.has(path) ? 'file' : folders.has(path) ? 'directory' : undefined;
  return {
    list: (directory): readonly Entry[] => [...(folders.get(directory) ?? [])].map(([name, kind]) => ({ name, kind })),
    kind,
    bytes(path, limit) {
      const text = files.get(path);
      if (text === null) return { message: 'holds no text' };
      if (text === undefined) return { message: 'does not exist' };
      const bytes = new TextEncoder().encode(text);
      return bytes.length > limit ? { message: 'is too large', tooLarge: true } : bytes;
    },
    resolve: (path) => (kind(path) === undefined ? { state: 'failed', code: 'ENOENT' } : { state: 'inside', path }),
    locate: (typed) => ({ path: typed === '.' ? '' : filePath(typed), directory: typed === '.' }),
    ignoreTree: (directory) =>
      ignoreTree({
        prefix: '',
        in(folder) {
          const text = files.get(child(directory, folder === '' ? '.gitignore' : `${folder}/.gitignore`));
          return text ? parseIgnore(text) : [];
        },
        last: [],
        tracks: () => false,
      }),
    isSubmodule: () => false,
  };
}
