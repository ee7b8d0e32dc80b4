// Whatever is seen of a repository: what is decided is done once, may be stopped anywhere, and never touches what is not
// harden's.
import fc from 'fast-check';
import type { Asked, Observed, Policy, SeenPull } from '../../src/bot/index.js';
import { declinedKeys } from '../../src/bot/index.js';
import { act, decided, hash, keyOf, markerFor, planOf, run, type World } from '../support/bot-world.js';

const KEYS = ['a', 'b', 'c', 'd'].map(keyOf);
const BASES = ['1'.repeat(40), '2'.repeat(40)] as const;
const SOMEBODY = 'f'.repeat(40);
const OWN = ['stop-updating', 'harden:edited', 'harden:ci-failed', 'harden:stale', 'security', 'mine'];

const policies: fc.Arbitrary<Policy> = fc.record(
  {
    rebase: fc.constantFrom('conflicted', 'behind', 'never'),
    draft: fc.boolean(),
    automerge: fc.boolean(),
    labels: fc.subarray(['security']),
    reviewers: fc.subarray(['ann']),
    openPullRequests: fc.constantFrom(0, 1, 3),
    mostSteps: fc.constantFrom(1, 100),
    stale: fc.constant({ label: 30, close: 60 }),
  },
  { requiredKeys: ['rebase', 'draft', 'automerge', 'labels', 'reviewers', 'openPullRequests', 'mostSteps'] },
);

const asked: fc.Arbitrary<Asked> = fc.oneof(
  fc.record({ comment: fc.nat(50), what: fc.constantFrom('rebase', 'recreate', 'close') }),
  fc.record({ comment: fc.nat(50), what: fc.constantFrom('skip', 'unskip'), keys: fc.subarray(KEYS) }),
);

const worlds: fc.Arbitrary<World> = fc
  .record({
    steps: fc
      .subarray(KEYS)
      .chain((keys) => fc.tuple(...keys.map((key) => fc.record({ key: fc.constant(key), isWorkflow: often(false) })))),
    base: fc.constantFrom(...BASES),
    isComplete: often(true),
    isVerified: fc.boolean(),
    isSafe: fc.boolean(),
    config: fc.constantFrom(hash('x'), hash('y')),
  })
  .chain((planned) => {
    const empty: Observed = {
      repository: 'ready',
      base: { branch: 'main', commit: planned.base },
      pulls: [],
      open: 0,
      budget: 0,
      mayChangeWorkflows: true,
    };
    const { steps, isComplete, isVerified, isSafe, config } = planned;
    const bare: World = { observed: empty, steps, isComplete, isVerified, isSafe, config };
    const heads = fc.oneof(
      fc.constantFrom(SOMEBODY, planOf(bare).head),
      fc.subarray(KEYS).map((without) => planOf(bare, new Set(without)).head),
    );
    const markers = fc
      .record({
        base: fc.constantFrom(...BASES),
        skip: fc.subarray(KEYS),
        without: fc.subarray(KEYS),
        given: fc.constantFrom('', hash('z')),
        isMerging: fc.boolean(),
        isEmpty: often(false),
      })
      .map(({ base, skip, without, given, isMerging, isEmpty }) => {
        const made = markerFor(
          planOf({ ...bare, observed: { ...empty, base: { branch: 'main', commit: base } } }, new Set(without)),
          base,
        );
        return {
          ...made,
          skip: [...skip].sort(),
          given,
          merge: isMerging ? made.head : '',
          ...(isEmpty ? { steps: [] } : {}),
        };
      });
    const pull: fc.Arbitrary<SeenPull> = fc.record(
      {
        number: fc.integer({ min: 1, max: 9 }),
        state: fc.constantFrom('open', 'closed', 'merged'),
        marker: markers,
        head: heads,
        base: fc.constantFrom('main', 'master'),
        labels: fc.subarray(OWN.slice(1)).chain((labels) => often(labels, ['stop-updating', ...labels])),
        isDraft: fc.boolean(),
        conflicts: fc.boolean(),
        isBehind: fc.boolean(),
        checks: fc.constantFrom('pending', 'green', 'red', 'none'),
        idle: fc.constantFrom(0, 31, 61),
        asked: fc.uniqueArray(asked, { maxLength: 3, selector: ({ comment }) => comment }),
      },
      {
        requiredKeys: [
          'number',
          'state',
          'head',
          'base',
          'labels',
          'isDraft',
          'conflicts',
          'isBehind',
          'checks',
          'idle',
          'asked',
        ],
      },
    );
    return fc
      .record(
        {
          repository: often<Observed['repository']>('ready', 'archived', 'empty', 'no-right'),
          branch: fc.record({ head: heads, ours: fc.boolean() }),
          pulls: fc.uniqueArray(pull, { maxLength: 4, selector: ({ number }) => number }),
          more: fc.nat(2),
          budget: fc.nat(3),
          mayChangeWorkflows: fc.boolean(),
        },
        { requiredKeys: ['repository', 'pulls', 'more', 'budget', 'mayChangeWorkflows'] },
      )
      .map(({ more, ...seen }): World => {
        // The forge says of the branch what git says.
        const pulls = seen.pulls.map(
          (each): Mutable<SeenPull> => ({
            ...each,
            ...(each.state === 'open' && seen.branch ? { head: seen.branch.head } : {}),
            // Whoever asks has done something.
            ...(each.asked.length > 0 ? { idle: 0 } : {}),
          }),
        );
        // What is open was opened last: memory goes from each pull request to the next.
        const numbers = pulls.map(({ number }) => number).sort((a, b) => a - b);
        pulls.sort((a, b) => Number(a.state === 'open') - Number(b.state === 'open'));
        for (const [at, each] of pulls.entries()) each.number = numbers[at]!;
        const open = pulls.filter(({ state }) => state === 'open').length + more;
        return { ...bare, observed: { ...empty, ...seen, pulls, open } };
      });
  });

