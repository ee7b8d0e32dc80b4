import type {
  Answers,
  FileError,
  FilePath,
  Group,
  GroupPlan,
  Plan,
  PlannedAnswer,
  SourceFile,
  Step,
} from '../model/index.js';
import { readEvidence } from '../evidence/index.js';
import {
  planGroup,
  type GroupInput,
  type GroupResult,
  type PlanOptions,
  type Registry,
  type Reports,
} from '../planner/index.js';
import { groupsOf } from './groups.js';
import { observedServices, withoutChangedImages } from './observations.js';
import type { Workspace } from './workspace.js';

export interface RunInput {
  readonly workspace: Workspace;
  readonly registry: Registry;
  readonly reports?: Reports;
  readonly options: PlanOptions;
  readonly answers?: Answers;
  /** Steps that the texts of the workspace already hold, where the disk does not. */
  readonly taken?: readonly Step[];
  /** Milliseconds since 1970, for the age of observations. Default: now. */
  readonly now?: number;
  /** The answers with where each is from, for the plan. */
  readonly planned?: readonly PlannedAnswer[];
}

export interface PlannedGroups {
  /** How many groups `plans` will give. */
  readonly count: number;
  /** Plans each group when asked for the next, so that memory does not grow with the number of files. */
  readonly plans: Generator<GroupResult>;
}

/** Groups the files of a workspace and plans group by group. */
export function planWorkspace(input: RunInput): PlannedGroups {
  const groups = groupsOf(input.workspace);
  const { answers } = input;
  function* plans(): Generator<GroupResult> {
    for (const group of groups) {
      const { group: ready, errors } = openGroup(input, group);
      const result = planGroup(answers ? { ...ready, answers } : ready);
      yield { plan: withBase(result.plan, input.workspace), errors: [...errors, ...result.errors] };
    }
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
  const errors: FileError[] = [...input.workspace.errors];
  for (const result of plans) {
    groups.push(keep(result.plan));
    errors.push(...result.errors);
    planned(groups.length, count);
  }
  const asked = input.planned?.length ? { answers: input.planned } : {};
  return { version: 1, groups, errors, skipped: input.workspace.skipped, ...asked };
}

/** The files of a group, read, and those that cannot be. */
export function openGroup(
  input: RunInput,
  group: Group,
): { readonly group: GroupInput; readonly errors: readonly FileError[] } {
  const files = new Map<FilePath, SourceFile>();
  const errors: FileError[] = [];
  for (const path of [...group.dockerfiles, ...group.compose, ...group.kubernetes, ...group.pipelines]) {
    const read = input.workspace.read(path);
    if ('text' in read) files.set(path, read);
    else errors.push(read);
  }
  const { registry, reports, options, taken } = input;
  const { repository, memory } = input.workspace;
  const observed = observedServices(input.workspace, input.now ?? Date.now());
  const evidence: GroupInput['evidence'] = (tree, own) =>
    readEvidence(tree, own, withoutChangedImages(observed, repository, tree));
  const base = { group, files, repository, memory, registry, options, evidence, ...(taken ? { taken } : {}) };
  return { group: reports ? { ...base, reports } : base, errors };
}

/** Files a step edits that no group names (`.dockerignore`) belong to the base as well: they are checked before writing. */
function withBase(plan: GroupPlan, workspace: Workspace): GroupPlan {
  const missing = [...plan.result.keys()].filter((path) => !plan.base.has(path));
  if (missing.length === 0) return plan;
  const base = new Map(plan.base);
  for (const path of missing) {
    if (workspace.repository.kind(path) === undefined) continue;
    const read = workspace.read(path);
    if ('text' in read) base.set(path, read);
  }
  return { ...plan, base };
}
