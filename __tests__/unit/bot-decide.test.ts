// The table of states, a row each.
import type { Asked, Observed, Policy, SeenPull } from '../../src/bot/index.js';
import { hash, keyOf, markerFor, planOf, decided, run, type World } from '../support/bot-world.js';

const POLICY: Policy = {
  rebase: 'conflicted',
  draft: false,
  automerge: false,
  labels: [],
  reviewers: [],
  openPullRequests: 3,
  mostSteps: 100,
};
const BASE = '1'.repeat(40);
const SOMEBODY = 'f'.repeat(40);
const steps = ['a', 'b'].map((name) => ({ key: keyOf(name), isWorkflow: false }));

const ready: Observed = {
  repository: 'ready',
  base: { branch: 'main', commit: BASE },
  pulls: [],
  open: 0,
  budget: 5,
  mayChangeWorkflows: true,
};
const fresh: World = { observed: ready, steps, isComplete: true, isVerified: false, config: hash('config') };

function seen(world: World, more: Partial<Observed>): World {
  return { ...world, observed: { ...world.observed, ...more } };
}

/** After the first run: one pull request is open. */
const opened = run(fresh, POLICY);

function withPull(more: Partial<SeenPull>, world = opened): World {
  return seen(world, { pulls: world.observed.pulls.map((pull) => ({ ...pull, ...more })) });
}

function asking(
  ...asked: readonly (Asked extends infer A ? (A extends Asked ? Omit<A, 'comment'> : never) : never)[]
): World {
  return withPull({ asked: asked.map((each, comment) => ({ ...each, comment }) as Asked) });
}

function told(world: World, policy: Partial<Policy> = {}) {
  const { decision } = decided(world, { ...POLICY, ...policy });
  const actions = decision.actions.map((action) => {
    if (action.do === 'label') return `${action.isOn ? 'label' : 'unlabel'} ${action.label}`;
    return action.do === 'close' ? `close ${action.reason}` : action.do;
  });
  return { state: decision.state, actions };
}

const moved = seen(opened, { base: { branch: 'main', commit: '2'.repeat(40) } });
const edited = seen(opened, { branch: { head: SOMEBODY, ours: false } });
const nothingLeft = { ...opened, steps: [] };
const more = { ...opened, steps: [...steps, { key: keyOf('c'), isWorkflow: false }] };

