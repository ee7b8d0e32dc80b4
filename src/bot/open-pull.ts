import { merging } from './automerge.js';
import { dressingOf, EDITED_LABEL, FAILED_LABEL, STALE_LABEL } from './labels.js';
import { planHash } from './keys.js';
import type { Marker } from './marker.js';
import { isLeftOver, isOurs, keysOf, markerOf, remembersTheSame, skippedKeys } from './pulls.js';
import type { Action, Asked, CloseReason, Decision, Observed, Planned, Policy, SeenPull } from './types.js';

/** What a person wants done to the pull request as a whole. */
const ORDERS: ReadonlySet<Asked['what']> = new Set(['rebase', 'recreate', 'close'] as const);
/** Nobody declines anything by it. */
const FORGETTING: ReadonlySet<CloseReason> = new Set(['empty', 'held-back', 'superseded'] as const);
const NO_PLAN = planHash([]);

/** What is to be done about a pull request that is open. */
export function keepPull(pull: SeenPull, observed: Observed, planned: Planned, policy: Policy): Decision {
  const { branch } = observed;
  const answers = answersOf(pull);
  const order = pull.asked.map(({ what }) => what).findLast((what) => ORDERS.has(what));
  const closing = (reason: CloseReason): Decision => {
    const actions = [...closePull(pull, observed, planned, reason), ...answers];
    const isLeft = closingMarker(pull, observed, planned, reason).steps.length === 0 && planned.isComplete;
    if (branch && isLeft && isLeftOver(branch, observed, planned))
      actions.push({ do: 'delete-branch', branch: planned.branch, seen: branch.head });
    return { state: 'closing', actions };
  };
  if (order === 'close') return closing('asked');
  // Whoever deletes the branch does not want it.
  if (branch === undefined && order === undefined) return closing('branch-gone');
  if (branch && order === undefined && !isOurs(branch, observed, planned))
    return { state: 'edited', actions: [...handsOff(pull, observed, planned), ...answers] };
  if (planned.steps.length === 0) {
    if (!planned.isComplete)
      return { state: 'unsure', why: 'nothing is left to do, but not every file could be read', actions: [] };
    const isHeldBack = pull.marker?.steps.some((key) => observed.heldBack?.includes(key));
    return closing(isHeldBack ? 'held-back' : 'empty');
  }
  const isStale = policy.stale !== undefined && pull.idle >= policy.stale.close;
  if (isStale) return closing('stale');
  const actions = [
    ...changes(pull, observed, planned, policy, order !== undefined || observed.isRebaseWanted === true),
    ...answers,
  ];
  return { state: actions.length === 0 ? 'up-to-date' : 'changing', actions };
}

export function answersOf({ number, asked }: SeenPull): readonly Action[] {
  return asked.map((each): Action => ({ do: 'answer', number, asked: each }));
}

/**
 * Closes a pull request. What it proposes is declined with it; where nobody declined anything, it first forgets what it
 * proposed.
 */
export function closePull(pull: SeenPull, observed: Observed, planned: Planned, reason: CloseReason): Action[] {
  const { number } = pull;
  const marker = closingMarker(pull, observed, planned, reason);
  if (remembersTheSame(pull.marker, marker)) return [{ do: 'close', number, reason }];
  return [
    { do: 'update', number, marker: { ...marker, tool: planned.tool } },
    { do: 'close', number, reason },
  ];
}

/** What a pull request remembers once it is closed. */
function closingMarker(pull: SeenPull, observed: Observed, planned: Planned, reason: CloseReason): Marker {
  const before = pull.marker ?? unclaimed(planned, observed);
  const skip = skipOf(observed);
  if (FORGETTING.has(reason)) return { ...before, plan: NO_PLAN, steps: [], skip };
  // It forgot, or a run that was about to close it was stopped: what it would propose is declined.
  const steps = before.steps.length > 0 ? before.steps : keysOf(planned);
  return { ...before, plan: steps.length > 0 ? before.plan : NO_PLAN, steps, skip };
}

