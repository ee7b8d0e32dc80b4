// From what is there and what could be to what is to be done.
import { decide, openingAt, readMarker, type Decision, type Observed } from '../bot/index.js';
import { isFault, type Fault, type Outcome } from '../forge/index.js';
import type { Asker } from './asker.js';
import { askedOf, type Choice } from './asked.js';
import { partBranches } from './part-branches.js';
import { lookAt, observe, type Around, type Known } from './observe.js';
import type { Plan, Step } from '../model/index.js';
import { ownersOf } from './owners.js';
import { stepInGroup } from '../planner/index.js';
import { isProof, type Proof } from './proof.js';
import type { Noted } from './ticks.js';
import type { Unproven } from './types.js';
import { planParts, wholeOf, type Part, type Source } from './parts.js';

/** What a run knows of its repository. */
export interface Scene {
  readonly source: Source;
  readonly asker: Asker;
  readonly base: Observed['base'];
  /** The head of each branch of the remote. */
  readonly branches: ReadonlyMap<string, string>;
  readonly repository: Observed['repository'];
  readonly mayChangeWorkflows: boolean;
  /** What was built and run for this plan; absent where nobody tried. */
  readonly proof?: Proof | Unproven;
  /** Keys of steps that broke with it. */
  readonly broken: readonly string[];
  /** Keys of steps that only a run can confirm, and that nobody ran. */
  readonly unseen: readonly string[];
  /** How often something was built and run. */
  readonly tries: number;
  /** What people asked for in the dashboard, and what it remembers. */
  readonly noted: Noted;
  readonly budget: number;
}

/** A part, what is known of it, and what is to be done. */
export interface Settled {
  readonly part: Part;
  readonly known: Known;
  readonly decision: Decision;
}

export interface Settlement {
  readonly settled: readonly Settled[];
  /** What people name in comments: the steps before anything was left out. */
  readonly choices: readonly Choice[];
  /** How many pull requests may be opened. */
  readonly budget: number;
  readonly isAnswered: boolean;
  /** Before anything was left out. */
  readonly plan: Plan;
  readonly leftOut: readonly LeftOut[];
}

/** A step that is found and not proposed. */
export interface LeftOut {
  /** Of the step, among all groups of files. */
  readonly id: string;
  readonly group: string;
  readonly key: string;
  readonly step: Step;
  /** `unwanted`: whoever asks for the run did not ask for it. */
  readonly why: 'declined' | 'forbidden' | 'unwanted';
}

/** Each leaves out at least one step more that was declined, and what comes in its place is seldom declined as well. */
const MOST_ROUNDS = 20;
const COMES_BACK: Fault = {
  fault: 'cannot',
  why: 'what was left out comes back under other names, however often it is',
};

/** Plans until nothing is in the plan that nobody wants, and decides. */
export async function settle(scene: Scene): Promise<Outcome<Settlement>> {
  const { source, branches } = scene;
  const { prefix } = source.settings;
  const whole = wholeOf(source.request);
  // What moves pins leaves all else alone, and the other way round.
  const there = partBranches(branches.keys(), prefix).filter(
    (name) => (name === `${prefix}update`) === (whole === 'update'),
  );
  const rejected = new Map<string, LeftOut>();
  const known = new Map<string, Known>();
  let choices: readonly Choice[] | undefined;
  let first: Plan | undefined;
  for (let round = 1; ; round++) {
    const { plan, parts, isAnswered } = await planParts(
      source,
      [...rejected.keys()],
      there,
      isProof(scene.proof) ? scene.proof : undefined,
    );
    first ??= plan;
    choices ??= parts.flatMap(({ planned, steps }) => steps.map((step, at) => ({ key: planned.steps[at]!.key, step })));
    const before = rejected.size;
    const unwanted = parts.flatMap((part) => unwantedIn(part, source.request));
    for (const each of unwanted) rejected.set(each.id, each);
    if (unwanted.length > 0) {
      if (rejected.size === before || round === MOST_ROUNDS) return COMES_BACK;
      // What comes in their place is looked at before anything is decided.
      continue;
    }
    for (const { planned } of parts) {
      if (known.has(planned.branch)) continue;
      const found = await lookAt(scene.asker, planned.branch);
      if (isFault(found)) return found;
      known.set(planned.branch, found);
    }
    const budget = budgetIn(scene, known);
    const settled: Settled[] = [];
    for (const part of parts) {
      const seen = known.get(part.planned.branch)!;
      // A branch that happens to be called so.
      const isNobodys = part.planned.group !== whole && part.steps.length === 0 && seen.ours.length === 0;
      if (isNobodys) continue;
      const open = openIn(known);
      const heldBack = heldBackIn(rejected.values());
      const decision = await decideOn(scene, { part, known: seen, choices, open, budget, isAnswered, heldBack });
      settled.push({ part, known: seen, decision });
      for (const each of leftOutOf(part, decision)) rejected.set(each.id, each);
    }
    if (rejected.size === before)
      return { settled, choices, budget, isAnswered, plan: first, leftOut: [...rejected.values()] };
    if (round === MOST_ROUNDS) return COMES_BACK;
  }
}

