import type { Config } from '../config/index.js';
import { openCommit, type Commit, type OpenOptions } from '../git/index.js';
import { builtWorker } from '../io/index.js';
import type { Plan, PlannedAnswer } from '../model/index.js';
import type { Registry, Reports } from '../planner/index.js';
import {
  answersOf,
  answerWorkspace,
  collectPlan,
  findConfig,
  Frame,
  limitsOf,
  lockedQuestions,
  metasOf,
  planOptions,
  readLock,
  treeWorkspace,
  type Limits,
  type LockFile,
  type LookUp,
  type Selection,
  type Workspace,
} from '../run/index.js';

export interface OpenPlanOptions {
  readonly registry: Registry;
  /** With what is reported and not changed. */
  readonly reports?: Reports;
  readonly selection?: Selection;
  /** Files and folders of the commit. Default: all of it. */
  readonly paths?: readonly string[];
  /** What the files that belong together may take. Default: what the configuration says, which can only lower it. */
  readonly limits?: Partial<Limits>;
  /** In place of the configuration that the commit holds. */
  readonly config?: Config;
  /** Answers what its `harden.lock` does not. Without it nothing is looked up. */
  readonly lookUp?: LookUp;
}

export interface CommitPlanOptions extends OpenPlanOptions, OpenOptions {}

/** What a file that came says may lead to another; no more often than this. */
const MOST_ROUNDS = 4;

/** What is planned of a commit. `commit.close()` ends what reads it. */
export interface CommitPlan {
  readonly commit: Commit;
  readonly config: Config;
  readonly workspace: Workspace;
  readonly plan: Plan;
  readonly lock: LockFile;
  readonly answers: readonly PlannedAnswer[];
  /** Every transform was asked about every file. */
  readonly whole: boolean;
}

/**
 * Plans a commit from its git directory, without a checkout: what `harden fix --dry-run` plans in a work tree of it.
 * @throws GitError where there is no such commit; ConfigError for a mistake in its configuration or its lock.
 */
export async function planCommit(dir: string, ref: string, options: CommitPlanOptions): Promise<CommitPlan> {
  const commit = await openCommit(dir, ref, options);
  try {
    return await planOpenCommit(commit, options);
  } catch (error) {
    commit.close();
    throw error;
  }
}

/**
 * As `planCommit`, of a commit that is open, and stays so: to be planned more than once.
 * @throws GitError where a file does not come; ConfigError for a mistake in its configuration or its lock.
 */
export async function planOpenCommit(commit: Commit, options: OpenPlanOptions): Promise<CommitPlan> {
  for (let round = 1; ; round++) {
    const planned = await planOnce(commit, options);
    // Large files of a partial clone come all at once, and then the plan is made with them.
    if (round === MOST_ROUNDS || !(await commit.fetchWanted())) return planned;
  }
}

async function planOnce(
  commit: Commit,
  { registry, reports, selection = {}, paths = [], config: given, limits = {}, lookUp = nothing }: OpenPlanOptions,
): Promise<CommitPlan> {
  const { tree } = commit;
  const metas = metasOf(registry);
  const config = given ?? findConfig(tree, metas);
  const frame = new Frame(limitsOf(limits, config, given !== undefined), builtWorker());
  try {
    const workspace = treeWorkspace({ tree, paths, config, frame });
    const lock = readLock(tree);
    const input = { workspace, registry, options: planOptions(config, selection, metas) };
    const { update, ...others } = selection;
    const refresh = update !== undefined;
    const locked =
      refresh && lock.answers.size > 0
        ? lockedQuestions({ ...input, options: planOptions(config, others, metas) }, lock.answers)
        : [];
    const answers = await answerWorkspace(input, { lock: lock.answers, lookUp, refresh }, locked);
    const known = { answers: answersOf(answers), planned: answers };
    const plan = collectPlan({ ...input, ...known, ...(reports ? { reports } : {}) });
    const whole = paths.length === 0 && !selection.only && !selection.skip;
    return { commit, config, workspace, plan, lock, answers, whole };
  } finally {
    frame.close();
  }
}

const nothing: LookUp = () => Promise.resolve(new Map());
