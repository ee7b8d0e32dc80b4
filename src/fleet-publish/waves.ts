// Which repositories a wave has: the same each time, spread over teams, and the first ones with the most frequent patterns.
import { sha256Of } from '../io/index.js';

/** How far a wave goes: so many repositories, or a share of all, those of the waves before it counted. */
export interface Wave {
  /** As it is written, but for the first: `canary`. */
  readonly name: string;
  readonly size: { readonly count: number } | { readonly share: number };
}

/** A repository that a wave may have. */
export interface Candidate {
  readonly id: number;
  /** What its place is drawn from. */
  readonly url: string;
  /** Empty: of nobody. */
  readonly team: string;
  /** Patterns of the steps that would be proposed. */
  readonly patterns: readonly string[];
}

export const CANARY = 'canary';

/** Reads `5`, `10%` and `all`; `undefined` for anything else. */
export function readWaveSize(text: string): Wave['size'] | undefined {
  if (text === 'all') return { share: 1 };
  if (/^[1-9]\d{0,5}$/.test(text)) return { count: Number(text) };
  const share = readShare(text);
  return share === undefined || share === 0 ? undefined : { share };
}

/** Reads `80%` as 0.8; `undefined` for anything else. */
export function readShare(text: string): number | undefined {
  const found = /^(\d{1,3}(?:\.\d{1,2})?)\s?%$/.exec(text);
  const percent = Number(found?.[1]);
  return found && percent <= 100 ? percent / 100 : undefined;
}

/** How many repositories there are once a wave is open, of so many. */
export function reachOf({ size }: Wave, total: number): number {
  // What a share of binary fractions is above a whole number by is no repository.
  return Math.min(total, 'count' in size ? size.count : Math.ceil(size.share * total - 1e-9));
}

/**
 * The next repositories of a wave. Each brings what most repositories have and none of those before has shown; where
 * nothing new is left, those teams come first that have had the fewest.
 * @param taken repositories of this wave and those before it.
 * @returns ids, in the order in which they are to be opened.
 */
export function chooseMembers(
  candidates: readonly Candidate[],
  taken: readonly Candidate[],
  count: number,
): readonly number[] {
  const rest = candidates
    .map((candidate) => ({ ...candidate, rank: sha256Of(candidate.url) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1));
  const holders = holdersOf(rest);
  const teams = new Map<string, number>();
  // How much each would bring that was not seen yet: patterns by the number of repositories that have them.
  const gains = rest.map(({ patterns }) => sum([...new Set(patterns)].map((each) => holders.get(each)!.length)));
  const open = new Set(rest.keys());
  const take = ({ team, patterns }: Candidate): void => {
    teams.set(team, (teams.get(team) ?? 0) + 1);
    for (const pattern of patterns) {
      const having = holders.get(pattern) ?? [];
      holders.delete(pattern);
      for (const at of having) gains[at]! -= having.length;
    }
  };
  taken.forEach(take);
  const chosen: number[] = [];
  while (chosen.length < count && open.size > 0) {
    let best: number | undefined;
    for (const at of open) if (best === undefined || isBefore(at, best)) best = at;
    open.delete(best!);
    take(rest[best!]!);
    chosen.push(rest[best!]!.id);
  }
  return chosen;

  /** Ties go to the one that is drawn first, since they are looked at in that order. */
  function isBefore(a: number, b: number): boolean {
    const had = 1 + (teams.get(rest[a]!.team) ?? 0);
    const hadOther = 1 + (teams.get(rest[b]!.team) ?? 0);
    const difference = gains[a]! / had - gains[b]! / hadOther;
    return difference === 0 ? had < hadOther : difference > 0;
  }
}

/** Where the repositories stand that have a pattern. */
function holdersOf(candidates: readonly Candidate[]): Map<string, number[]> {
  const holders = new Map<string, number[]>();
  for (const [at, { patterns }] of candidates.entries())
    for (const pattern of new Set(patterns)) {
      const having = holders.get(pattern) ?? [];
      having.push(at);
      holders.set(pattern, having);
    }
  return holders;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, each) => all + each, 0);
}
