// A bounded look at a build context.
import {
  type FilePath,
  type Repository,
  type Folder,
  child,
  words,
  walkFolders,
  pathFrom,
} from '../../src/model/index.js';

export interface ListedFolder {
  /** Relative to the context; '' is the context itself. */
  readonly path: string;
  readonly names: ReadonlySet<string>;
}

/** The context, and three levels below it. */
const MAX_DEPTH = 4;
const MAX_FOLDERS = 60;
const MAX_NAMES = 400;
/** Nothing to be found inside that the folder itself does not say. */
const CLOSED = words('vendor dist build target env coverage htmlcov obj bin');

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
  const met = walkFolders(repository, {
    from: [context],
    enter: (name) => !CLOSED.has(name) && !name.includes('.'),
    mostFolders: MAX_FOLDERS,
    deepest: MAX_DEPTH,
  });
  const folders = [...met].map(({ folder, names }) => ({
    path: pathFrom(context, folder) ?? '',
    names: new Set(names.slice(0, MAX_NAMES)),
  }));
  return {
    folders,
    context,
    kind: (path) => repository.kind(at(path)),
    read: (path) => repository.read(at(path)),
    ignored: (path) => repository.ignored(at(path)) || repository.ignored(at(`${path}/x`)),
  };
}
