import {
  type FilePath,
  type Repository,
  type Folder,
  filePath,
  parent,
  baseName,
  child,
  upwards,
  pathFrom,
} from '../model/index.js';
import { matchIgnore, parseIgnore, type IgnoreRule } from './gitignore.js';

/** A repository that is only in memory: paths to texts. Its `.gitignore` files count as they do on disk. */
export function memoryRepository(files: Readonly<Record<string, string>>): Repository {
  const texts = new Map(Object.entries(files));
  const directories = new Map<string, Set<string>>([['', new Set()]]);
  for (const path of texts.keys()) {
    for (let at: Folder = filePath(path); at !== ''; at = parent(at)) addName(directories, parent(at), baseName(at));
  }
  const rules = new Map<Folder, readonly IgnoreRule[]>();
  const kind = (path: FilePath): 'file' | 'directory' | undefined => {
    if (texts.has(path)) return 'file';
    return path !== '' && directories.has(path) ? 'directory' : undefined;
  };
  const rulesOf = (folder: Folder): readonly IgnoreRule[] => {
    const own = rules.get(folder) ?? parseIgnore(texts.get(child(folder, '.gitignore')) ?? '');
    rules.set(folder, own);
    return own;
  };
  const excluded = (path: FilePath, directory: boolean): boolean => {
    for (const folder of upwards(parent(path))) {
      const said = matchIgnore(rulesOf(folder), pathFrom(folder, path)!, directory);
      if (said !== undefined) return said;
    }
    return false;
  };
  return {
    kind,
    read: (path) => texts.get(path),
    list: (directory) => [...(directories.get(directory) ?? [])].sort(),
    ignored(path) {
      if (upwards(parent(path)).some((folder) => folder !== '' && excluded(folder, true))) return true;
      return excluded(path, kind(path) === 'directory');
    },
  };
}

function addName(directories: Map<string, Set<string>>, directory: string, name: string): void {
  const names = directories.get(directory);
  if (names === undefined) directories.set(directory, new Set([name]));
  else names.add(name);
}
