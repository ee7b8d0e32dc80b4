import { dirname, join } from 'node:path';
import type { FilePath } from '../model/index.js';
import { gitState, uncommitted, type Uncommitted } from './git.js';
import { standsAt } from './paths.js';
import { realRootOf } from './read.js';

/** What could not be brought back once the files are written over. */
export interface Risk {
  /** Files that differ from what is committed, and how. */
  readonly dirty: ReadonlyMap<FilePath, Uncommitted>;
  /** Files in no work tree. */
  readonly outside: readonly FilePath[];
  /** Why git cannot be asked. */
  readonly unusable?: string;
}

/** Asks git about every file, each in the work tree it belongs to: a root may hold many, or lie in none itself. */
export function riskOf(root: string, files: readonly FilePath[]): Risk {
  const dirty = new Map<FilePath, Uncommitted>();
  const outside: FilePath[] = [];
  const problems: string[] = [];
  for (const [folder, list] of byRepository(root, files)) {
    const state = gitState(join(root, folder));
    if (state.state === 'outside') outside.push(...list);
    else if (state.state === 'unusable') problems.push(folder === '' ? state.message : `${folder}: ${state.message}`);
    else {
      try {
        const inside = folder === '' ? list : list.map((file) => file.slice(folder.length + 1) as FilePath);
        const found = uncommitted(join(root, folder), inside);
        for (const [at, file] of list.entries()) {
          const state = found.get(inside[at]!);
          if (state !== undefined) dirty.set(file, state);
        }
      } catch (error) {
        problems.push(error instanceof Error ? error.message : String(error));
      }
    }
  }
  const [unusable] = problems;
  return unusable === undefined ? { dirty, outside } : { dirty, outside, unusable };
}

/** The files by the folder, relative to the root, of the repository below the root that they lie in; '' for none. */
export function byRepository(root: string, files: readonly FilePath[]): Map<string, FilePath[]> {
  const realRoot = realRootOf(root);
  const known = new Map<string, string>([['', '']]);
  const repositoryOf = (folder: string): string => {
    let found = known.get(folder);
    if (found === undefined) {
      const above = dirname(folder);
      found = standsAt(join(realRoot, folder, '.git')) ? folder : repositoryOf(above === '.' ? '' : above);
      known.set(folder, found);
    }
    return found;
  };
  const groups = new Map<string, FilePath[]>();
  for (const file of files) {
    const folder = dirname(file);
    const repository = repositoryOf(folder === '.' ? '' : folder);
    const list = groups.get(repository);
    if (list) list.push(file);
    else groups.set(repository, [file]);
  }
  return groups;
}
