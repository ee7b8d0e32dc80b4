// What fix and check share: root, configuration, files, plan.
import { basename, dirname, resolve } from 'node:path';
import type { Config, VerifySettings } from '../config/index.js';
import {
  answersOf,
  collectParts,
  findConfig,
  Frame,
  limitsOf,
  memoryWorkspace,
  metasOf,
  nearestName,
  planOptions,
  readConfig,
  readLock,
  sniffYaml,
  treeWorkspace,
  type Limits,
  type LockFile,
  type Update,
  type Workspace,
} from '../run/index.js';
import {
  builtWorker,
  changedSince,
  diskTree,
  kindOfFileName,
  readStdin,
  isSomethingAt,
  type Tree,
} from '../io/index.js';
import {
  ConfigError,
  filePath,
  type FilePath,
  type GroupPlan,
  type Level,
  type Plan,
  type PlannedAnswer,
  type Preset,
  type Target,
  type TransformMeta,
} from '../model/index.js';
import { type PlanOptions, stepInGroup } from '../planner/index.js';
import { reports } from '../reports/index.js';
import { registry } from '../../transforms/index.js';
import { progressBar, type Io } from './output.js';
import { answersFor } from './answers.js';
import { openPlace, type Place, type PlaceFlags } from './place.js';
import { isSame } from './root.js';

/** What files that belong together may take to be planned. */
export interface LimitFlags {
  readonly timeoutPerGroup?: number;
  readonly memoryPerGroup?: number;
}

/** Flags that choose what is planned. */
export interface PlanFlags extends PlaceFlags, LimitFlags {
  readonly level?: Level;
  readonly preset?: Preset;
  /** Both sides are built and run before anything is kept. */
  readonly verify?: boolean;
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly step?: readonly string[];
  readonly config?: string;
  readonly force?: boolean;
  readonly stdinName?: string;
  readonly offline?: boolean;
  readonly changedSince?: string;
}

/** `close` ends what reads a commit. */
export interface Session extends Omit<Place, 'tree'> {
  readonly fromStdin: boolean;
  readonly workspace: Workspace;
  readonly options: PlanOptions;
  readonly lock: LockFile;
  /** What the transforms asked, and what came back. */
  readonly answers: readonly PlannedAnswer[];
  /** All answers, with those to what the transforms ask under other options: without a step, another image is the base. */
  askAgain(workspace: Workspace, options: PlanOptions): Promise<readonly PlannedAnswer[]>;
  /** Every transform was asked about every file of the root. */
  readonly whole: boolean;
  readonly verify: VerifySettings;
}

export const metas: readonly TransformMeta[] = metasOf(registry);

/**
 * Opens what the paths name, and answers what the transforms ask of registries and indexes.
 * @param update run what moves pins, by this policy, and look up again what the lock has an answer for.
 * @throws ConfigError for a mistake in the configuration, the lock or a flag.
 */
export async function openSession(
  io: Io,
  paths: readonly string[],
  flags: PlanFlags,
  update?: Update,
): Promise<Session> {
  const fromStdin = paths.includes('-');
  if (fromStdin && paths.length > 1)
    throw new ConfigError('- (standard input) stands alone; plan other paths in a run of their own');
  if (flags.stdinName !== undefined && !fromStdin)
    throw new ConfigError('--stdin-name names what is read from standard input; give - as the path');
  const given = paths.length === 0 ? ['.'] : paths;
  const place = await openPlace(io.cwd, given, flags);
  try {
    return await openIn(io, place, given, flags, update);
  } catch (error) {
    place.close();
    throw error;
  }
}

async function openIn(
  io: Io,
  place: Place,
  given: readonly string[],
  flags: PlanFlags,
  update: Update | undefined,
): Promise<Session> {
  const { root, tree, commit } = place;
  const fromStdin = given.includes('-');
  const { config, folder } = loadConfig(tree, root, io.cwd, flags.config);
  const { level, preset, verify, only, skip, step } = flags;
  const selection = {
    ...(level ? { level } : {}),
    ...(preset ? { preset } : {}),
    // Who names a level wants that one.
    ...(verify && !level ? { tried: true as const } : {}),
    ...(only ? { only } : {}),
    ...(skip ? { skip } : {}),
    ...(step ? { steps: step } : {}),
  };
  const selected = planOptions(config, selection, metas);
  const options = update ? planOptions(config, { ...selection, update }, metas) : selected;
  const frame = new Frame(limitsOf(givenLimits(flags), config, flags.config !== undefined), builtWorker());
  const changed = changedFiles(root, flags, fromStdin || commit !== undefined);
  const found = fromStdin
    ? await stdinWorkspace(flags.stdinName, frame)
    : treeWorkspace({ tree, paths: given, force: flags.force ?? false, config, frame });
  const workspace = changed ? { ...found, changed } : found;
  const lock = readLock(tree);
  const settings = { config, folder, trusted: flags.config !== undefined, offline: flags.offline ?? false };
  const answers = [...(await answersFor(io, { workspace, lock: lock.answers, options, selected, settings }))];
  const askAgain: Session['askAgain'] = async (files, others) => {
    const request = { workspace: files, lock: lock.answers, options: others, selected: others, settings };
    const asked = new Set(answers.map(({ question }) => question));
    const found = await answersFor(io, { ...request, known: answers });
    answers.push(...found.filter(({ question }) => !asked.has(question)));
    return answers;
  };
  const whole =
    !fromStdin && !commit && !changed && !only && !skip && given.every((path) => isSame(root, resolve(io.cwd, path)));
  return { ...place, fromStdin, workspace, options, lock, answers, askAgain, whole, verify: config.verify };
}