test.each<[string, World, Partial<Policy>, string, string[]]>([
  ['no pull request, empty plan', { ...fresh, steps: [] }, {}, 'nothing', []],
  ['no pull request, steps', fresh, {}, 'changing', ['push', 'create']],
  ['labels and reviewers', fresh, { labels: ['x'] }, 'changing', ['push', 'create', 'dress', 'update']],
  ['limit of open ones', seen(fresh, { open: 3 }), {}, 'waiting', []],
  ['limit of the hour', seen(fresh, { budget: 0 }), {}, 'waiting', []],
  ['too many steps', fresh, { mostSteps: 1 }, 'cannot', []],
  ['open, same plan', opened, {}, 'up-to-date', []],
  ['open, base moved elsewhere', moved, {}, 'up-to-date', []],
  ['open, conflicts', withPull({ conflicts: true }, moved), {}, 'changing', ['push', 'update']],
  ['open, conflicts, never rebased', withPull({ conflicts: true }, moved), { rebase: 'never' }, 'up-to-date', []],
  ['open, behind', withPull({ isBehind: true }, moved), { rebase: 'behind' }, 'changing', ['push', 'update']],
  ['open, behind, only conflicts count', withPull({ isBehind: true }, moved), {}, 'up-to-date', []],
  ['open, plan differs', more, {}, 'changing', ['push', 'update']],
  ['open, a person pushed', edited, {}, 'edited', ['comment', 'label harden:edited']],
  ['open, a person pushed, and was told', withPull({ labels: ['harden:edited'] }, edited), {}, 'edited', []],
  ['open, given back', withPull({ labels: ['harden:edited'] }), {}, 'changing', ['unlabel harden:edited']],
  ['open, nothing left', nothingLeft, {}, 'closing', ['update', 'close empty', 'delete-branch']],
  ['open, nothing left, not all read', { ...nothingLeft, isComplete: false }, {}, 'unsure', []],
  ['open, checks red', withPull({ checks: 'red' }), {}, 'changing', ['label harden:ci-failed']],
  [
    'open, checks green again',
    withPull({ checks: 'green', labels: ['harden:ci-failed'] }),
    {},
    'changing',
    ['unlabel harden:ci-failed'],
  ],
  ['open, idle', withPull({ idle: 31 }), { stale: { label: 30, close: 60 } }, 'changing', ['label harden:stale']],
  ['open, idle for long', withPull({ idle: 61 }), { stale: { label: 30, close: 60 } }, 'closing', ['close stale']],
  ['open, idle, not configured', withPull({ idle: 400 }), {}, 'up-to-date', []],
  ['open, label stop-updating', withPull({ labels: ['stop-updating'] }, more), {}, 'left', []],
  ['open, branch renamed', withPull({ base: 'master' }), {}, 'changing', ['update']],
  ['open, branch deleted', seen(opened, { branch: undefined } as never), {}, 'closing', ['close branch-gone']],
  ['draft, verified', { ...withPull({ isDraft: true }), isVerified: true }, { draft: true }, 'changing', ['update']],
  ['closed', withPull({ state: 'closed' }), {}, 'declined', []],
  ['closed, marker taken out', withPull({ state: 'closed', marker: undefined } as never), {}, 'declined', []],
  ['closed, and one step more', withPull({ state: 'closed' }, more), {}, 'changing', ['push', 'create']],
  ['reopened', withPull({ state: 'open' }), {}, 'up-to-date', []],
  ['merged', withPull({ state: 'merged' }, nothingLeft), {}, 'nothing', ['delete-branch']],
  ['merged, and one step more', withPull({ state: 'merged' }, more), {}, 'changing', ['push', 'create']],
  [
    'two are open',
    seen(opened, { pulls: [...opened.observed.pulls, { ...opened.observed.pulls[0]!, number: 9 }] }),
    {},
    'up-to-date',
    ['update', 'close superseded'],
  ],
  ['the branch is somebody else\u2019s', seen(fresh, { branch: { head: SOMEBODY, ours: false } }), {}, 'cannot', []],
  [
    'the branch is of a run that was stopped',
    seen(fresh, { branch: { head: SOMEBODY, ours: true } }),
    {},
    'changing',
    ['push', 'create'],
  ],
  ['archived', seen(opened, { repository: 'archived' }), {}, 'cannot', []],
  ['empty', seen(fresh, { repository: 'empty' }), {}, 'cannot', []],
  ['no right', seen(fresh, { repository: 'no-right' }), {}, 'cannot', []],
  [
    'asked to rebase',
    withPull({ ...asking({ what: 'rebase' }).observed.pulls[0] }, moved),
    {},
    'changing',
    ['push', 'update', 'answer'],
  ],
  [
    'asked to rebase, a person pushed',
    withPull({ ...asking({ what: 'rebase' }).observed.pulls[0] }, edited),
    {},
    'changing',
    ['push', 'answer'],
  ],
  ['asked to skip', asking({ what: 'skip', keys: [keyOf('a')] }), {}, 'changing', ['push', 'update', 'answer']],
  [
    'asked to skip all',
    asking({ what: 'skip', keys: steps.map(({ key }) => key) }),
    {},
    'closing',
    ['update', 'close empty', 'answer', 'delete-branch'],
  ],
  ['asked to close', asking({ what: 'close' }), {}, 'closing', ['close asked', 'answer']],
])('%s', (_name, world, policy, state, actions) => {
  expect(told(world, policy)).toEqual({ state, actions });
});

test('a step of a workflow is left out where the account may not change it', () => {
  const world = { ...fresh, steps: [steps[0]!, { key: keyOf('ci'), isWorkflow: true }] };
  expect(decided(seen(world, { mayChangeWorkflows: false }), POLICY).planned.steps).toEqual([steps[0]]);
  expect(decided(world, POLICY).planned.steps).toEqual(world.steps);
});

test('what a person left out goes from each pull request to the next, until it is taken back', () => {
  const skipped = run(asking({ what: 'skip', keys: [keyOf('a')] }), POLICY);
  expect(skipped.observed.pulls[0]?.marker?.skip).toEqual([keyOf('a')]);
  const merged = withPull({ state: 'merged' }, { ...more, observed: skipped.observed });
  const next = run(merged, POLICY);
  expect(next.observed.pulls.at(-1)?.marker).toMatchObject({ skip: [keyOf('a')], steps: [keyOf('b'), keyOf('c')] });
  const back = seen(next, {
    pulls: next.observed.pulls.map((pull) =>
      pull.state === 'open' ? { ...pull, asked: [{ comment: 1, what: 'unskip' as const, keys: [keyOf('a')] }] } : pull,
    ),
  });
  expect(run(back, POLICY).observed.pulls.at(-1)?.marker).toMatchObject({
    skip: [],
    steps: ['a', 'b', 'c'].map(keyOf),
  });
});

test('one that was closed because nothing was left declines nothing', () => {
  const closed = run(nothingLeft, POLICY);
  expect(closed.observed.pulls[0]).toMatchObject({ state: 'closed', marker: { steps: [] } });
  const again = decided({ ...closed, steps }, POLICY);
  expect(again.planned.steps).toEqual(steps);
  expect(again.decision.state).toBe('changing');
});

