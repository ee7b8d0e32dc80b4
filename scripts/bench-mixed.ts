// Real files of all kinds, chosen so that every run over the same folder takes the same.
import { readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { diskWorkspace } from '../src/run/index.js';
import { TARGETS, type Target } from '../src/model/index.js';

/** About as repositories have them. */
const SHARES = { dockerfile: 200, compose: 120, kubernetes: 60, pipeline: 20 } as const satisfies Record<
  Target,
  number
>;
export const MIXED = Object.values(SHARES).reduce((sum, share) => sum + share, 0);

interface Chosen {
  readonly root: string;
  readonly path: string;
}

/** Files by the root of their repository. */
export type Mixed = Readonly<Record<string, readonly string[]>>;

/** From each repository below the folder in turn, so that a large one does not decide. */
export function mixedFiles(corpus: string): Mixed {
  const found: Record<Target, Chosen[][]> = { dockerfile: [], compose: [], kubernetes: [], pipeline: [] };
  for (const name of readdirSync(corpus).sort()) {
    const root = realpathSync(join(corpus, name));
    const { files } = diskWorkspace({ root, paths: ['.'] });
    for (const target of TARGETS) {
      found[target].push(files.filter((file) => file.target === target).map(({ path }) => ({ root, path })));
    }
  }
  const chosen: Record<string, string[]> = {};
  for (const target of TARGETS) {
    for (const each of inTurns(found[target]).slice(0, SHARES[target])) {
      chosen[each.root] = [...(chosen[each.root] ?? []), each.path];
    }
  }
  return chosen;
}

/** The first of each list, then the second of each, and so on. */
function inTurns<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  const turns = Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list.slice(at, at + 1)));
  return turns.flat();
}
