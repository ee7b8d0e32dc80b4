// One group: its files read, and planned. In this thread or in a worker, it is the same.
import type {
  Answers,
  FileError,
  FilePath,
  Group,
  GroupPlan,
  PlannedAnswer,
  SourceFile,
  Step,
} from '../model/index.js';
import { readEvidence } from '../evidence/index.js';
import {
  filesOfGroup,
  planGroup,
  type GroupInput,
  type GroupResult,
  type PlanOptions,
  type Registry,
  type Reports,
} from '../planner/index.js';
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
  /** Called when a transform begins to look at a file. */
  readonly note?: (doing: string) => void;
  /** The answers with where each is from, for the plan. */
  readonly planned?: readonly PlannedAnswer[];
}

/** Plans one group. */
export function planOne(input: RunInput, group: Group): GroupResult {
  const { answers, workspace } = input;
  const { group: ready, errors } = openGroup(input, group);
  const result = planGroup(answers ? { ...ready, answers } : ready);
  return { plan: withBase(result.plan, workspace), errors: [...errors, ...result.errors] };
}

/** The files of a group, read, and those that cannot be. */
export function openGroup(
  input: RunInput,
  group: Group,
): { readonly group: GroupInput; readonly errors: readonly FileError[] } {
  const files = new Map<FilePath, SourceFile>();
  const errors: FileError[] = [];
  for (const path of filesOfGroup(group)) {
    const read = input.workspace.read(path);
    if ('text' in read) files.set(path, read);
    else errors.push(read);
  }
  const { registry, reports, options, taken, note } = input;
  const { repository, memory } = input.workspace;
  const observed = observedServices(input.workspace, input.now ?? Date.now());
  const evidence: GroupInput['evidence'] = (tree, own) =>
    readEvidence(tree, own, withoutChangedImages(observed, repository, tree));
  const base = {
    group,
    files,
    repository,
    memory,
    registry,
    options,
    evidence,
    ...(taken ? { taken } : {}),
    ...(note ? { note } : {}),
  };
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
