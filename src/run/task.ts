// A group as plain data, for a worker, and back.
import type { Answers, Group, Step, TransformMeta } from '../model/index.js';
import {
  type BarePlan,
  type GroupResult,
  type PlanOptions,
  type Registry,
  type Reports,
  type SettingsSource,
  withoutTexts,
} from '../planner/index.js';
import { askOne } from './ask.js';
import { configOf, metasOf, planOptions } from './configure.js';
import { type Framed, faultOf } from './frame.js';
import { planOne, type RunInput } from './open.js';
import { openSource, type TreeSource } from './workspace.js';

/** What a worker is told of a group. */
export interface GroupTask {
  readonly wants: 'plan' | 'questions';
  readonly tree: TreeSource;
  readonly group: Group;
  readonly settings: SettingsSource;
  readonly options: Omit<PlanOptions, 'settings' | 'suppressions' | 'source'>;
  readonly findings: boolean;
  readonly answers?: Answers;
  readonly taken?: readonly Step[];
  readonly now?: number;
}

/** The task; `undefined` where the settings are such as only this thread has. */
export function taskOf(wants: GroupTask['wants'], input: RunInput, group: Group): (() => GroupTask) | undefined {
  const { options, workspace, reports, answers, taken, now } = input;
  const { settings: _settings, suppressions: _suppressions, source, ...rest } = options;
  const { source: tree } = workspace;
  if (!source || !tree) return undefined;
  return () => ({
    wants,
    tree,
    group,
    settings: source,
    options: rest,
    findings: reports !== undefined,
    ...(answers ? { answers } : {}),
    ...(taken ? { taken } : {}),
    ...(now === undefined ? {} : { now }),
  });
}

/** Does the tasks of one run, which share what they read of the tree. */
export function taskPerformer(
  registry: Registry,
  reports: Reports,
): (task: GroupTask, note: (doing: string) => void) => Framed<unknown> {
  const metas: readonly TransformMeta[] = metasOf(registry);
  let open: { readonly key: string; readonly workspace: RunInput['workspace'] } | undefined;
  return (task, note) => {
    let at = '';
    try {
      const key = treeKey(task.tree);
      if (open?.key !== key) open = { key, workspace: openSource(task.tree) };
      const input: RunInput = {
        workspace: open.workspace,
        registry,
        options: { ...planOptions(configOf(task.settings, metas), task.settings, metas), ...task.options },
        ...(task.findings ? { reports } : {}),
        ...(task.answers ? { answers: task.answers } : {}),
        ...(task.taken ? { taken: task.taken } : {}),
        ...(task.now === undefined ? {} : { now: task.now }),
        note(doing) {
          at = doing;
          note(doing);
        },
      };
      return { is: task.wants === 'plan' ? sentResult(planOne(input, task.group)) : askOne(input, task.group) };
    } catch (error) {
      return { fault: faultOf(error, at) };
    }
  };
}

/** What a worker gives back of a plan. Its steps without their texts: those of a large file would take gigabytes. */
export interface SentResult {
  readonly plan: BarePlan;
  readonly errors: GroupResult['errors'];
}

function sentResult({ plan, errors }: GroupResult): SentResult {
  return { plan: withoutTexts(plan), errors };
}

function treeKey({ root, texts, changes }: TreeSource): string {
  return JSON.stringify([root, texts, changes && [...changes]] satisfies unknown[]);
}
