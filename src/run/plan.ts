import type { FileError, GroupPlan, Plan } from '../model/index.js';
import type { GroupResult } from '../planner/index.js';
import { planInFrame } from './framed.js';
import { groupsOf, unreadOf } from './groups.js';
import type { RunInput } from './open.js';

export interface PlannedGroups {
  /** How many groups `plans` will give. */
  readonly count: number;
  /** Plans each group when asked for the next, so that memory does not grow with the number of files. */
  readonly plans: Generator<GroupResult>;
}

/** Groups the files of a workspace and plans group by group. */
export function planWorkspace(input: RunInput): PlannedGroups {
  const groups = groupsOf(input.workspace);
  function* plans(): Generator<GroupResult> {
    for (const group of groups) yield planInFrame(input, group);
  }
  return { count: groups.length, plans: plans() };
}

/** Plans every group. `planned` is called after each, for a progress bar. */
export function collectPlan(input: RunInput, planned: (done: number, of: number) => void = () => {}): Plan {
  return collectParts(input, (plan) => plan, planned);
}

/**
 * As `collectPlan`, keeping of each group what `keep` gives back: with the steps and texts dropped once they are
 * printed, memory does not grow with the number of files.
 */
export function collectParts(
  input: RunInput,
  keep: (plan: GroupPlan) => GroupPlan,
  planned: (done: number, of: number) => void = () => {},
): Plan {
  const { count, plans } = planWorkspace(input);
  const groups: GroupPlan[] = [];
  const errors: FileError[] = [...unreadOf(input.workspace)];
  for (const result of plans) {
    groups.push(keep(result.plan));
    errors.push(...result.errors);
    planned(groups.length, count);
  }
  const asked = input.planned?.length ? { answers: input.planned } : {};
  return { version: 1, groups, errors, skipped: input.workspace.skipped, ...asked };
}
