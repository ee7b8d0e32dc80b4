import {
  type Answers,
  ParseError,
  type BuildLink,
  type FileError,
  type FilePath,
  type Group,
  type GroupPlan,
  type Plan,
  type PlannedAnswer,
  type SourceFile,
  type Step,
} from '../model/index.js';
import { composeLinks, parseCompose } from '../compose/index.js';
import { withoutTag, namedBuilds } from '../images/index.js';
import { readEvidence } from '../evidence/index.js';
import { parseManifests } from '../kubernetes/index.js';
import {
  groupFiles,
  planGroup,
  type FileLinks,
  type GroupInput,
  type GroupResult,
  type PlanOptions,
  type Registry,
  type Reports,
} from '../planner/index.js';
import { observedServices, unchanged } from './observations.js';
import type { Workspace, WorkspaceFile } from './workspace.js';

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
  const groups = readGroups(input.workspace);
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
  const { repository } = input.workspace;
  const observed = observedServices(input.workspace, input.now ?? Date.now());
  const evidence: GroupInput['evidence'] = (tree, own) =>
    readEvidence(tree, own, unchanged(observed, repository, tree));
  const base = { group, files, repository, registry, options, evidence, ...(taken ? { taken } : {}) };
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

/** The files of a workspace as they refer to each other, and to images that are built of them. */
export function readGroups(workspace: Workspace): Group[] {
  const { files, repository } = workspace;
  const paths = files
    .filter(({ target }) => target === 'dockerfile' || target === 'kubernetes')
    .map(({ path }) => path);
  const named = files.some(({ target }) => target === 'dockerfile') ? namedBuilds(repository, paths) : [];
  return groupFiles(readLinks(workspace, named.length > 0), named);
}

/** The links of every file. Reads only what can have one: Compose files that build, and manifests where one names an image. */
function readLinks(workspace: Workspace, isNamed: boolean): FileLinks[] {
  const compose = workspace.files
    .filter(({ target }) => target === 'compose')
    .map((file) => linksOf(workspace, file, 'build'));
  const named = isNamed || compose.some(({ images }) => images.length > 0);
  const others = workspace.files
    .filter(({ target }) => target !== 'compose')
    .map((file) =>
      named && file.target === 'kubernetes' ? linksOf(workspace, file, 'image') : { ...file, builds: [], images: [] },
    );
  return [...compose, ...others];
}

function linksOf(workspace: Workspace, file: WorkspaceFile, word: string): FileLinks {
  const none: FileLinks = { ...file, builds: [], images: [] };
  const read = workspace.read(file.path);
  if (!('text' in read) || !read.text.includes(word)) return none;
  try {
    return file.target === 'compose' ? composeFileLinks(file, read.text) : kubernetesFileLinks(file, read.text);
  } catch (error) {
    if (error instanceof ParseError) return none; // planning the file reports it, with its place
    throw error;
  }
}

function composeFileLinks(file: WorkspaceFile, text: string): FileLinks {
  const doc = parseCompose(file.path, text);
  const builds: Omit<BuildLink, 'file'>[] = [];
  for (const { service, context, dockerfile, target } of composeLinks(doc)) {
    if (context === undefined || !dockerfile) continue;
    builds.push({ service, context, dockerfile, ...(target === undefined ? {} : { target }) });
  }
  const images = doc.services.flatMap((service) => (service.build && service.image ? [withoutTag(service.image)] : []));
  return { ...file, builds, images };
}

function kubernetesFileLinks(file: WorkspaceFile, text: string): FileLinks {
  const images = new Set<string>();
  for (const workload of parseManifests(file.path, text).workloads) {
    for (const { image } of workload.containers) if (image) images.add(withoutTag(image));
  }
  return { ...file, builds: [], images: [...images] };
}

/** The first of the files in which each service is defined. Files that cannot be read have none. */
export function readComposeServices(workspace: Workspace, files: readonly FilePath[]): ReadonlyMap<string, FilePath> {
  const found = new Map<string, FilePath>();
  for (const path of files) {
    const read = workspace.read(path);
    if (!('text' in read)) continue;
    for (const { name } of parseCompose(path, read.text).services) if (!found.has(name)) found.set(name, path);
  }
  return found;
}
