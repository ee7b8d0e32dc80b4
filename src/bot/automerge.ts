import type { Marker } from './marker.js';
import type { Action, Planned, Policy, SeenPull } from './types.js';

/** True for what nobody has to look at: all of it keeps behaviour, and was seen to in this run. */
export function mayMerge({ steps, isSafe, isVerified }: Planned, { automerge }: Policy): boolean {
  return automerge && steps.length > 0 && isSafe && isVerified;
}

interface Merging {
  /** What comes before the branch is pushed: what was verified is not what will be there. */
  readonly before: readonly Action[];
  /** What comes when the pull request remembers it. A run that is stopped in between leaves the merge to a person. */
  readonly after: readonly Action[];
  readonly remembered: Pick<Marker, 'merge'>;
}

/** @param head where the branch will be. */
export function merging(
  { number, marker }: SeenPull,
  planned: Planned,
  policy: Policy,
  { isPushed, head }: { readonly isPushed: boolean; readonly head: string | undefined },
): Merging {
  // Whoever has taken the marker out has left what the forge was told.
  const was = marker ? marker.merge : policy.automerge ? planned.head : '';
  // Of another head: a run was stopped behind its push, before the pull request remembered that.
  const isStale = marker !== undefined && was !== head;
  const isOver = was !== '' && (isPushed || !policy.automerge || isStale);
  const isNew = mayMerge(planned, policy) && head === planned.head && (isOver || marker?.merge !== head);
  return {
    before: isOver ? [{ do: 'automerge', number }] : [],
    after: isNew ? [{ do: 'automerge', number, head }] : [],
    remembered: { merge: isNew ? head : isOver ? '' : (marker?.merge ?? '') },
  };
}
