// Bounded looks at a tree, the nearest first: every walker leaves out the same, and ends.
import { child, type FilePath, type Folder } from './path.js';
import type { Repository } from './repository.js';
import { words } from './words.js';

/** Folders of what others made: installed packages, virtual environments, history, and what tools keep for themselves. */
export const NOT_OURS = words(`
  node_modules bower_components site-packages .git .hg .svn .venv venv __pycache__`);

export interface Tour {
  /** Folders; or files, which are given as they are. */
  readonly from: readonly Folder[];
  /** Whether a folder is opened, of those that are neither hidden nor NOT_OURS; all, when absent. */
  readonly enter?: (name: string, folder: Folder) => boolean;
  /** `hidden`: hidden folders are opened as well. `all`: NOT_OURS too, as a COPY takes them along. */
  readonly opens?: 'hidden' | 'all';
  /** Left out is what git ignores: a fresh clone has none of it. */
  readonly tracked?: true;
  /** Names that are looked at, in all. */
  readonly mostEntries?: number;
  readonly mostFolders?: number;
  /** Levels of folders: 1 is what lies in `from`. */
  readonly deepest?: number;
}

export interface FileTour extends Tour {
  /** All files, when absent. */
  readonly wanted?: (name: string, folder: Folder) => boolean;
  /** No other folder is opened once there are more. */
  readonly mostFiles?: number;
}

export interface ListedFolder {
  readonly folder: Folder;
  /** Of files and folders. */
  readonly names: readonly string[];
  /** Names of those that are files. */
  readonly files: readonly string[];
}

/** What is met on the way. `cut`: true once something was passed over because there was too much. */
export interface Walk<T> extends Iterable<T> {
  readonly cut: boolean;
}

interface Progress {
  cut: boolean;
  /** Files that were given. */
  found: number;
}

/** The folders, each once, with what lies in them. */
export function walkFolders(repository: Repository, tour: Tour): Walk<ListedFolder> {
  return asWalk((progress) => listed(repository, tour, progress));
}

/** The files that are wanted, those of a folder before those of folders in it. */
export function walkFiles(repository: Repository, tour: FileTour): Walk<FilePath> {
  return asWalk((progress) => files(repository, tour, progress));
}

function asWalk<T>(start: (progress: Progress) => Iterator<T>): Walk<T> {
  const progress = { cut: false, found: 0 };
  return {
    get cut() {
      return progress.cut;
    },
    [Symbol.iterator]: () => start(progress),
  };
}

function* listed(repository: Repository, tour: Tour, progress: Progress): Generator<ListedFolder> {
  for (const met of folders(repository, tour, progress)) if (typeof met !== 'string') yield met;
}

function* files(repository: Repository, tour: FileTour, progress: Progress): Generator<FilePath> {
  const { tracked, wanted = () => true } = tour;
  for (const met of folders(repository, tour, progress)) {
    if (typeof met === 'string') {
      progress.found++;
      yield met;
      continue;
    }
    for (const name of met.files) {
      const path = child(met.folder, name);
      if (!wanted(name, met.folder) || (tracked && repository.ignored(path))) continue;
      progress.found++;
      yield path;
    }
  }
}

function* folders(repository: Repository, tour: FileTour, progress: Progress): Generator<ListedFolder | FilePath> {
  const { mostEntries = Infinity, mostFolders = Infinity, mostFiles = Infinity, deepest = Infinity } = tour;
  const waiting = tour.from.map((path) => ({ path, depth: 1 }));
  const seen = new Set<Folder>();
  let opened = 0;
  let left = mostEntries;
  for (const { path: folder, depth } of waiting) {
    if (seen.has(folder)) continue;
    seen.add(folder);
    if (depth === 1 && folder !== '' && repository.kind(folder) === 'file') {
      yield folder;
      continue;
    }
    progress.cut ||= ++opened > mostFolders || progress.found > mostFiles;
    if (progress.cut) return;
    const names = repository.list(folder);
    const files: string[] = [];
    for (const name of names.slice(0, left)) {
      const path = child(folder, name);
      const kind = repository.kind(path);
      if (kind === 'file') files.push(name);
      else if (kind === 'directory' && depth < deepest && isEntered(repository, tour, name, folder))
        waiting.push({ path, depth: depth + 1 });
    }
    yield { folder, names, files };
    left -= names.length;
    progress.cut ||= left < 0;
    if (progress.cut) return;
  }
}

function isEntered(repository: Repository, { enter, opens, tracked }: Tour, name: string, folder: Folder): boolean {
  if (opens !== 'all' && (NOT_OURS.has(name) || (opens !== 'hidden' && name.startsWith('.')))) return false;
  if (enter && !enter(name, folder)) return false;
  return !tracked || !repository.ignored(child(folder, name));
}