/** Pull requests that are open, of all parts. */
function openIn(known: ReadonlyMap<string, Known>): number {
  return [...known.values()].flatMap(({ ours }) => ours).filter(({ pull }) => pull.state === 'open').length;
}

/** What the run, the schedule and the limits of an hour leave. */
function budgetIn({ source, budget }: Scene, known: ReadonlyMap<string, Known>): number {
  const { settings, request } = source;
  const opened = [...known.values()].flatMap(({ ours }) => ours).map(({ pull }) => new Date(pull.createdAt));
  return Math.min(budget, ...settings.openings.map((each) => openingAt(each, opened, request.now).budget));
}

function unwantedIn(part: Part, { wants }: Source['request']): readonly LeftOut[] {
  return wants ? leftOutWhere(part, (key) => (wants(key) ? undefined : 'unwanted')) : [];
}

/** Keys of steps that whoever asks for the run did not ask for. */
export function heldBackIn(leftOut: Iterable<LeftOut>): readonly string[] {
  return [...leftOut].flatMap(({ key, why }) => (why === 'unwanted' ? [key] : []));
}

/** The steps that a decision wants the plan to be made without. */
function leftOutOf(part: Part, { actions }: Decision): readonly LeftOut[] {
  const [first] = actions;
  if (first?.do !== 'plan-without') return [];
  return leftOutWhere(part, (key) =>
    first.forbidden.includes(key) ? 'forbidden' : first.declined.includes(key) ? 'declined' : undefined,
  );
}

function leftOutWhere(
  { planned, steps, plan }: Part,
  whyOf: (key: string) => LeftOut['why'] | undefined,
): readonly LeftOut[] {
  const ids = plan.groups.flatMap((each) => each.steps.map(({ id }) => stepInGroup(each.group.id, id)));
  return steps.flatMap((step, at) => {
    const { key } = planned.steps[at]!;
    const why = whyOf(key);
    return why === undefined ? [] : [{ id: ids[at]!, group: planned.group, key, step, why }];
  });
}

export interface Deciding {
  readonly part: Part;
  readonly known: Known;
  readonly choices: readonly Choice[];
  readonly open: number;
  readonly budget: number;
  readonly isAnswered: boolean;
  /** Keys of steps that are not to be proposed now. */
  readonly heldBack: readonly string[];
}

/** What is to be done about one part. */
export async function decideOn(
  scene: Scene,
  { part, known, choices, open, budget, isAnswered, heldBack }: Deciding,
): Promise<Decision> {
  const { source, base, branches, repository, broken, unseen, noted } = scene;
  const { request } = source;
  const { planned } = part;
  const { ticks } = noted;
  // What the operator allows holds, whoever ticks a box: the repository's own times and limits do not.
  const isWanted = ticks.open.has(planned.group) || planned.steps.some(({ key }) => ticks.again.has(key));
  const { openPullRequests } = request.settings;
  const settings = isWanted ? { ...source.settings, openPullRequests } : source.settings;
  if (known.foreign !== undefined)
    return {
      state: 'left',
      why: `#${known.foreign} is from the branch ${planned.branch}, and of another account`,
      actions: [],
    };
  const mayChangeWorkflows = scene.mayChangeWorkflows && !lacksWorkflows(part, known);
  const around: Around = {
    ...{ base, branches, repository, mayChangeWorkflows, open, broken },
    budget: isWanted ? Math.max(budget, scene.budget) : budget,
    leftOut: [...unseen, ...noted.broken],
    heldBack,
    again: ticks.again,
    isRebaseWanted: ticks.rebase.has(planned.group),
  };
  const observed = await observe({ request, remote: source.work.remote, settings, around, planned, known }, (heard) =>
    askedOf(heard, choices),
  );
  const reviewers = [...new Set([...settings.reviewers, ...ownersOf(source.owners, part.steps)])];
  const decision = decide(observed, planned, { ...settings, reviewers });
  const isOpen = known.ours.some(({ pull }) => pull.state === 'open');
  const isPushed = decision.actions.some((action) => action.do === 'push');
  // What a registry did not answer would be taken out, and come back with the next run.
  if (isOpen && isPushed && !isAnswered)
    return { state: 'unsure', why: 'a registry or an index did not answer', actions: [] };
  return decision;
}

/**
 * True where a run before has left out exactly the steps in workflows: the account may not push them, which only a push
 * tells, and one that proposes nothing else new is not worth another try.
 */
function lacksWorkflows({ planned: { steps } }: Part, { ours }: Known): boolean {
  const open = ours.find(({ pull }) => pull.state === 'open');
  const proposed = open && readMarker(open.pull.body)?.steps;
  if (proposed === undefined || !steps.some(({ isWorkflow }) => isWorkflow)) return false;
  const rest = new Set(steps.filter(({ isWorkflow }) => !isWorkflow).map(({ key }) => key));
  return rest.size === proposed.length && proposed.every((key) => rest.has(key));
}
