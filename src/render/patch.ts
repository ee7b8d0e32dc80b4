import type { FilePath, GroupPlan, Plan, Step } from '../model/index.js';
import { unifiedDiff } from '../text/index.js';
import type { FileChange } from '../text/index.js';

/** The whole plan as one patch that `git apply` and `patch -p1` accept; empty when nothing changes. */
export function renderPatch(plan: Plan): string {
  return unifiedDiff(plan.groups.flatMap(groupChanges));
}

/** The patch of one group: every file as it was read against its final text. */
export function groupPatch(group: GroupPlan): string {
  return unifiedDiff(groupChanges(group));
}

/** The patch of one step, which applies on what the step before left. */
export function stepPatch(step: Pick<Step, 'files'>): string {
  return unifiedDiff(step.files);
}

function groupChanges(group: GroupPlan): FileChange[] {
  const paths = [...group.result.keys()].sort(byCode);
  return paths.map((path: FilePath) => ({ path, before: group.base.get(path)?.text, after: group.result.get(path)! }));
}

/** Order that no locale changes. */
export function byCode(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
