import type { Marker } from './marker.js';
import type { Observed, Planned, SeenPull } from './types.js';

/** Oldest first: that is the one people have read. */
export function openPulls(pulls: readonly SeenPull[]): readonly SeenPull[] {
  return pulls.filter(({ state }) => state === 'open').sort((a, b) => a.number - b.number);
}

/** The pull request that was opened last. */
export function newest(pulls: readonly SeenPull[]): SeenPull | undefined {
  return [...pulls].sort((a, b) => b.number - a.number)[0];
}

/** Keys that a person or a run left out: what is remembered goes from each pull request to the next. */
export function skippedKeys({
  pulls,
  broken = [],
  again = new Set(),
}: Pick<Observed, 'pulls' | 'broken' | 'again'>): ReadonlySet<string> {
  const [open] = openPulls(pulls);
  const remembering = open?.marker ? open : newest(pulls.filter(({ marker }) => marker !== undefined));
  const keys = new Set(remembering?.marker?.skip);
  for (const asked of open?.asked ?? []) {
    if (asked.what === 'skip') for (const key of asked.keys) keys.add(key);
    if (asked.what === 'unskip') for (const key of asked.keys) keys.delete(key);
  }
  for (const key of again) keys.delete(key);
  // Whatever anybody wants: it was seen just now.
  for (const key of broken) keys.add(key);
  return keys;
}

/** True for a branch that may be overwritten: all that is on it is harden's, or was merged, or there is nothing on it. */
export function isOurs(
  { head, ours }: NonNullable<Observed['branch']>,
  { pulls, base }: Observed,
  planned: Planned,
): boolean {
  if (ours || head === planned.head || head === base.commit) return true;
  return pulls.some((pull) => pull.marker?.head === head || (pull.state === 'merged' && pull.head === head));
}

/** True for a branch that may go: one of a pull request that was closed by a person stays, so that it can be opened again. */
export function isLeftOver(branch: NonNullable<Observed['branch']>, observed: Observed, planned: Planned): boolean {
  const isDeclined = observed.pulls.some(
    ({ state, marker, head }) => state === 'closed' && marker?.steps.length !== 0 && head === branch.head,
  );
  return !isDeclined && isOurs(branch, observed, planned);
}

/** What a pull request remembers that was just opened. */
export function markerOf(planned: Planned, base: string, skip: readonly string[]): Marker {
  const { group, head, plan, config, tool } = planned;
  return {
    group,
    base,
    head,
    plan,
    steps: keysOf(planned),
    config,
    skip: [...skip].sort(),
    given: '',
    asked: [],
    merge: '',
    tool,
  };
}

export function keysOf({ steps }: Planned): readonly string[] {
  return [...new Set(steps.map(({ key }) => key))];
}

/** True where nothing but the version differs: that alone is no reason to write. */
export function remembersTheSame(a: Marker | undefined, b: Marker): boolean {
  return a !== undefined && JSON.stringify(shown(a)) === JSON.stringify(shown(b));
}

function shown({ group, base, head, plan, steps, config, skip, given, asked, merge }: Marker): readonly unknown[] {
  return [group, base, head, plan, steps, config, skip, given, asked, merge];
}