function often<T>(usual: T, ...seldom: readonly T[]): fc.Arbitrary<T> {
  const others =
    seldom.length > 0
      ? fc.constantFrom(...seldom)
      : fc.constantFrom(...((typeof usual === 'boolean' ? [!usual] : [usual]) as T[]));
  return fc.oneof({ weight: 5, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: others });
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const RUNS = { numRuns: 500 };

/** A run; one more where a pull request was closed, which makes way for what it did not propose. */
function settled(world: World, policy: Policy): World {
  const { state } = decided(world, policy).decision;
  const done = run(world, policy);
  return state === 'closing' ? run(done, policy) : done;
}

test('what was decided and done needs nothing more', () => {
  fc.assert(
    fc.property(worlds, policies, (world, policy) => {
      expect(decided(settled(world, policy), policy).decision.actions).toEqual([]);
    }),
    RUNS,
  );
});

function withoutMerges({ observed }: World): World['observed'] {
  const pulls = observed.pulls.map((pull) => (pull.marker ? { ...pull, marker: { ...pull.marker, merge: '' } } : pull));
  return { ...observed, pulls };
}

test('a run that is stopped anywhere is finished by the next', () => {
  fc.assert(
    fc.property(worlds, policies, fc.nat(8), (world, policy, stop) => {
      const once = settled(run(world, policy, stop), policy);
      // It may have been stopped when all but the last was done: then a run is left for what it made way for. What a pull
      // request remembers of a merge is apart: where a run is stopped behind a push, the merge is left to a person.
      expect(withoutMerges(run(once, policy))).toEqual(withoutMerges(settled(world, policy)));
    }),
    RUNS,
  );
});

test('a branch with commits of somebody else is overwritten only where a person asks, and never deleted', () => {
  fc.assert(
    fc.property(worlds, policies, (world, policy) => {
      const { decision, planned } = decided(world, policy);
      const { branch, pulls, base } = world.observed;
      const known = [
        planned.head,
        base.commit,
        ...pulls.flatMap(({ marker, state, head }) => [marker?.head, state === 'merged' ? head : undefined]),
      ];
      const isForeign = branch !== undefined && !branch.ours && !known.includes(branch.head);
      const isAsked = pulls.some(
        ({ state, asked }) => state === 'open' && asked.some(({ what }) => what === 'rebase' || what === 'recreate'),
      );
      const writes = decision.actions.filter((action) => action.do === 'push');
      if (isForeign && !isAsked) expect(writes).toEqual([]);
      if (isForeign && !isAsked) expect(decision.actions.map((action) => action.do)).not.toContain('delete-branch');
      for (const push of writes) expect(push.seen).toBe(branch?.head);
    }),
    RUNS,
  );
});

test('a pull request that is closed declines exactly its steps', () => {
  fc.assert(
    fc.property(worlds, policies, (world, policy) => {
      const before = run(world, policy);
      const pull = before.observed.pulls.find(({ state }) => state === 'open');
      fc.pre(before.observed.repository === 'ready' && pull?.asked.length === 0);
      fc.pre(pull?.marker !== undefined && before.observed.pulls.filter(({ state }) => state === 'open').length === 1);
      const pulls = before.observed.pulls.map((each) =>
        each === pull ? { ...each, state: 'closed' as const, asked: [] } : each,
      );
      const after = { ...before, observed: { ...before.observed, pulls, open: before.observed.open - 1 } };
      const was = declinedKeys(before.observed);
      const added = [...declinedKeys(after.observed)].filter((key) => !was.has(key)).sort();
      const others = new Set(
        before.observed.pulls.flatMap(({ state, marker }) =>
          state === 'open' ? [] : [...(state === 'closed' ? (marker?.steps ?? []) : []), ...(marker?.skip ?? [])],
        ),
      );
      expect(added.filter((key) => !others.has(key))).toEqual(
        pull!.marker!.steps.filter((key) => !was.has(key) && !others.has(key)).sort(),
      );
      const { planned } = decided(after, policy);
      expect(planned.steps.filter(({ key }) => pull!.marker!.steps.includes(key))).toEqual([]);
    }),
    RUNS,
  );
});

test('what is proposed is what can be done less what was declined', () => {
  fc.assert(
    fc.property(worlds, policies, (world, policy) => {
      const { decision, planned } = decided(world, policy);
      const created = decision.actions.find((action) => action.do === 'create');
      if (!created) return;
      const not = declinedKeys(world.observed);
      const may = world.steps.filter(
        ({ key, isWorkflow }) => !not.has(key) && (!isWorkflow || world.observed.mayChangeWorkflows),
      );
      // Where a marker was taken out of the very same proposal, that is declined as a whole.
      if (world.observed.pulls.every(({ marker }) => marker)) expect(planned.steps).toEqual(may);
      expect(created.marker.steps).toEqual(planned.steps.map(({ key }) => key));
      expect(decision.actions.reduce(act, world).observed.branch?.head).toBe(planned.head);
    }),
    RUNS,
  );
});
