// A plan as entries of pages: what `harden fix --format json` says of each, without what only programs need.
import type { Plan, TransformMeta } from '../model/index.js';
import { jsonError, jsonFinding, jsonHeld, jsonRefused, jsonStep, type Checklist } from '../render/index.js';

export interface Entry {
  readonly kind: 'step' | 'held' | 'refused' | 'finding' | 'bug' | 'error' | 'skipped' | 'checklist';
  readonly [fact: string]: unknown;
}

const BETWEEN = '::';
/** Offsets and texts of single edits, which the diff shows. */
const FOR_PROGRAMS = ['changes', 'touches', 'anchor'];

/** What a step is called here: ids are told apart within a group alone, which is called by its first file. */
export function stepName(group: string, id: string): string {
  return `${group}${BETWEEN}${id}`;
}

/** The group and the id of a name; nothing where it is none. */
export function readStepName(
  name: string,
  metas: readonly TransformMeta[],
): { readonly group: string; readonly id: string } | undefined {
  // A path may hold what stands between, and so may an anchor: an id begins with a transform.
  for (let at = name.indexOf(BETWEEN); at >= 0; at = name.indexOf(BETWEEN, at + 1)) {
    const id = name.slice(at + BETWEEN.length);
    if (metas.some((meta) => id.startsWith(`${meta.id}@`))) return { group: name.slice(0, at), id };
  }
  return undefined;
}

/** Steps first, then what is held back, and then what is refused. */
export function planEntries(plan: Plan, metas: readonly TransformMeta[]): Entry[] {
  const { groups } = plan;
  return [
    ...groups.flatMap(({ group, steps }) =>
      steps.map((step) => entry('step', { ...jsonStep(step, metas), id: stepName(group.id, step.id) })),
    ),
    ...groups.flatMap(({ group, held }) =>
      held.map((step) => entry('held', { ...jsonHeld(step, metas), id: stepName(group.id, step.id) })),
    ),
    ...groups.flatMap(({ refused }) => refused.map((each) => entry('refused', jsonRefused(each)))),
    ...unplanned(plan),
  ];
}

/** What `check` tells: the checklist, what is reported and not changed, and a line for each step. */
export function checkEntries(plan: Plan, { items }: Checklist): Entry[] {
  return [
    ...items.map((item): Entry => ({ kind: 'checklist', ...item })),
    ...plan.groups.flatMap(({ findings }) => findings.map((each) => entry('finding', jsonFinding(each)))),
    ...plan.groups.flatMap(({ group, steps }) =>
      steps.map(({ id, safety, title, at }): Entry => {
        return { kind: 'step', id: stepName(group.id, id), safety, title, file: at.file, line: at.line };
      }),
    ),
    ...unplanned(plan),
  ];
}

/** Files that could not be read or were left alone, and steps that a bug of harden kept from being one. */
function unplanned({ groups, errors, skipped }: Plan): Entry[] {
  return [
    ...groups.flatMap(({ dropped }) => dropped.map((each): Entry => ({ kind: 'bug', ...each }))),
    ...errors.map((error) => entry('error', jsonError(error, undefined))),
    ...skipped.map((each): Entry => ({ kind: 'skipped', ...each })),
  ];
}

function entry(kind: Entry['kind'], facts: object): Entry {
  const told = Object.entries(facts).filter(([name]) => !FOR_PROGRAMS.includes(name));
  return { kind, ...Object.fromEntries(told) };
}

/** How often each assumption is made by steps that are taken. Ids are harden's own. */
export function assumptionsOf({ groups }: Plan): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { steps } of groups)
    for (const { assumptions } of steps) for (const { id } of assumptions) counts[id] = (counts[id] ?? 0) + 1;
  return counts;
}
