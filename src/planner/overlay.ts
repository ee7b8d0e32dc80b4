import type { FilePath, Repository } from '../model/index.js';

/** A repository as it will be once `changes` are written over `base`. Nothing is ever removed by a plan. */
export function overlayRepository(base: Repository, changes: ReadonlyMap<FilePath, string>): Repository {
  const names = new Map<string, Set<string>>();
  for (const path of changes.keys()) {
    let below: string = path;
    while (below !== '') {
      const slash = below.lastIndexOf('/');
      const directory = slash === -1 ? '' : below.slice(0, slash);
      const known = names.get(directory) ?? new Set<string>();
      names.set(directory, known.add(below.slice(slash + 1)));
      below = directory;
    }
  }
  return {
    kind(path) {
      if (changes.has(path)) return 'file';
      return names.has(path) ? 'directory' : base.kind(path);
    },
    read: (path) => changes.get(path) ?? base.read(path),
    list(directory) {
      const added = names.get(directory);
      if (added === undefined) return base.list(directory);
      return [...new Set([...base.list(directory), ...added])].sort();
    },
    ignored: (path) => base.ignored(path),
  };
}
