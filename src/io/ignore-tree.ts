// Which paths of a tree git ignores, folder by folder, as gitignore.ts reads the rules.
import { matchIgnore, type IgnoreRule } from './gitignore.js';

/** Bounds the memory that a very large tree takes. */
const MOST_FOLDERS = 20_000;
const NONE: readonly IgnoreRule[] = [];

/** Where the ignore rules of a work tree stand, and what git tracks whatever they say. */
export interface IgnoreRules {
  /** The root as seen from the top of the work tree, where rules begin; `''` when it is the top. */
  readonly prefix: string;
  /** Those in a directory, seen from the top. */
  in(directory: string): readonly IgnoreRule[];
  /** Those that are asked last. */
  readonly last: readonly (readonly IgnoreRule[])[];
  /** True when git tracks the file, or a file in the directory, although a rule excludes it. Seen from the top. */
  tracks(path: string): boolean;
}

/** Git's ignore rules for one work tree, or for a plain directory, as if it were one. Paths are relative to the root. */
export interface IgnoreTree {
  /** Saves asking the disk for a `.gitignore` that a listing has just shown not to be there. */
  withoutRules(directory: string): void;
  /** A rule speaks of the path itself; the directories above it are the caller's business. */
  excludes(path: string, directory: boolean): boolean;
  /** The path, or a directory above it, is excluded, and git does not track it all the same. */
  ignored(path: string, directory: boolean): boolean;
  /** Git tracks the file, or a file in the directory, although a rule excludes it: rules never hide tracked files. */
  trackedAnyway(path: string): boolean;
}

/** The rules of a work tree as they hold for what lies below its root. */
export function ignoreTree(source: IgnoreRules): IgnoreTree {
  const { prefix, last } = source;
  const cache = new Map<string, readonly IgnoreRule[]>();

  const rulesOf = (directory: string): readonly IgnoreRule[] => {
    let rules = cache.get(directory);
    if (rules === undefined) {
      rules = source.in(directory);
      cache.set(directory, rules);
    }
    return rules;
  };
  const fromTop = (path: string): string => (prefix === '' || path === '' ? prefix + path : `${prefix}/${path}`);
  const excludes = (path: string, directory: boolean): boolean => {
    const full = fromTop(path);
    for (let slash = full.lastIndexOf('/'); ; slash = full.lastIndexOf('/', slash - 1)) {
      const said = matchIgnore(rulesOf(full.slice(0, Math.max(slash, 0))), full.slice(slash + 1), directory);
      if (said !== undefined) return said;
      if (slash <= 0) break;
    }
    for (const rules of last) {
      const said = matchIgnore(rules, full, directory);
      if (said !== undefined) return said;
    }
    return false;
  };
  const folders = new Map<string, boolean>();
  /** A directory that is excluded, or lies in one. */
  const hidden = (directory: string): boolean => {
    let known = folders.get(directory);
    if (known === undefined) {
      const slash = directory.lastIndexOf('/');
      known = (slash !== -1 && hidden(directory.slice(0, slash))) || excludes(directory, true);
      if (folders.size >= MOST_FOLDERS) folders.clear();
      folders.set(directory, known);
    }
    return known;
  };
  const trackedAnyway = (path: string): boolean => source.tracks(fromTop(path));
  return {
    withoutRules: (directory) => void cache.set(fromTop(directory), NONE),
    excludes,
    trackedAnyway,
    ignored(path, directory) {
      const slash = path.lastIndexOf('/');
      const excluded = (slash !== -1 && hidden(path.slice(0, slash))) || excludes(path, directory);
      return excluded && !trackedAnyway(path);
    },
  };
}
