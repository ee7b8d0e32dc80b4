// What a run of both sides has shown, as `harden verify --format json` tells it.
import { parseJson } from '../io/index.js';
import type { Plan, Step, Verification } from '../model/index.js';
import { isVerifyReport } from './report-form.js';
import type { Unproven } from './types.js';

/** Of a plan, step by step. */
export interface Proof {
  readonly verification: Verification;
  /** Ids of the steps that were seen to hold. */
  readonly held: ReadonlySet<string>;
  /** Ids of those that were left out, since something broke with them. */
  readonly broken: ReadonlySet<string>;
}

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
  const steps = data.groups.flatMap((group) => group.steps);
  return {
    verification,
    held: new Set(steps.filter(({ verified }) => verified === true).map(({ id }) => id)),
    broken: new Set(verification.groups.flatMap(({ broken }) => broken.map(({ id }) => id))),
  };
}

/** A plan with what was shown of it. */
export function withProof(plan: Plan, { verification, held }: Proof): Plan {
  const groups = plan.groups.map((group) => ({ ...group, steps: group.steps.map((step) => marked(step, held)) }));
  const own = new Set(groups.map(({ group }) => group.id));
  return {
    ...plan,
    groups,
    verification: { ...verification, groups: verification.groups.filter(({ group }) => own.has(group)) },
  };
}

export function isProof(proof: Proof | Unproven | undefined): proof is Proof {
  return proof !== undefined && 'verification' in proof;
}

function marked(step: Step, held: ReadonlySet<string>): Step {
  return held.has(step.id) ? { ...step, verified: true } : step;
}
