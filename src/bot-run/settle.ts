// From what is there and what could be to what is to be done.
import { decide, openingAt, readMarker, type Decision, type Observed } from '../bot/index.js';
import { isFault, type Outcome } from '../forge/index.js';
import type { Asker } from './asker.js';
import { askedOf, type Choice } from './asked.js';
import { lookAt, observe, type Around, type Known } from './observe.js';
import type { Step } from '../model/index.js';
import { isProof, type Proof } from './proof.js';
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
  readonly leftOut: readonly LeftOut[];
}

/** A step that is found and not proposed. */
export interface LeftOut {
  readonly group: string;
  readonly step: Step;
  readonly why: 'declined' | 'forbidden';
}

/** As the marker has it. */
const GROUP = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
/** Each leaves out at least one step more that was declined, and what comes in its place is seldom declined as well. */
const MOST_ROUNDS = 20;

/** Plans until nothing is in the plan that nobody wants, and decides. */
export async function settle(scene: Scene): Promise<Outcome<Settlement>> {
  const { source, branches } = scene;
  const { prefix } = source.settings;
  const whole = wholeOf(source.request);
  const there = [...branches.keys()].filter((name) => {
    const part = name.slice(prefix.length);
    // What moves pins leaves all else alone, and the other way round.
    return name.startsWith(prefix) && GROUP.test(part) && (part === 'update') === (whole === 'update');
  });
  const rejected = new Map<string, LeftOut>();
  const known = new Map<string, Known>();
  let choices: readonly Choice[] | undefined;
  for (let round = 1; ; round++) {
    const { parts, isAnswered } = await planParts(
      source,
      [...rejected.keys()],
      there,
      isProof(scene.proof) ? scene.proof : undefined,
    );
    choices ??= parts.flatMap(({ planned, steps }) => steps.map((step, at) => ({ key: planned.steps[at]!.key, step })));
    for (const { planned } of parts) {
      if (known.has(planned.branch)) continue;
      const found = await lookAt(scene.asker, planned.branch);
      if (isFault(found)) return found;
      known.set(planned.branch, found);
    }
    const budget = budgetIn(scene, known);
    const settled: Settled[] = [];
    const before = rejected.size;
    for (const part of parts) {
      const seen = known.get(part.planned.branch)!;
      // A branch that happens to be called so.
      const isNobodys = part.planned.group !== whole && part.steps.length === 0 && seen.ours.length === 0;
      if (isNobodys) continue;
      const open = openIn(known);
      const decision = await decideOn(scene, { part, known: seen, choices, open, budget, isAnswered });
      settled.push({ part, known: seen, decision });
      for (const each of leftOutOf(part, decision)) rejected.set(each.step.id, each);
    }
    if (rejected.size === before) return { settled, choices, budget, isAnswered, leftOut: [...rejected.values()] };
    if (round === MOST_ROUNDS)
      return { fault: 'cannot', why: 'what was declined comes back under other names, however often it is left out' };
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

/** The steps that a decision wants the plan to be made without. */
function leftOutOf({ planned, steps }: Part, { actions }: Decision): readonly LeftOut[] {
  const [first] = actions;
  if (first?.do !== 'plan-without') return [];
  return steps.flatMap((step, at) => {
    const { key } = planned.steps[at]!;
    const why = first.forbidden.includes(key) ? 'forbidden' : first.declined.includes(key) ? 'declined' : undefined;
    return why === undefined ? [] : [{ group: planned.group, step, why }];
  });
}

export interface Deciding {
  readonly part: Part;
  readonly known: Known;
  readonly choices: readonly Choice[];
  readonly open: number;
  readonly budget: number;
  readonly isAnswered: boolean;
}

/** What is to be done about one part. */
export async function decideOn(
  scene: Scene,
  { part, known, choices, open, budget, isAnswered }: Deciding,
): Promise<Decision> {
  const { source, base, branches, repository, broken } = scene;
  const { request, settings } = source;
  const { planned } = part;
  if (known.foreign !== undefined)
    return {
      state: 'left',
      why: `#${known.foreign} is from the branch ${planned.branch}, and of another account`,
      actions: [],
    };
  const mayChangeWorkflows = scene.mayChangeWorkflows && !lacksWorkflows(part, known);
  const around: Around = { base, branches, repository, mayChangeWorkflows, open, budget, broken };
  const observed = await observe({ request, settings, around, planned, known }, (heard) => askedOf(heard, choices));
  const decision = decide(observed, planned, settings);
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
