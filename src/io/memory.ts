import type { FilePath, Repository } from '../model/index.js';
import { matchIgnore, parseIgnore, type IgnoreRule } from './gitignore.js';

/** A repository that is only in memory: paths to texts. Its `.gitignore` files count as they do on disk. */
export function memoryRepository(files: Readonly<Record<string, string>>): Repository {
  const texts = new Map(Object.entries(files));
  const directories = new Map<string, Set<string>>([['', new Set()]]);
  for (const path of texts.keys()) {
    let below = path;
    for (let slash = path.lastIndexOf('/'); slash !== -1; slash = below.lastIndexOf('/')) {
      addName(directories, below.slice(0, slash), below.slice(slash + 1));
      below = below.slice(0, slash);
    }
    addName(directories, '', below);
  }
  const rules = new Map<string, readonly IgnoreRule[]>();
  const kind = (path: FilePath): 'file' | 'directory' | undefined => {
    if (texts.has(path)) return 'file';
    return path !== '' && directories.has(path) ? 'directory' : undefined;
  };
  const excluded = (path: string, directory: boolean): boolean => {
    for (let slash = path.lastIndexOf('/'); ; slash = path.lastIndexOf('/', slash - 1)) {
      const base = slash === -1 ? '' : path.slice(0, slash);
      let own = rules.get(base);
      if (own === undefined) {
        own = parseIgnore(texts.get(base === '' ? '.gitignore' : `${base}/.gitignore`) ?? '');
        rules.set(base, own);
      }
      const said = matchIgnore(own, path.slice(slash + 1), directory);
      if (said !== undefined) return said;
      if (slash <= 0) return false;
    }
  };
  return {
    kind,
    read: (path) => texts.get(path),
    list: (directory) => [...(directories.get(directory) ?? [])].sort(),
    ignored(path) {
      for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1)) {
        if (excluded(path.slice(0, slash), true)) return true;
      }
      return excluded(path, kind(path) === 'directory');
    },
  };
}

function addName(directories: Map<string, Set<string>>, directory: string, name: string): void {
  const names = directories.get(directory);
  if (names === undefined) directories.set(directory, new Set([name]));
  else names.add(name);
}
