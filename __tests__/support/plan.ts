// Plans a repository held in memory, as the tests need it.
import { memoryWorkspace, planWorkspace, sniffYaml, type WorkspaceFile } from '../../src/run/index.js';
import { isPipeline } from '../../src/io/index.js';
import { parseSuppression, isSuppressed } from '../../src/knowledge/index.js';
import { type Answers, filePath, type GroupPlan, type FileError, type Preset } from '../../src/model/index.js';
import { applyEdits } from '../../src/text/index.js';
import type { DocumentMemory, PlanOptions, Registry, Reports, SuppressionReader } from '../../src/planner/index.js';

export interface PlannedRepository {
  readonly plans: readonly GroupPlan[];
  readonly errors: readonly FileError[];
  /** The whole repository afterwards. */
  readonly after: Readonly<Record<string, string>>;
}

const DOCKERFILE = /(?:^|\/)(?:Dockerfile|Containerfile)(?:\.[\w-]+)?$|\.[Dd]ockerfile$/;
const COMPOSE = /(?:^|\/)(?:docker-)?compose[\w.-]*\.ya?ml$/;

/** What discovery finds in a tidy tree; the real discovery is tested on disk. */
export function filesOf(texts: Readonly<Record<string, string>>): WorkspaceFile[] {
  const files: WorkspaceFile[] = [];
  for (const path of Object.keys(texts).sort()) {
    if (path.endsWith('.dockerignore')) continue;
    // Templates of a chart, which discovery leaves out as well.
    const chart = /^((?:[^/]{1,80}\/){0,8})templates\//.exec(path)?.[1];
    if (chart !== undefined && texts[`${chart}Chart.yaml`] !== undefined) continue;
    if (isPipeline(filePath(path), texts[path]!)) {
      files.push({ path: filePath(path), target: 'pipeline' });
      continue;
    }
    if (DOCKERFILE.test(path)) files.push({ path: filePath(path), target: 'dockerfile' });
    else if (COMPOSE.test(path)) files.push({ path: filePath(path), target: 'compose' });
    else if (/\.ya?ml$/.test(path)) {
      const target = sniffYaml(texts[path]!);
      if (target) files.push({ path: filePath(path), target });
    }
  }
  return files;
}

const suppressions = { parse: parseSuppression, covers: isSuppressed } as SuppressionReader;

export interface PlanRequest extends Partial<Omit<PlanOptions, 'settings'>> {
  readonly registry: Registry;
  readonly reports?: Reports;
  readonly preset?: Preset;
  /** Transforms as the preset has them, but for those that are turned on or off here. Default: all are on. */
  readonly asConfigured?: Readonly<Record<string, boolean>>;
  readonly transformOptions?: Readonly<Record<string, unknown>>;
  readonly files?: readonly WorkspaceFile[];
  /** Recorded answers by `lookupKey`. */
  readonly answers?: Answers;
  /** Default: one of its own. */
  readonly memory?: DocumentMemory;
}

/** The day of the tests: what is observed in them is some days old. */
const TODAY = Date.UTC(2026, 0, 15);

/** Plans with every transform of the registry on, at level review unless said otherwise. */
export function planTexts(texts: Readonly<Record<string, string>>, request: PlanRequest): PlannedRepository {
  const {
    registry,
    reports,
    transformOptions = {},
    files = filesOf(texts),
    level = 'review',
    preset = 'recommended',
    asConfigured,
    answers,
    memory,
    ...rest
  } = request;
  const options: PlanOptions = {
    suppressions,
    level,
    ...rest,
    settings: () => ({
      level,
      preset,
      enabled: (id, byDefault) => (asConfigured ? (asConfigured[id] ?? byDefault) : true),
      options: () => transformOptions,
    }),
  };
  const plans: GroupPlan[] = [];
  const errors: FileError[] = [];
  const after: Record<string, string> = { ...texts };
  const run = planWorkspace({
    workspace: { ...memoryWorkspace(texts, files), ...(memory ? { memory } : {}) },
    now: TODAY,
    registry,
    options,
    ...(reports ? { reports } : {}),
    ...(answers ? { answers } : {}),
  });
  for (const { plan, errors: found } of run.plans) {
    plans.push(plan);
    errors.push(...found);
    for (const [path, text] of plan.result) after[path] = text;
  }
  return { plans, errors, after };
}

/** The repository as it would be with the steps that are only shown. */
export function withSketches({ plans, after }: PlannedRepository): Record<string, string> {
  const files = { ...after };
  for (const { changes, heldBy } of plans.flatMap(({ held }) => held)) {
    if (heldBy !== 'manual') continue;
    const edits = changes.filter((change) => change.kind === 'edit');
    for (const file of new Set(edits.map((edit) => edit.file)))
      files[file] = applyEdits(
        files[file]!,
        edits.filter((edit) => edit.file === file),
      );
  }
  return files;
}
