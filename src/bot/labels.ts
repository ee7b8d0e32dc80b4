import { sha256Of } from '../io/index.js';
import type { Marker } from './marker.js';
import type { Policy } from './types.js';

/** Put on by a person: the pull request is left as it is. */
export const STOP_LABEL = 'stop-updating';
/** A person has pushed to the branch, and was told. */
export const EDITED_LABEL = 'harden:edited';
export const FAILED_LABEL = 'harden:ci-failed';
export const STALE_LABEL = 'harden:stale';

/** What a pull request is given besides its text, and what its marker remembers of it. */
interface Dressing {
  /** What it was not given yet. */
  readonly labels: readonly string[];
  readonly reviewers: readonly string[];
  readonly remembered: Pick<Marker, 'given' | 'asked'>;
}

/** Labels are put on once, and each person is asked once: what a person takes off stays off. */
export function dressingOf(
  { labels, reviewers }: Pick<Policy, 'labels' | 'reviewers'>,
  { given, asked }: Pick<Marker, 'given' | 'asked'> = { given: '', asked: [] },
): Dressing {
  const wanted = labels.length === 0 ? '' : sha256Of(JSON.stringify([...labels].sort()));
  const known = new Set(asked);
  const open = reviewers.filter((name) => !known.has(keyOf(name)));
  return {
    labels: wanted === given ? [] : labels,
    reviewers: open,
    remembered: { given: wanted, asked: [...new Set([...asked, ...open.map(keyOf)])].sort() },
  };
}

/** A person, as a marker remembers one: without the name. */
function keyOf(name: string): string {
  return sha256Of(name.toLowerCase()).slice(0, 12);
}
