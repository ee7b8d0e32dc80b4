import { join } from 'node:path';
import { parent, pathFrom, type FilePath, type Folder } from '../model/index.js';
import { gitState, uncommitted, type Uncommitted } from './git.js';
import { isSomethingAt } from './paths.js';
import { realRootOf } from './read-file.js';

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
        const inside = new Map(list.map((file) => [pathFrom(folder, file) || file, file]));
        const found = uncommitted(join(root, folder), [...inside.keys()]);
        for (const [path, file] of inside) {
          const state = found.get(path);
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
export function byRepository(root: string, files: readonly FilePath[]): Map<Folder, FilePath[]> {
  const realRoot = realRootOf(root);
  const known = new Map<Folder, Folder>([['', '']]);
  const repositoryOf = (folder: Folder): Folder => {
    let found = known.get(folder);
    if (found === undefined) {
      found = isSomethingAt(join(realRoot, folder, '.git')) ? folder : repositoryOf(parent(folder));
      known.set(folder, found);
    }
    return found;
  };
  const groups = new Map<Folder, FilePath[]>();
  for (const file of files) {
    const repository = repositoryOf(parent(file));
    const list = groups.get(repository);
    if (list) list.push(file);
    else groups.set(repository, [file]);
  }
  return groups;
}
