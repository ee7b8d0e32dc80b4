// What a run of both sides has shown, as `harden verify --format json` tells it.
import type { Plan, Step, Verification } from '../model/index.js';
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
  const data = parsed(text);
  if (!isReport(data)) return { why: 'its report cannot be read' };
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

interface Report {
  readonly tool: { readonly version: string };
  readonly groups: readonly { readonly steps: readonly { readonly id: string; readonly verified?: true }[] }[];
  readonly verification?: Verification;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** It comes from a process that built what strangers wrote: what is read of it is looked at first. */
function isReport(data: unknown): data is Report {
  if (!has(data, 'tool', 'groups') || !has(data.tool, 'version') || typeof data.tool.version !== 'string') return false;
  if (!isListOf(data.groups, (group) => has(group, 'steps') && isListOf(group.steps, isNamed))) return false;
  if (!has(data, 'verification')) return true;
  const { verification } = data;
  if (!has(verification, 'engine', 'groups') || typeof verification.engine !== 'string') return false;
  return isListOf(
    verification.groups,
    (group) =>
      has(group, 'open', 'images', 'runs', 'broken', 'notes') &&
      isListOf(group.open, (step) => isTitled(step) && has(step, 'why') && typeof step.why === 'string') &&
      isListOf(group.images, (image) => has(image, 'dockerfile', 'services', 'mispredicted')) &&
      isListOf(group.runs, (run) => has(run, 'before', 'after', 'left')) &&
      isListOf(group.broken, (step) => isTitled(step) && has(step, 'failures') && isListOf(step.failures, isFailure)) &&
      isListOf(group.notes, (note) => typeof note === 'string'),
  );
}

function isNamed(value: unknown): boolean {
  return has(value, 'id') && typeof value.id === 'string';
}

function isTitled(value: unknown): boolean {
  return isNamed(value) && has(value, 'title') && typeof value.title === 'string';
}

function isFailure(value: unknown): boolean {
  return has(value, 'says', 'excerpt') && typeof value.says === 'string' && typeof value.excerpt === 'string';
}

function isListOf(value: unknown, isOne: (each: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isOne);
}

function has<Key extends string>(value: unknown, ...keys: readonly Key[]): value is Record<Key, unknown> {
  return typeof value === 'object' && value !== null && keys.every((key) => Object.hasOwn(value, key));
}
