import { isUsuallyRead } from '../ecosystems/index.js';
import { gitPointer, kindOfFileName, type Tree } from '../io/index.js';
import { baseName, ConfigError, parent, upwards, type FilePath } from '../model/index.js';
import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openObjects } from './blobs.js';
import { foldersOf, type Folders } from './entries.js';
import { GitError } from './error.js';
import { gitTree } from './git-tree.js';
import { needGit } from './process.js';

/** A person or a program, as a commit names it. */
export interface Identity {
  readonly name: string;
  readonly email: string;
}

/** A commit that is open for reading. */
export interface Commit {
  readonly id: string;
  /** Of its content: two commits with the same files have the same. */
  readonly treeId: string;
  readonly author: Identity;
  /** As git writes it: seconds since 1970 and the offset from UTC. */
  readonly date: string;
  readonly tree: Tree;
  /** What stands at a path of the tree and has to be kept: `755` for a program. */
  isExecutable(path: FilePath): boolean;
  /** Gets what was asked for and was left behind. True where there was any: what was read of it is to be read again. */
  fetchWanted(): Promise<boolean>;
  /** Ends what reads it. */
  close(): void;
}

export interface OpenOptions {
  /** Gets files that a partial clone has left behind; they can be read afterwards. */
  readonly fetch?: (ids: readonly string[]) => Promise<void>;
  /** Ends it, in milliseconds. */
  readonly patience?: number;
}

/**
 * Opens what a commit holds, without a checkout: no file is written, and nothing of what the repository configures runs.
 * @param dir the git directory, bare or not.
 * @param ref a branch, a tag or a commit.
 * @throws GitError where there is none, or it holds more than can be planned.
 */
export async function openCommit(dir: string, ref: string, options: OpenOptions = {}): Promise<Commit> {
  const objects = openObjects(dir);
  try {
    const found = objects.commit(ref);
    if (!found) throw new GitError('no-commit', `${ref}: there is no such commit`);
    const { id, text } = found;
    const patience = options.patience === undefined ? {} : { patience: options.patience };
    const listing = await needGit(['ls-tree', '-r', '-l', '-z', '--full-tree', id], { dir, ...patience });
    const folders = foldersOf(listing, id);
    const { here, missing } = worthReading(folders);
    if (missing.length > 0) await options.fetch?.(missing);
    await objects.prefetch(options.fetch ? [...here, ...missing] : here);
    const wanted = new Set<string>();
    const read = (blob: string): Uint8Array | undefined => {
      const bytes = objects.read(blob);
      if (!bytes) wanted.add(blob);
      return bytes;
    };
    return {
      id,
      ...headOf(text),
      tree: gitTree(folders, read),
      isExecutable(path) {
        const node = folders.get(parent(path))?.get(baseName(path));
        return node?.kind === 'file' && node.executable;
      },
      async fetchWanted() {
        if (wanted.size === 0 || !options.fetch) return false;
        const ids = [...wanted];
        wanted.clear();
        await options.fetch(ids);
        return true;
      },
      close: () => objects.close(),
    };
  } catch (error) {
    objects.close();
    throw error;
  }
}

/** Larger ones are read when they are asked for. */
const LARGE = 1024 * 1024;

function worthReading(folders: Folders): { readonly here: readonly string[]; readonly missing: readonly string[] } {
  const here: string[] = [];
  const missing: string[] = [];
  for (const [folder, held] of folders) {
    if (upwards(folder).some((each) => baseName(each) === 'node_modules')) continue;
    for (const [name, node] of held) {
      if (node.kind === 'directory' || node.text !== undefined) continue;
      if (node.kind === 'file' && kindOfFileName(name) === undefined && !isUsuallyRead(name)) continue;
      if (node.size === undefined) missing.push(node.id);
      else if (node.size <= LARGE) here.push(node.id);
    }
  }
  return { here, missing };
}

function headOf(text: string): Pick<Commit, 'treeId' | 'author' | 'date'> {
  const lines = text.slice(0, text.indexOf('\n\n')).split('\n');
  const valueOf = (key: string): string =>
    lines.find((line) => line.startsWith(`${key} `))?.slice(key.length + 1) ?? '';
  const author = valueOf('author');
  const committer = valueOf('committer');
  const opens = author.indexOf('<');
  return {
    treeId: valueOf('tree'),
    author: {
      name: author.slice(0, Math.max(0, opens)).trim(),
      email: author.slice(opens + 1, Math.max(opens + 1, author.lastIndexOf('>'))),
    },
    date: /^\d{1,12} [+-]\d{4}$/.exec(committer.slice(committer.lastIndexOf('>') + 2))?.[0] ?? '0 +0000',
  };
}

/**
 * The git directory that a folder is, or that its work tree has.
 * @throws ConfigError for a folder that is neither.
 */
export function gitDirectory(folder: string, shown = folder): string {
  const path = resolve(folder);
  if (!existsSync(path)) throw new ConfigError(`${shown}: there is no such folder`);
  // First: the files of a work tree may look like a git directory, with settings that came with them.
  const inside = join(path, '.git');
  if (existsSync(inside)) {
    const at = statSync(inside).isDirectory() ? inside : gitPointer(inside);
    if (at !== undefined && existsSync(join(at, 'HEAD'))) return at;
  }
  if (isGitDirectory(path)) return path;
  throw new ConfigError(`${shown}: is neither a git directory nor a work tree; name one of them`);
}

function isGitDirectory(path: string): boolean {
  return existsSync(join(path, 'HEAD')) && existsSync(join(path, 'objects')) && existsSync(join(path, 'refs'));
}