function changedFiles(root: string, { changedSince: ref }: PlanFlags, elsewhere: boolean): Workspace['changed'] {
  if (ref === undefined) return undefined;
  if (elsewhere) throw new ConfigError('--changed-since compares files of a work tree: give neither - nor --git');
  try {
    return changedSince(root, ref);
  } catch (error) {
    if (error instanceof Error) throw new ConfigError(`--changed-since ${ref}: ${error.message}`);
    throw error;
  }
}

/** The limits that flags name. */
export function givenLimits({ timeoutPerGroup, memoryPerGroup }: LimitFlags): Partial<Limits> {
  return {
    ...(timeoutPerGroup === undefined ? {} : { seconds: timeoutPerGroup }),
    ...(memoryPerGroup === undefined ? {} : { megabytes: memoryPerGroup }),
  };
}

/** The file a flag names may lie anywhere; without the flag it is the one in the root. */
function loadConfig(
  tree: Tree,
  root: string,
  cwd: string,
  named: string | undefined,
): { readonly config: Config; readonly folder: string } {
  if (named === undefined) return { config: findConfig(tree, metas), folder: root };
  const path = resolve(cwd, named);
  if (!isSomethingAt(path)) throw new ConfigError(`${named}: there is no such file`);
  return { config: readConfig(diskTree(dirname(path)), basename(path), named, metas), folder: dirname(path) };
}

const USUAL_NAMES = {
  dockerfile: 'Dockerfile',
  compose: 'compose.yaml',
  kubernetes: 'manifest.yaml',
  pipeline: '.github/workflows/build.yml',
} as const satisfies Record<Target, string>;

async function stdinWorkspace(name: string | undefined, frame: Frame): Promise<Workspace> {
  const path = name === undefined ? undefined : stdinPath(name);
  const { source, error } = await readStdin(path ?? filePath('stdin'));
  if (!source) return { ...memoryWorkspace({}, []), errors: [error] };
  const target = targetOf(source.text, path);
  const shown = path ?? filePath(USUAL_NAMES[target]);
  return memoryWorkspace({ [shown]: source.text }, [{ path: shown, target }], frame);
}

function stdinPath(name: string): FilePath {
  try {
    return filePath(name);
  } catch {
    throw new ConfigError(`--stdin-name ${name}: give a path below the root, such as web/Dockerfile`);
  }
}

/** By content, as for any YAML; by name where the content is not clear. */
function targetOf(text: string, path: FilePath | undefined): Target {
  const kind = path && kindOfFileName(basename(path));
  if (kind === 'dockerfile' || kind === 'compose') return kind;
  return sniffYaml(text) ?? (kind === 'yaml' ? 'compose' : 'dockerfile');
}

/**
 * Plans everything, with a progress bar on long runs.
 * @param findings look for what harden reports and does not change as well; it takes a fifth of the time.
 * @param keep what is kept of each group once it is planned.
 * @throws ConfigError for a step id that no step has.
 */
export function planSession(
  io: Io,
  { workspace, options, answers }: Session,
  { findings, keep = (plan) => plan }: { findings: boolean; keep?: (plan: GroupPlan) => GroupPlan },
): Plan {
  const bar = progressBar(io);
  try {
    const known = { answers: answersOf(answers), planned: answers };
    const input = { workspace, registry, options, ...known, ...(findings ? { reports } : {}) };
    const plan = collectParts(input, keep, (done, of) => bar.to(done, of));
    checkSteps(plan, options.steps ?? []);
    return plan;
  } finally {
    bar.stop();
  }
}

function checkSteps(plan: Plan, wanted: readonly string[]): void {
  if (wanted.length === 0) return;
  const ids = new Set<string>();
  const inGroups = new Set<string>();
  for (const { group, steps, held } of plan.groups) {
    for (const { id } of [...steps, ...held]) {
      ids.add(id);
      inGroups.add(stepInGroup(group.id, id));
    }
  }
  const known = [...ids, ...inGroups];
  for (const id of wanted) {
    // A plan of several files puts the file behind the id; people may leave it out.
    if (known.some((each) => each === id || each.startsWith(`${id}:`) || each.startsWith(`${id}#`))) continue;
    const near = nearestName(id, [...ids]);
    const shown = id.replace('\n', '::');
    throw new ConfigError(
      `no step is called ${shown}${near ? `; did you mean ${near}?` : '; harden check lists them'}`,
    );
  }
}
