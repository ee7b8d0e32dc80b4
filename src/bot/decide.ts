import { mayMerge } from './automerge.js';
import { answersOf, closePull, keepPull } from './open-pull.js';
import { isLeftOver, isOurs, markerOf, newest, openPulls, skippedKeys } from './pulls.js';
import { dressingOf, STOP_LABEL } from './labels.js';
import type { Action, Decision, Observed, Planned, Policy } from './types.js';

const HINDRANCES = {
  archived: 'the repository is archived',
  empty: 'the repository is empty',
  'no-right': 'this account may not push to the repository',
} satisfies Record<Exclude<Observed['repository'], 'ready'>, string>;

/**
 * What is to be done about one part of a plan. It knows neither git nor a forge. Its actions may be stopped anywhere:
 * decided again, what is left is done. Once all is done there is nothing to do.
 */
export function decide(observed: Observed, planned: Planned, policy: Policy): Decision {
  const { repository } = observed;
  if (repository !== 'ready') return { state: 'cannot', why: HINDRANCES[repository], actions: [] };
  const [open, ...others] = openPulls(observed.pulls);
  const stopped = openPulls(observed.pulls).find(({ labels }) => labels.includes(STOP_LABEL));
  if (stopped) return { state: 'left', why: `#${stopped.number} has the label ${STOP_LABEL}`, actions: [] };
  const again = planWithout(observed, planned);
  if (again) return { state: 'changing', actions: [again] };
  const { actions, ...decision } = open
    ? keepPull(open, observed, planned, policy)
    : openOne(observed, planned, policy);
  // First: until they are gone, each could be taken for the one that stays.
  const superseded = others.flatMap((other) => [
    ...closePull(other, observed, planned, 'superseded'),
    ...answersOf(other),
  ]);
  return { ...decision, actions: [...superseded, ...actions, ...lateAnswers(observed)] };
}

/**
 * Keys of steps that nobody wants: those of pull requests that were closed, unless one is open that proposes them, and
 * those that a person left out.
 */
export function declinedKeys(observed: Pick<Observed, 'pulls' | 'broken' | 'again' | 'leftOut'>): ReadonlySet<string> {
  const { pulls, again, leftOut = [] } = observed;
  const proposed = new Set(openPulls(pulls)[0]?.marker?.steps);
  const closed = pulls.filter(({ state }) => state === 'closed').flatMap(({ marker }) => marker?.steps ?? []);
  const declined = closed.filter((key) => !proposed.has(key) && !again?.has(key));
  return new Set([...declined, ...skippedKeys(observed), ...leftOut]);
}

function planWithout(observed: Observed, { steps, head }: Planned): Action | undefined {
  const keys = declinedKeys(observed);
  // Somebody took the marker out. What was closed is known all the same where it was this.
  const isClosed =
    openPulls(observed.pulls).length === 0 &&
    observed.pulls.some((pull) => pull.state === 'closed' && pull.marker === undefined && pull.head === head);
  const declined = steps.filter(({ key }) => isClosed || keys.has(key));
  const forbidden = steps.filter((step) => step.isWorkflow && !observed.mayChangeWorkflows && !declined.includes(step));
  if (declined.length + forbidden.length === 0) return undefined;
  return { do: 'plan-without', declined: declined.map(({ key }) => key), forbidden: forbidden.map(({ key }) => key) };
}

/** None is open. */
function openOne(observed: Observed, planned: Planned, policy: Policy): Decision {
  const { branch, base, pulls, open, budget } = observed;
  const last = newest(pulls);
  const isDeclined = last?.state === 'closed' && last.marker?.steps.length !== 0;
  if (planned.steps.length === 0) {
    const isLeft = branch !== undefined && planned.isComplete && isLeftOver(branch, observed, planned);
    const actions: Action[] = isLeft ? [{ do: 'delete-branch', branch: planned.branch, seen: branch.head }] : [];
    return { state: isDeclined ? 'declined' : 'nothing', actions };
  }
  const { length } = planned.steps;
  if (length > policy.mostSteps)
    return {
      state: 'cannot',
      why: `${length} steps are too many for one pull request; group them by folder`,
      actions: [],
    };
  if (branch && !isOurs(branch, observed, planned))
    return {
      state: 'cannot',
      why: `the branch ${planned.branch} has commits of somebody else; delete or rename it`,
      actions: [],
    };
  if (open >= policy.openPullRequests)
    return { state: 'waiting', why: `${open} pull requests are open, and no more are allowed`, actions: [] };
  if (budget < 1) return { state: 'waiting', why: 'no pull request may be opened now', actions: [] };
  const merge = mayMerge(planned, policy) ? planned.head : '';
  const marker = { ...markerOf(planned, base.commit, [...skippedKeys(observed)]), merge };
  const actions: Action[] = [];
  if (branch?.head !== planned.head)
    actions.push({ do: 'push', branch: planned.branch, to: planned.head, ...(branch ? { seen: branch.head } : {}) });
  const isDraft = policy.draft && !planned.isVerified;
  actions.push({ do: 'create', branch: planned.branch, base: base.branch, isDraft, marker });
  const { labels, reviewers, remembered } = dressingOf(policy);
  if (labels.length + reviewers.length > 0) {
    actions.push({ do: 'dress', labels, reviewers });
    actions.push({ do: 'update', marker: { ...marker, ...remembered } });
  }
  if (merge !== '') actions.push({ do: 'automerge', head: merge });
  return { state: 'changing', actions };
}

/** To commands at those that are closed: whoever is answered there knows it. */
function lateAnswers({ pulls }: Observed): Action[] {
  return pulls.filter(({ state }) => state !== 'open').flatMap(answersOf);
}
