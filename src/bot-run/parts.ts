// The plan of a commit in parts, each with its branch as it would be pushed.
import { moveKeys, planHash, stepKeys, type Planned } from '../bot/index.js';
import {
  branchesOf,
  planOpenCommit,
  writeBranch,
  type Branch,
  type CommitPlan,
  type Whole,
} from '../branches/index.js';
import type { Config } from '../config/index.js';
import type { Commit } from '../git/index.js';
import { sha256Of } from '../io/index.js';
import { lookupKey, type Answer, type Plan, type Step } from '../model/index.js';
import { metasOf, type LookUp, type Selection } from '../run/index.js';
import { withoutMentions } from './neutral.js';
import type { OwnersFile } from './owners.js';
import { withProof, type Proof } from './proof.js';
import type { BotRequest, BotSettings } from './types.js';
import type { Workplace } from './workplace.js';

/** One part of a plan. */
export interface Part {
  readonly planned: Planned;
  /** In the order of `planned.steps`. */
  readonly steps: readonly Step[];
  /** What of the plan it is. */
  readonly plan: Plan;
  /** What pins would move to and is too new, in sentences. */
  readonly waiting: readonly string[];
}

/** What plans a commit as often as it is asked. */
export interface Source {
  readonly request: BotRequest;
  readonly settings: BotSettings;
  readonly commit: Commit;
  readonly config: Config;
  readonly lookUp?: LookUp;
  readonly work: Workplace;
  /** Where its owners are to be asked. */
  readonly owners?: OwnersFile;
}

export function sourceOf(
  request: BotRequest,
  work: Workplace,
  settings: BotSettings,
  commit: Commit,
  config: Config,
): Source {
  const lookUp = request.lookUp?.(config);
  return { request, work, settings, commit, config, ...(lookUp ? { lookUp: lookUpOnce(lookUp) } : {}) };
}

/** What the part is called that is never left out. Moved pins are a pull request of their own. */
export function wholeOf({ selection }: BotRequest): Whole {
  return selection?.update === undefined ? 'main' : 'update';
}

interface Parts {
  readonly plan: Plan;
  readonly parts: readonly Part[];
  /** Every registry and index that was asked has answered. */
  readonly isAnswered: boolean;
}

/**
 * Plans without some steps. There is always a part for the whole, with nothing in it where nothing is to be done.
 * @param rejected ids of steps.
 * @param there branches that are there, of parts that there may be no more.
 */
export async function planParts(
  source: Source,
  rejected: readonly string[],
  there: readonly string[],
  proof?: Proof,
): Promise<Parts> {
  const { request, settings, commit, lookUp } = source;
  const { registry, reports, selection } = request;
  const { level, prefix } = settings;
  const name = wholeOf(request);
  // What is moved is read as one.
  const grouping = name === 'update' ? 'all' : settings.grouping;
  // What only a run can confirm is tried where there is one, and kept where it holds.
  const isTrying = level === 'unverified' && request.prove !== undefined && !request.isDry;
  const tried = isTrying ? { tried: true as const } : {};
  const whole = await planOpenCommit(commit, {
    registry,
    ...(reports ? { reports } : {}),
    ...(lookUp ? { lookUp } : {}),
    selection: { ...selection, ...levelOf(source), ...tried, rejected },
  });
  const parts: Part[] = [];
  for (const branch of branchesOf(whole, metasOf(registry), grouping, name))
    parts.push(await partOf(source, whole, branch, proof));
  const named = new Set(parts.map(({ planned }) => planned.branch));
  for (const branch of new Set([`${prefix}${name}`, ...there]))
    if (!named.has(branch)) parts.push(emptyPart(source, whole, branch.slice(prefix.length)));
  const isAnswered = whole.answers.every(({ answer }) => answer.kind !== 'none' || answer.why !== 'failed');
  return { plan: whole.plan, parts, isAnswered };
}

/** A repository may ask for less. One that says nothing may leave it to the operator. */
function levelOf({ settings: { level, wantsLevel }, config }: Source): Pick<Selection, 'level' | 'most'> {
  if (level === undefined) return {};
  return wantsLevel && config.file === undefined ? { level } : { most: level };
}

async function partOf(source: Source, whole: CommitPlan, branch: Branch, proof: Proof | undefined): Promise<Part> {
  const { commit, request, settings } = source;
  const commits = branch.commits.map((each) => ({ ...each, message: withoutMentions(each.message) }));
  const head = await writeBranch(request.dir, { ...branch, commits }, commit, settings.author);
  const keys = (wholeOf(request) === 'update' ? moveKeys : stepKeys)(branch.steps);
  const steps = branch.steps.map((step, at) => ({
    key: keys[at]!,
    isWorkflow: request.forge.kind === 'github' && step.files.some(({ path }) => path.startsWith('.github/workflows/')),
  }));
  const plan = { ...whole.plan, groups: branch.groups };
  const proven = proof ? withProof(plan, proof) : plan;
  const own = proven.groups.flatMap((group) => group.steps);
  const isVerified = own.every(({ verified }) => verified);
  const isSafe = own.every(({ safety }) => safety === 'safe');
  return {
    planned: { ...commonOf(source, whole, branch.name), head, plan: planHash(branch.steps), steps, isVerified, isSafe },
    steps: own,
    plan: proven,
    waiting: tooNew(whole),
  };
}

function tooNew({ plan }: CommitPlan): readonly string[] {
  const refused = plan.groups.flatMap((group) => group.refused).filter(({ code }) => code === 'too-new');
  return [...new Set(refused.map(({ message }) => message))];
}

function emptyPart(source: Source, whole: CommitPlan, name: string): Part {
  const nothing = { head: source.commit.id, plan: planHash([]), steps: [], isVerified: false, isSafe: false };
  const planned = { ...commonOf(source, whole, name), ...nothing };
  return { planned, steps: [], plan: { ...whole.plan, groups: [] }, waiting: tooNew(whole) };
}

function commonOf(
  { request, settings, config }: Source,
  { plan }: CommitPlan,
  group: string,
): Omit<Planned, 'head' | 'plan' | 'steps' | 'isVerified' | 'isSafe'> {
  const { level, grouping } = settings;
  return {
    group,
    branch: `${settings.prefix}${group}`,
    config: sha256Of(JSON.stringify([config.text ?? '', level ?? '', grouping, request.selection ?? {}])),
    tool: request.version,
    isComplete: plan.errors.length === 0,
  };
}

/** A plan is made several times; what was answered once is not asked again. */
function lookUpOnce(lookUp: LookUp): LookUp {
  const known = new Map<string, Answer>();
  return async (questions) => {
    const open = questions.filter((question) => !known.has(lookupKey(question)));
    if (open.length > 0) for (const [key, answer] of await lookUp(open)) known.set(key, answer);
    const keys = questions.map(lookupKey);
    return new Map(keys.flatMap((key) => (known.has(key) ? [[key, known.get(key)!] as const] : [])));
  };
}
