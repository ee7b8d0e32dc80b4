// A bounded look at a build context.
import { type FilePath, type Repository, type Folder, descendant, child } from '../../src/model/index.js';

export interface ListedFolder {
  /** Relative to the context; '' is the context itself. */
  readonly path: string;
  readonly names: ReadonlySet<string>;
}

const MAX_DEPTH = 3;
const MAX_FOLDERS = 60;
const MAX_NAMES = 400;
/** Nothing to be found inside that the folder itself does not say. */
const CLOSED =
  /^(?:\..*|node_modules|bower_components|vendor|dist|build|target|venv|env|__pycache__|coverage|htmlcov|obj|bin)$/;

export interface Tree {
  readonly folders: readonly ListedFolder[];
  /** In the repository. */
  readonly context: Folder;
  kind(path: string): 'file' | 'directory' | undefined;
  read(path: string): string | undefined;
  /** Git's ignore rules speak of it: it appears where people work, never in a fresh clone. */
  ignored(path: string): boolean;
}

/** The folders of a context down to three levels, breadth first, at most sixty. */
export function readTree(repository: Repository, context: Folder): Tree {
  const at = (path: string): FilePath => child(context, path);
  const folders: ListedFolder[] = [];
  const queue: { path: string; depth: number }[] = [{ path: '', depth: 0 }];
  for (let next = queue.shift(); next && folders.length < MAX_FOLDERS; next = queue.shift()) {
    const names = repository.list(descendant(context, next.path)).slice(0, MAX_NAMES);
    folders.push({ path: next.path, names: new Set(names) });
    if (next.depth >= MAX_DEPTH) continue;
    for (const name of names) {
      if (CLOSED.test(name) || name.includes('.')) continue;
      const path = next.path === '' ? name : `${next.path}/${name}`;
      if (repository.kind(at(path)) === 'directory') queue.push({ path, depth: next.depth + 1 });
    }
  }
  return {
    folders,
    context,
    kind: (path) => repository.kind(at(path)),
    read: (path) => repository.read(at(path)),
    ignored: (path) => repository.ignored(at(path)) || repository.ignored(at(`${path}/x`)),
  };
}
