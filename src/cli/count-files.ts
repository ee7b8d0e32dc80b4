import type { Target } from '../model/index.js';
import type { Workspace } from '../run/index.js';

/** How many files of each kind there are. */
export function countFiles({ files }: Pick<Workspace, 'files'>): Record<Target, number> {
  const counts: Record<Target, number> = { dockerfile: 0, compose: 0, kubernetes: 0, pipeline: 0 };
  for (const { target } of files) counts[target]++;
  return counts;
}
