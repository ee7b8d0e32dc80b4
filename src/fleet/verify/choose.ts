// Which repository is built next: the one that shows most of what nobody has seen run.

export interface Candidate {
  readonly id: number;
  /** The kinds of change that its plan has. */
  readonly patterns: ReadonlySet<string>;
}

/** In how many repositories each pattern is. */
export function reachOf(candidates: readonly Candidate[]): ReadonlyMap<string, number> {
  const reach = new Map<string, number>();
  for (const { patterns } of candidates) for (const each of patterns) reach.set(each, (reach.get(each) ?? 0) + 1);
  return reach;
}

/**
 * The candidate whose patterns that were not seen are in most repositories, so that a change that breaks is known before
 * it is made often. Once all were seen: the first that is left.
 */
export function nextCandidate(
  candidates: readonly Candidate[],
  seen: ReadonlySet<string>,
  reach: ReadonlyMap<string, number>,
): Candidate | undefined {
  let best: Candidate | undefined;
  let most = -1;
  for (const candidate of candidates) {
    let worth = 0;
    for (const pattern of candidate.patterns) if (!seen.has(pattern)) worth += reach.get(pattern) ?? 0;
    if (worth > most) [best, most] = [candidate, worth];
  }
  return best;
}
