// What `git ls-tree -r -l -z` says, as folders. Names that no checkout would make are left out.
import { baseName, child, filePath, parent, type Folder } from '../model/index.js';
import { GitError } from './error.js';

export type Node =
  | { readonly kind: 'directory' }
  | {
      readonly kind: 'file' | 'link';
      readonly id: string;
      /** Bytes; absent for what a partial clone has left behind. */
      readonly size?: number;
      readonly executable: boolean;
      /** Of a file that no object holds. */
      readonly text?: string;
    };

/** What each folder holds. */
export type Folders = ReadonlyMap<Folder, ReadonlyMap<string, Node>>;
type Growing = Map<Folder, Map<string, Node>>;

/** Beyond it a tree is no repository that one plan is made of. */
const MOST_FILES = 500_000;
/** No system opens a longer path. */
const LONGEST_PATH = 4096;
const DIRECTORY: Node = { kind: 'directory' };
const LINE = /^(\d{6}) (\w+) ([0-9a-f]{40,64}) +(\d+|-|BAD)\t/;

/**
 * The folders of a listing, with the `.git` that a checkout of the commit has: files speak of it, and copy from it.
 * @throws GitError for more files than are planned.
 */
export function foldersOf(listing: Buffer, id: string): Folders {
  const folders: Growing = new Map([['', new Map()]]);
  let count = 0;
  for (let from = 0; from < listing.length; ) {
    const nul = listing.indexOf(0, from);
    const end = nul === -1 ? listing.length : nul;
    if (++count > MOST_FILES) throw new GitError('too-large', `the commit holds more than ${MOST_FILES} files`);
    add(folders, listing.subarray(from, end));
    from = end + 1;
  }
  const git = filePath('.git');
  for (const name of ['objects', 'refs/heads', 'refs/tags']) folderAt(folders, child(git, name));
  const own = Object.entries({ HEAD: `${id}\n`, config: '', index: '' });
  for (const [name, text] of own) folders.get(git)!.set(name, { kind: 'file', id: '', executable: false, text });
  return folders;
}

function add(folders: Growing, line: Buffer): void {
  const text = line.toString('utf8');
  const match = LINE.exec(text);
  if (!match) return;
  const name = text.slice(match[0].length);
  // A name that is not UTF-8 cannot be written back under the same name.
  if (!isCheckedOut(name) || (name.includes('\ufffd') && !Buffer.from(text, 'utf8').equals(line))) return;
  const path = filePath(name);
  const [, mode, type, id, size] = match;
  if (type === 'commit') {
    // A submodule that is not checked out.
    folderAt(folders, path);
    return;
  }
  const into = folderAt(folders, parent(path));
  if (into === undefined || into.has(baseName(path))) return;
  const sized = size === 'BAD' || size === '-' ? {} : { size: Number(size) };
  const kind = mode === '120000' ? 'link' : 'file';
  into.set(baseName(path), { kind, id: id!, executable: mode === '100755', ...sized });
}

/** Makes a folder and those above it; `undefined` where a file of that name stands already. */
function folderAt(folders: Growing, path: Folder): Map<string, Node> | undefined {
  const known = folders.get(path);
  if (known) return known;
  const above = folderAt(folders, parent(path));
  if (above === undefined || above.has(baseName(path))) return undefined;
  above.set(baseName(path), DIRECTORY);
  const made = new Map<string, Node>();
  folders.set(path, made);
  return made;
}

/** Git refuses to check out any other: `.git` in any spelling leads into the repository itself. */
function isCheckedOut(path: string): boolean {
  if (path.length > LONGEST_PATH) return false;
  return path.split('/').every((name) => name !== '' && name !== '.' && name !== '..' && name.toLowerCase() !== '.git');
}
