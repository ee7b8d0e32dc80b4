// What a run of both sides has shown, as `harden verify --format json` tells it.
import { parseJson } from '../io/index.js';
import type { Plan, Step, Verification } from '../model/index.js';
import { stepPatch } from '../render/index.js';
import { isVerifyReport, type VerifyReport } from './report-form.js';
import type { Tried, Unproven } from './types.js';

/** Of a plan, group by group. */
export interface Proof {
  readonly verification: Verification;
  /** The steps that were left, by the id of their group. */
  readonly groups: ReadonlyMap<string, readonly ReportedStep[]>;
}

type ReportedStep = VerifyReport['groups'][number]['steps'][number];

/**
 * Reads a report.
 * @returns why not, for one that is none, or that was made by another version.
 */
export function readProof(text: string, version: string): Proof | Unproven {
  const data = parseJson(text);
  if (!isVerifyReport(data)) return { why: 'its report cannot be read' };
  if (data.tool.version !== version) return { why: `its report is one of harden ${data.tool.version}` };
  const { verification } = data;
  if (verification === undefined) return { why: 'nothing was built or run' };
  return { verification, groups: new Map(data.groups.map(({ id, steps }) => [id, steps])) };
}

/** `fell`: something broke with it, so it was left out. `idle`: no run shows what it does. */
type OutcomeOfStep = 'fell' | 'held' | 'idle';

/**
 * What became of each step, by the id of its group and its own; `undefined` for one that was not tried. Where others were
 * tried beside it, what broke or held may have been due to those: of such a group nothing is said.
 */
export function outcomesIn(
  { verification, groups }: Proof,
  asked: readonly Tried[],
): (group: string, id: string) => OutcomeOfStep | undefined {
  const found = new Map<string, ReadonlyMap<string, OutcomeOfStep>>();
  for (const { group, broken } of verification.groups) {
    const own = new Map<string, OutcomeOfStep>(broken.map(({ id }) => [id, 'fell']));
    for (const { id, verified } of groups.get(group) ?? []) own.set(id, verified ? 'held' : 'idle');
    const ids = asked.filter((step) => step.group === group).map(({ id }) => id);
    if (ids.length === own.size && ids.every((id) => own.has(id))) found.set(group, own);
  }
  return (group, id) => found.get(group)?.get(id);
}

/** A plan with what was shown of it: of the groups whose steps are those that were tried, and of no others. */
export function withProof(plan: Plan, { verification, groups: reported }: Proof): Plan {
  const shown = new Map(verification.groups.map((each) => [each.group, each]));
  const groups = plan.groups.map((group) => {
    const steps = reported.get(group.group.id) ?? [];
    const isSame = shown.has(group.group.id) && isTheSame(group.steps, steps);
    if (!isSame) shown.delete(group.group.id);
    return isSame ? { ...group, steps: group.steps.map((step, at) => marked(step, steps[at]!)) } : group;
  });
  const own = new Set(groups.map(({ group }) => group.id));
  const kept = [...shown.values()].filter(({ group }) => own.has(group));
  return { ...plan, groups, ...(kept.length > 0 ? { verification: { ...verification, groups: kept } } : {}) };
}

/** Steps of a plan of which its proof says nothing. */
export function unproven({ groups, verification }: Plan): number {
  const shown = new Set(verification?.groups.map(({ group }) => group));
  return groups.filter(({ group }) => !shown.has(group.id)).reduce((sum, { steps }) => sum + steps.length, 0);
}

/** What a prover is told of the steps of a plan. */
export function triedOf({ groups }: Plan): readonly Tried[] {
  return groups.flatMap(({ group, steps }) =>
    steps.map((step) => ({
      id: step.id,
      group: group.id,
      diff: stepPatch(step),
      isUnverified: step.safety === 'unverified',
    })),
  );
}

export function isProof(proof: Proof | Unproven | undefined): proof is Proof {
  return proof !== undefined && 'verification' in proof;
}

function isTheSame(steps: readonly Step[], reported: readonly ReportedStep[]): boolean {
  return (
    steps.length === reported.length &&
    steps.every((step, at) => step.id === reported[at]!.id && stepPatch(step) === reported[at]!.diff)
  );
}

function marked(step: Step, { verified }: ReportedStep): Step {
  return verified === true ? { ...step, verified } : step;
}
