// A repository and its forge as `decide` sees them, on which its actions are done.
import { createHash } from 'node:crypto';
import { decide } from '../../src/bot/index.js';
import type {
  Action,
  Decision,
  Marker,
  Observed,
  Planned,
  PlannedStep,
  Policy,
  SeenPull,
} from '../../src/bot/index.js';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export interface World {
  readonly observed: Observed;
  /** All that could be done to the base. */
  readonly steps: readonly PlannedStep[];
  readonly isComplete: boolean;
  readonly isVerified: boolean;
  readonly isSafe?: boolean;
  readonly config: string;
}

export function hash(...parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

export function keyOf(name: string): string {
  return hash(name).slice(0, 12);
}

/** The plan of a world without some steps: the same steps on the same base are the same commit. */
export function planOf(world: World, without: ReadonlySet<string> = new Set()): Planned {
  const steps = world.steps.filter(({ key }) => !without.has(key));
  const keys = steps.map(({ key }) => key);
  return {
    group: 'main',
    branch: 'harden/main',
    head: steps.length === 0 ? world.observed.base.commit : hash(world.observed.base.commit, keys).slice(0, 40),
    plan: hash(keys),
    steps,
    config: world.config,
    tool: '1.0.0',
    isComplete: world.isComplete,
    isVerified: world.isVerified,
    isSafe: world.isSafe ?? false,
  };
}

export function markerFor(planned: Planned, base: string, more: Partial<Marker> = {}): Marker {
  const { group, head, plan, config, tool, steps } = planned;
  const keys = steps.map(({ key }) => key);
  return { group, base, head, plan, steps: keys, config, skip: [], given: '', asked: [], merge: '', tool, ...more };
}

/** Does one thing, as git and the forge do it; what was done already stays as it is. */
export function act(world: World, action: Action): World {
  const { observed } = world;
  const pulls = observed.pulls.map((pull): Mutable<SeenPull> => ({ ...pull }));
  const next: Mutable<Observed> = { ...observed, pulls };
  const open = pulls.filter(({ state }) => state === 'open').sort((a, b) => a.number - b.number)[0];
  const named = (number: number | undefined) =>
    (number === undefined ? open : pulls.find((each) => each.number === number))!;
  switch (action.do) {
    case 'plan-without':
      break;
    case 'push': {
      if (action.seen !== observed.branch?.head) throw new Error('the branch was moved meanwhile');
      next.branch = { head: action.to, ours: true };
      for (const pull of pulls.filter(({ state }) => state === 'open'))
        Object.assign(pull, { head: action.to, conflicts: false, isBehind: false, checks: 'pending' });
      break;
    }
    case 'create': {
      if (open) throw new Error('there is one already');
      const number = Math.max(0, ...pulls.map((each) => each.number)) + 1;
      const { marker, base, isDraft } = action;
      const quiet = { labels: [], conflicts: false, isBehind: false, checks: 'pending', idle: 0, asked: [] } as const;
      pulls.push({ number, state: 'open', marker, head: next.branch!.head, base, isDraft, ...quiet });
      next.open += 1;
      next.budget -= 1;
      break;
    }
    case 'dress': {
      const pull = named(action.number);
      pull.labels = [...new Set([...pull.labels, ...action.labels])];
      break;
    }
    case 'update': {
      const pull = named(action.number);
      pull.marker = action.marker;
      if (action.base) pull.base = action.base;
      if (action.isReady) pull.isDraft = false;
      break;
    }
    case 'label': {
      const pull = named(action.number);
      pull.labels = pull.labels.filter((label) => label !== action.label);
      if (action.isOn) pull.labels = [...pull.labels, action.label];
      break;
    }
    case 'automerge':
    case 'comment':
      break;
    case 'answer': {
      const pull = named(action.number);
      pull.asked = pull.asked.filter(({ comment }) => comment !== action.asked.comment);
      break;
    }
    case 'close': {
      const pull = named(action.number);
      if (pull.state === 'open') next.open -= 1;
      pull.state = 'closed';
      break;
    }
    case 'delete-branch':
      if (action.seen === observed.branch?.head) delete next.branch;
      break;
  }
  return { ...world, observed: next };
}

/** Plans and decides, without what a decision says is to be left out. */
export function decided(world: World, policy: Policy): { readonly decision: Decision; readonly planned: Planned } {
  const without = new Set<string>();
  for (;;) {
    const planned = planOf(world, without);
    const decision = decide(world.observed, planned, policy);
    const [first] = decision.actions;
    if (first?.do !== 'plan-without') return { decision, planned };
    const found = [...first.declined, ...first.forbidden];
    if (found.every((key) => without.has(key))) throw new Error('it asks for what was left out already');
    for (const key of found) without.add(key);
  }
}

/** What a run leaves behind that is stopped before the action with this number. */
export function run(world: World, policy: Policy, stop = Number.POSITIVE_INFINITY): World {
  return decided(world, policy).decision.actions.slice(0, stop).reduce(act, world);
}