/** Without a marker nobody knows whose the branch is, and it is not claimed: the head is one that is never deleted. */
function unclaimed(planned: Planned, { base }: Observed): Marker {
  return { ...markerOf(planned, base.commit, []), head: base.commit };
}

/** A person has pushed: the branch is theirs until they give it back. */
function handsOff({ number, labels, marker, asked }: SeenPull, observed: Observed, planned: Planned): Action[] {
  const actions: Action[] = [];
  const skip = skipOf(observed);
  // Once a command is answered, only the marker knows of it; an older pull request may remember the opposite.
  const isToldHere = skip.length > 0 || asked.some(({ what }) => what === 'unskip');
  const before = marker ?? (isToldHere ? unclaimed(planned, observed) : undefined);
  // What a person has pushed was not verified.
  if (marker && marker.merge !== '') actions.push({ do: 'automerge', number });
  if (before && !remembersTheSame(marker, { ...before, skip, merge: '' }))
    actions.push({ do: 'update', number, marker: { ...before, skip, merge: '' } });
  if (labels.includes(EDITED_LABEL)) return actions;
  return [
    ...actions,
    { do: 'comment', number, topic: 'edited' },
    { do: 'label', number, label: EDITED_LABEL, isOn: true },
  ];
}

/** Branch, body, labels: what differs from what they should be. */
function changes(pull: SeenPull, observed: Observed, planned: Planned, policy: Policy, isAsked: boolean): Action[] {
  const { number, marker, isDraft } = pull;
  const { branch, base } = observed;
  const isPushed = branch?.head !== planned.head && (isAsked || needsPush(pull, observed, planned, policy));
  const head = isPushed ? planned.head : branch?.head;
  const merge = merging(pull, planned, policy, { isPushed, head });
  const actions: Action[] = [...merge.before];
  if (isPushed)
    actions.push({ do: 'push', branch: planned.branch, to: planned.head, ...(branch ? { seen: branch.head } : {}) });
  const { labels, reviewers, remembered } = dressingOf(policy, marker);
  if (labels.length + reviewers.length > 0) actions.push({ do: 'dress', number, labels, reviewers });
  const wanted: Marker = { ...markerOf(planned, base.commit, skipOf(observed)), ...remembered, ...merge.remembered };
  // Where the branch stays, it stands on what it stood on.
  const isKept = marker !== undefined && !isPushed && branch?.head !== planned.head;
  const next = isKept ? { ...wanted, base: marker.base, head: marker.head } : wanted;
  const isReady = policy.draft && planned.isVerified && isDraft;
  const isElsewhere = pull.base !== base.branch;
  if (isReady || isElsewhere || !remembersTheSame(marker, next))
    actions.push({
      do: 'update',
      number,
      marker: next,
      ...(isElsewhere ? { base: base.branch } : {}),
      ...(isReady ? { isReady } : {}),
    });
  return [...actions, ...merge.after, ...labelChanges(pull, policy, isPushed)];
}

function needsPush(
  { marker, conflicts, isBehind }: SeenPull,
  observed: Observed,
  planned: Planned,
  policy: Policy,
): boolean {
  if (marker === undefined || marker.head !== observed.branch?.head) return true;
  if (marker.plan !== planned.plan || marker.steps.join() !== keysOf(planned).join()) return true;
  if (policy.rebase === 'never') return false;
  return conflicts || (policy.rebase === 'behind' && isBehind);
}

function labelChanges({ number, labels, checks, idle }: SeenPull, policy: Policy, isPushed: boolean): Action[] {
  const actions: Action[] = [];
  const set = (label: string, isOn: boolean): void => {
    if (labels.includes(label) !== isOn) actions.push({ do: 'label', number, label, isOn });
  };
  set(EDITED_LABEL, false);
  // What is known of the branch as it was says nothing of one that is new.
  if (!isPushed && checks === 'red') set(FAILED_LABEL, true);
  if (!isPushed && checks === 'green') set(FAILED_LABEL, false);
  set(STALE_LABEL, policy.stale !== undefined && idle >= policy.stale.label);
  return actions;
}

function skipOf(observed: Observed): readonly string[] {
  return [...skippedKeys(observed)].sort();
}
