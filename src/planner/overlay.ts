import { type FilePath, type Repository, pathFrom, firstName, child } from '../model/index.js';

/**
 * A repository with changes laid over it: what the plan has written so far is what later transforms read.
 * The map is read on every call, so it may grow while planning.
 */
export function overlayRepository(base: Repository, changes: ReadonlyMap<FilePath, string>): Repository {
  return {
    // Paths are put together anew for each question, and to look one up takes as long as to read it.
    kind: (path) => (changes.size > 0 && changes.has(path) ? 'file' : base.kind(path)),
    read: (path) => changes.get(path) ?? base.read(path),
    linked: (path) => base.linked?.(path) === true,
    ignored: (path) => base.ignored(path),
    list(directory) {
      const names = base.list(directory);
      const made = new Set<string>();
      for (const path of changes.keys()) {
        const inside = pathFrom(directory, path);
        if (!inside || base.kind(path) !== undefined) continue;
        const name = firstName(inside);
        if (base.kind(child(directory, name)) === undefined) made.add(name);
      }
      // Most changes make no new file: folders of thousands of names are asked for again and again.
      return made.size === 0 ? names : [...names, ...made].sort();
    },
    over: { base, changes },
  };
}
