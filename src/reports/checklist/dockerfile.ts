import {
  type Group,
  type Repository,
  child,
  withSuffix,
  type Folder,
  parseImageReference,
  parent,
} from '../../model/index.js';
import {
  baseChain,
  hasPosixShell,
  shippedStages,
  stageByReference,
  type DockerfileDoc,
  type Instruction,
  type Stage,
  isContextCopy,
} from '../../dockerfile/index.js';
import { listEvents, listsMounted, packageCommands, isOfDistribution } from '../../runs/index.js';
import { imageProfile, type RuleSlug } from '../../knowledge/index.js';
import { countPlace, type Counts } from './tally.js';

/** The rules that the checks of a file spoke of. */
export interface Seen {
  readonly rules: ReadonlySet<RuleSlug>;
  /** How many findings spoke of a rule. */
  count(rule: RuleSlug): number;
}

const ROOT_RULES = ['image-runs-as-root', 'last-user-is-root'] as const satisfies RuleSlug[];
/** Packages of a language that are installed by name and without a version. */
const LOOSE_RULES = [
  'pip-packages-not-pinned',
  'npm-packages-not-pinned',
  'gem-or-go-packages-not-pinned',
] as const satisfies RuleSlug[];

/** Counts one Dockerfile. Who runs as root, keeps build tools or lacks a health check is what the checks found. */
export function countDockerfile(
  counts: Counts,
  doc: DockerfileDoc,
  group: Group,
  repository: Repository,
  seen: Seen,
): void {
  counts.dockerfiles++;
  const links = group.links.filter(({ dockerfile }) => dockerfile === doc.file);
  const runtime = runtimeStage(doc, links.find(({ target }) => target !== undefined)?.target);
  countUser(counts, runtime, seen);
  countImages(counts, doc);
  countPackages(counts, doc, seen);
  countApt(
    counts,
    doc,
    links.flatMap(({ target }) => target ?? []),
  );
  const keepsTools = seen.rules.has('build-tools-in-final-image');
  countPlace(counts.tools, !keepsTools);
  if (doc.stages.length > 1 || keepsTools) countPlace(counts.stages, doc.stages.length > 1);
  if (links.length === 0 && (seen.rules.has('healthcheck-missing') || has(runtime, 'HEALTHCHECK')))
    countPlace(counts.imageHealth, !seen.rules.has('healthcheck-missing'));
  for (const context of contextsOf(
    doc,
    links.map(({ context }) => context),
  ))
    countContext(counts, doc, context, repository);
}

function runtimeStage(doc: DockerfileDoc, target: string | undefined): Stage {
  return (target === undefined ? undefined : stageByReference(doc, target, doc.stages.length)) ?? doc.stages.at(-1)!;
}

function last(stage: Stage, keyword: string): Instruction | undefined {
  for (const each of baseChain(stage)) {
    const found = each.instructions.findLast((instruction) => instruction.keyword === keyword);
    if (found) return found;
  }
  return undefined;
}

function has(stage: Stage, keyword: string): boolean {
  return last(stage, keyword) !== undefined;
}

function countUser(counts: Counts, stage: Stage, seen: Seen): void {
  const root = ROOT_RULES.some((rule) => seen.rules.has(rule));
  // What is neither: images without a command of their own, with an entry point that drops root, or on a base nobody described.
  if (root || startsAsOther(stage)) countPlace(counts.users, !root);
  else counts.users.unknown++;
}

function startsAsOther(stage: Stage): boolean {
  const user = last(stage, 'USER')?.args.split(':')[0];
  if (user !== undefined) return /^[\w-]+$/.test(user) && user !== 'root' && !/^0+$/.test(user);
  const base = stage.rootImage === undefined ? undefined : imageProfile(stage.rootImage)?.defaultUser;
  return base !== undefined && base !== 'root';
}

function countImages(counts: Counts, doc: DockerfileDoc): void {
  const images = new Set<string>();
  for (const stage of doc.stages) if (!stage.base && stage.rootImage !== undefined) images.add(stage.rootImage);
  for (const image of images) countImage(counts, image);
}

/** Counts one image reference. Text that is none, and the empty image, count nowhere. */
export function countImage(counts: Counts, image: string): void {
  const reference = image === 'scratch' ? undefined : parseImageReference(image);
  if (!reference) return;
  countPlace(counts.digests, reference.digest !== undefined);
  countPlace(
    counts.versions,
    reference.digest !== undefined || (reference.tag !== undefined && reference.tag !== 'latest'),
  );
}

function countPackages(counts: Counts, doc: DockerfileDoc, seen: Seen): void {
  let installs = 0;
  for (const instruction of doc.instructions) {
    if (instruction.keyword !== 'RUN' || instruction.stage === -1) continue;
    const named = packageCommands(instruction).some(
      ({ manager, action, packages }) =>
        !isOfDistribution(manager) && manager !== 'bundle' && action === 'install' && packages.length > 0,
    );
    if (named) installs++;
  }
  const loose = LOOSE_RULES.reduce((total, rule) => total + seen.count(rule), 0);
  counts.packages.of += Math.max(installs, loose);
  counts.packages.good += Math.max(installs - loose, 0);
}

/** RUN instructions of shipped stages that fetch apt's lists: good where they end without them. */
function countApt(counts: Counts, doc: DockerfileDoc, targets: readonly string[]): void {
  if (!/\b(?:apt|apt-get|aptitude)\b/.test(doc.text)) return;
  const shipped = shippedStages(doc, targets);
  for (const instruction of doc.instructions) {
    if (instruction.keyword !== 'RUN' || instruction.stage === -1 || !shipped.has(doc.stages[instruction.stage]!))
      continue;
    if (!hasPosixShell(doc, instruction)) continue;
    const events = listEvents(doc, instruction);
    const fetched = events.findLastIndex(({ kind }) => kind === 'update');
    if (fetched === -1) continue;
    countPlace(counts.apt, listsMounted(instruction) || events.slice(fetched).some(({ kind }) => kind === 'remove'));
  }
}

function contextsOf(doc: DockerfileDoc, linked: readonly Folder[]): Iterable<Folder> {
  if (!doc.instructions.some(copiesFromContext)) return [];
  if (linked.length > 0) return new Set(linked);
  return [parent(doc.file)];
}

function copiesFromContext(instruction: Instruction): boolean {
  return isContextCopy(instruction) && !/^(?:https?|<<)/.test(instruction.args);
}

function countContext(counts: Counts, doc: DockerfileDoc, context: Folder, repository: Repository): void {
  if (counts.contexts.get(context) === true) return;
  const beside = withSuffix(doc.file, '.dockerignore');
  const inside = child(context, '.dockerignore');
  counts.contexts.set(context, repository.kind(inside) === 'file' || repository.kind(beside) === 'file');
}