test('labels that a person takes off are not put on again', () => {
  const policy = { ...POLICY, labels: ['security'] };
  const dressed = run(fresh, policy);
  expect(dressed.observed.pulls[0]?.labels).toEqual(['security']);
  expect(decided(withPull({ labels: [] }, dressed), policy).decision.actions).toEqual([]);
});

test('each is asked for a review once, and who comes with new files is asked then', () => {
  const asking = (world: World, reviewers: string[]) =>
    decided(world, { ...POLICY, reviewers }).decision.actions.flatMap((each) =>
      each.do === 'dress' ? [...each.reviewers] : [],
    );
  expect(asking(fresh, ['ann'])).toEqual(['ann']);
  const asked = run(fresh, { ...POLICY, reviewers: ['ann'] });
  expect(asking(asked, ['Ann'])).toEqual([]);
  expect(asking(asked, ['ann', 'acme/team'])).toEqual(['acme/team']);
  const both = run(asked, { ...POLICY, reviewers: ['acme/team'] });
  expect(asking(both, ['ann', 'acme/team'])).toEqual([]);
  expect(run(both, POLICY)).toEqual(both);
});

describe('what the forge merges by itself', () => {
  const allowed = { ...POLICY, automerge: true };
  const proven: World = { ...fresh, isVerified: true, isSafe: true };
  const done = (world: World, policy: Policy) =>
    decided(world, policy).decision.actions.map((each) =>
      each.do === 'automerge' ? `merge ${each.head === undefined ? 'off' : 'on'}` : each.do,
    );

  test('only what is safe, verified and allowed, all of it, once it is remembered', () => {
    expect(done(proven, allowed)).toEqual(['push', 'create', 'merge on']);
    expect(done(proven, POLICY)).toEqual(['push', 'create']);
    expect(done({ ...proven, isSafe: false }, allowed)).toEqual(['push', 'create']);
    expect(done({ ...proven, isVerified: false }, allowed)).toEqual(['push', 'create']);
    const merging = run(proven, allowed);
    expect(merging.observed.pulls[0]?.marker?.merge).toBe(merging.observed.branch?.head);
    expect(done(merging, allowed)).toEqual([]);
    // A later run proves nothing, and takes nothing back of what holds.
    expect(done({ ...merging, isVerified: false }, allowed)).toEqual([]);
    expect(done(merging, POLICY)).toEqual(['merge off', 'update']);
    expect(run(merging, POLICY).observed.pulls[0]?.marker?.merge).toBe('');
  });

  test('what was told of another commit is taken back before that one is pushed', () => {
    const merging = run(proven, allowed);
    const more = { ...merging, steps: [...steps, { key: keyOf('c'), isWorkflow: false }] };
    expect(done({ ...more, isSafe: false }, allowed)).toEqual(['merge off', 'push', 'update']);
    expect(done({ ...more, isVerified: false }, allowed)).toEqual(['merge off', 'push', 'update']);
    expect(done(more, allowed)).toEqual(['merge off', 'push', 'update', 'merge on']);
    expect(done(run(more, allowed), allowed)).toEqual([]);
    const { marker: _, ...bare } = merging.observed.pulls[0]!;
    expect(done(seen({ ...more, isSafe: false }, { pulls: [bare] }), allowed)).toEqual(['merge off', 'push', 'update']);
  });

  test('what was told of another commit is forgotten by the run after one that was stopped behind its push', () => {
    const merging = run(proven, allowed);
    const stopped = run({ ...merging, steps: [...steps, { key: keyOf('c'), isWorkflow: false }] }, allowed, 2);
    expect(stopped.observed.pulls[0]?.marker?.merge).not.toBe(stopped.observed.branch?.head);
    expect(done(stopped, allowed)).toEqual(['merge off', 'update', 'merge on']);
    const unproven = { ...stopped, isVerified: false };
    expect(done(unproven, allowed)).toEqual(['merge off', 'update']);
    expect(run(unproven, allowed).observed.pulls[0]?.marker?.merge).toBe('');
    expect(done(run(unproven, allowed), allowed)).toEqual([]);
  });

  test('a person has pushed: what is theirs is not merged', () => {
    const theirs = seen(run(proven, allowed), { branch: { head: SOMEBODY, ours: false } });
    expect(done(theirs, allowed)).toEqual(['merge off', 'update', 'comment', 'label']);
    expect(run(theirs, allowed).observed.pulls[0]?.marker?.merge).toBe('');
    expect(done(run(theirs, allowed), allowed)).toEqual([]);
  });
});

test('a new version alone changes nothing', () => {
  const [pull] = opened.observed.pulls;
  const older = markerFor(planOf(opened), BASE, { tool: '0.9.0' });
  expect(pull?.marker?.tool).toBe('1.0.0');
  expect(decided(withPull({ marker: older }), POLICY).decision.actions).toEqual([]);
});
