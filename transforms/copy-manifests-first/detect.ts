// A COPY of the whole source, and the RUNs behind it that install from manifests in it.
import {
  type Assumption,
  type Context,
  type FilePath,
  type Read,
  type RefusalCode,
  type UntoldCode,
  baseName,
  child,
  withSuffix,
  type Folder,
  words,
  type Stop,
  isStop,
  stop,
  nonEmpty,
  folderPath,
  isWithin,
  pathFrom,
} from '../../src/model/index.js';
import { broughtFile } from '../../src/runs/index.js';
import {
  buildStates,
  contextPath,
  copyArguments,
  expandArgs,
  isDockerignored,
  normalisePath,
  parseDockerignore,
  type DockerfileDoc,
  type Instruction,
  isCopy,
  isContextCopy,
} from '../../src/dockerfile/index.js';
import { isCheck } from './checks.js';
import { fetchesWhileBuilding } from './one-command.js';
import { filesWritten, readsAny } from './over.js';
import { workdirAt, type RunReading, type Touch } from './reading.js';
import { readRun } from './runs.js';
import { inImage, repeated } from './touched.js';

export interface BroadCopy {
  readonly instruction: Instruction;
  /** As written: `.`, `app/`. */
  readonly source: string;
  /** Absolute; below `/<base>` where the base image's own directory is meant. */
  readonly destination: string;
}

export interface Install {
  readonly instruction: Instruction;
  /** Files and folders relative to the copied folder that are not in the image before. */
  readonly files: readonly { readonly path: string; readonly folder: boolean; readonly optional: boolean }[];
  readonly because: readonly Read<string>[];
  /** Folders that it fills and that a build context may hold as well. */
  readonly mixed: readonly string[];
  /** A command that fetches alone, for a RUN that builds as well. */
  readonly fetch: string | undefined;
  /** What only the program that the RUN starts decides. */
  readonly believes: Assumption | undefined;
  /** Index of the first link of the RUN that installs; those before it stay behind the source. */
  readonly later: number | undefined;
}

export interface Reorder {
  readonly copy: BroadCopy;
  /** COPYs right behind it that put single files over the source: they move with it. */
  readonly along: readonly Instruction[];
  readonly installs: readonly [Install, ...Install[]];
  /** The last install's RUN goes on with commands that need the source: index of the first such link. */
  readonly split: number | undefined;
}

/** Each COPY or ADD of one source from the build context. Whether it is a folder, the repository says. */
export function broadCopies(doc: DockerfileDoc): BroadCopy[] {
  const found: BroadCopy[] = [];
  for (const instruction of doc.instructions) {
    if (!isContextCopy(instruction) || instruction.stage === -1) continue;
    const args = copyArguments(instruction);
    if (args?.sources.length !== 1) continue;
    const { variables } = buildStates(doc)[instruction.index]!;
    const source = expandArgs(args.sources[0]!, variables);
    const written = expandArgs(args.destination, variables);
    if (source === undefined || written === undefined || /[*?[<\\]|:\/\//.test(source)) continue;
    const destination = normalisePath(written.startsWith('/') ? written : `${workdirAt(doc, instruction)}/${written}`);
    found.push({ instruction, source, destination });
  }
  return found;
}

/** Instructions that stand anywhere. */
export const NEUTRAL = words('ENV ARG LABEL EXPOSE CMD ENTRYPOINT STOPSIGNAL HEALTHCHECK MAINTAINER WORKDIR SHELL');

/** What would change; an obstacle; or nothing where no install follows the copy. */
export function findReorder(
  doc: DockerfileDoc,
  copy: BroadCopy,
  contexts: readonly Folder[],
  context: Context,
): Reorder | Stop<Instruction> | undefined {
  const { repository } = context.evidence;
  const [first] = contexts;
  const root = first === undefined ? undefined : contextPath(first, copy.source);
  if (root === undefined || (root !== '' && repository.kind(root) !== 'directory')) return undefined;
  if (holdsOnlyManifests(root, context)) return undefined;
  const installs: Install[] = [];
  const brought = new Set<string>();
  const along: Instruction[] = [];
  const over = new Set<string>();
  const touches: Touch[] = [];
  const made: FilePath[] = [];
  let split: number | undefined;
  let stopped: { instruction: Instruction; reading: RunReading | undefined } | undefined;
  const stage = doc.stages[copy.instruction.stage]!;
  for (const instruction of stage.instructions) {
    if (instruction.index <= copy.instruction.index || NEUTRAL.has(instruction.keyword)) continue;
    const reading =
      instruction.keyword === 'RUN' ? readRun(doc, instruction, copy.destination, root, context) : undefined;
    if (reading?.kind === 'independent') {
      made.push(...(reading.makes ?? []));
      continue;
    }
    if (isElsewhere(doc, instruction, copy.destination)) continue;
    const follows = instruction.index === (along.at(-1) ?? copy.instruction).index + 1;
    const written = follows ? filesWritten(doc, instruction, copy.destination) : undefined;
    const renames =
      written && !written.some((path) => baseName(path) === baseName(copyArguments(instruction)!.sources[0]!));
    if (!renames && isSame(doc, instruction, copy, root, context, brought)) continue;
    const touched = follows && reading?.kind === 'dependent' ? reading.touches : undefined;
    const checks = follows && reading?.kind === 'dependent' && isCheck(doc, instruction);
    if (written || touched || checks) {
      along.push(instruction);
      touches.push(...(touched ?? []));
      for (const path of written ?? []) over.add(path);
      continue;
    }
    const before = reading?.kind === 'installs' ? repeatedFor(reading, touches, copy.destination, root) : undefined;
    if (reading?.kind === 'installs' && before && !readsAny(reading.files, over, copy.destination, root)) {
      const fetch = reading.fetch === undefined ? undefined : [...before, reading.fetch].join(' && ');
      const read = { ...reading, fetch, writes: [...made, ...reading.writes] };
      const install = installOf(doc, copy, instruction, read, first!, root, context, brought);
      if (isStop(install)) {
        if (installs.length === 0) return install;
        break;
      }
      installs.push(install);
      // What one has copied is there for the next.
      for (const { path, folder } of install.files)
        if (!folder) brought.add(normalisePath(`${copy.destination}/${path}`));
      split = reading.split;
      if (split === undefined && reading.fetch === undefined && reading.later === undefined) continue;
    }
    const isRead = reading?.kind === 'installs' && along.length > 0;
    stopped = isRead ? { instruction: along[0]!, reading: undefined } : { instruction, reading };
    break;
  }
  const several = nonEmpty(installs);
  if (!several)
    return (
      stopped &&
      (obstacle(doc, stopped.instruction, stopped.reading, copy, root, context) ??
        fetchesWhileBuilding(doc, stopped.instruction, root, context))
    );
  if (contexts.length > 1)
    return stop(
      'ambiguous',
      'the Dockerfile is built with several contexts, and what is installed is not the same in each',
    );
  if (made.length > 0 && workdirAt(doc, copy.instruction) !== copy.destination)
    return stop(
      'used-later',
      'a virtual environment is made in the folder that the source makes, whose owner would be another; write WORKDIR above the source',
    );
  const odd = copy.instruction.flags.find(({ name }) => !['chown', 'chmod', 'link'].includes(name));
  if (odd)
    return stop(
      'unsupported-syntax',
      `--${odd.name} decides what is copied, and would have to be divided between two lines`,
    );
  return { copy, along, installs: several, split };
}

/** What was done to files of an install has to be done in front of it as well; an install itself takes none of that along. */
function repeatedFor(
  { files, fetch }: Extract<RunReading, { kind: 'installs' }>,
  touches: readonly Touch[],
  destination: string,
  root: Folder,
): readonly string[] | undefined {
  const before = repeated(touches, inImage(files, destination, root));
  return fetch === undefined && before && before.length > 0 ? undefined : before;
}

/** A folder of requirements or patches is no source. */
function holdsOnlyManifests(root: Folder, { evidence: { repository } }: Context): boolean {
  const names = repository.list(root);
  return (
    root !== '' &&
    names.length > 0 &&
    names.every((name) => /\.(?:txt|in|lock|toml|json|ya?ml|patch|prisma)$/.test(name))
  );
}

/** A COPY of single files that the source brings to the same place, or does not have: their order says nothing. */
function isSame(
  doc: DockerfileDoc,
  instruction: Instruction,
  copy: BroadCopy,
  root: Folder,
  { evidence: { repository } }: Context,
  brought: Set<string>,
): boolean {
  const args = instruction.keyword === 'COPY' ? copyArguments(instruction) : undefined;
  if (!args || instruction.heredocs.length > 0 || flagsOf(instruction) !== flagsOf(copy.instruction)) return false;
  const { variables } = buildStates(doc)[instruction.index]!;
  const written = expandArgs(args.destination, variables);
  const source = contextPath('', copy.source);
  if (written === undefined || source === undefined) return false;
  const to = normalisePath(written.startsWith('/') ? written : `${workdirAt(doc, instruction)}/${written}`);
  const context = source === '' ? root : folderPath(root.slice(0, Math.max(0, root.length - source.length - 1)));
  const targets: string[] = [];
  for (const raw of args.sources) {
    const path = expandArgs(raw, variables);
    const file = path === undefined || /[*?[]/.test(path) ? undefined : contextPath(context, path);
    if (file === undefined || file === '' || repository.kind(file) !== 'file') return false;
    const name = baseName(file);
    const isFolder =
      args.sources.length > 1 ||
      /\/$|(?:^|\/)\.$/.test(written) ||
      to === copy.destination ||
      to === workdirAt(doc, instruction);
    const target = isFolder ? `${to}/${name}` : to;
    if (!isWithin(target, copy.destination)) return false;
    const inside = target.slice(copy.destination.length).replace(/^\//, '');
    const own = child(root, inside);
    if (own !== file && repository.kind(own) !== undefined) return false;
    targets.push(target);
  }
  for (const target of targets) brought.add(target);
  return targets.length > 0;
}

/** With another owner or mode than the source, what comes later would count. */
function flagsOf({ flags }: Instruction): string {
  return flags
    .map(({ name, value }) => `${name}=${value}`)
    .sort()
    .join(' ');
}

/** A COPY that puts its files where the source does not go. */
function isElsewhere(doc: DockerfileDoc, instruction: Instruction, destination: string): boolean {
  if (!isCopy(instruction)) return false;
  const args = copyArguments(instruction);
  const written = args && expandArgs(args.destination, buildStates(doc)[instruction.index]!.variables);
  if (written === undefined) return false;
  const to = normalisePath(written.startsWith('/') ? written : `${workdirAt(doc, instruction)}/${written}`);
  return !isWithin(to, destination) && !isWithin(destination, to);
}

/** An install that comes too late, or whose inputs are not known, is worth a word; anything else is no such pattern. */
function obstacle(
  doc: DockerfileDoc,
  stopped: Instruction,
  reading: RunReading | undefined,
  copy: BroadCopy,
  root: Folder,
  context: Context,
): Stop<Instruction> | undefined {
  if (reading?.kind === 'untold') return stop(CODES[reading.code], reading.message, stopped);
  const later = doc.stages[stopped.stage]!.instructions.find((each) => {
    if (each.keyword !== 'RUN' || each.index <= stopped.index) return false;
    return readRun(doc, each, copy.destination, root, context).kind === 'installs';
  });
  if (!later && !(reading?.kind === 'dependent' && reading.installs)) return undefined;
  const what =
    stopped.keyword === 'RUN' && reading?.kind === 'dependent'
      ? reading.what
      : `${stopped.keyword} on line ${stopped.lineMark}`;
  return stop(
    'used-later',
    `${what} stands between the source and the install and may need the source; where it does not, put it behind the install`,
    stopped,
  );
}

const CODES: Readonly<Record<UntoldCode, RefusalCode>> = {
  'not-an-install': 'needs-evidence',
  'writes-manifest': 'conflicts',
  'unread-manifest': 'needs-evidence',
  'local-source': 'used-later',
  'own-hook': 'used-later',
  'whole-project': 'used-later',
  vendored: 'needs-decision',
  'unknown-option': 'contains-variable',
};

/** An install, with the files that the copied folder has to bring for it. */
export function installOf(
  doc: DockerfileDoc,
  copy: BroadCopy,
  instruction: Instruction,
  reading: Extract<RunReading, { kind: 'installs' }>,
  context: Folder,
  root: Folder,
  { evidence: { repository } }: Context,
  known: ReadonlySet<string>,
): Install | Stop<Instruction> {
  const own = withSuffix(doc.file, '.dockerignore');
  const ignoreFile = repository.kind(own) === 'file' ? own : child(context, '.dockerignore');
  const rules = parseDockerignore(repository.kind(ignoreFile) === 'file' ? (repository.read(ignoreFile) ?? '') : '');
  const inContext = (path: FilePath): string => pathFrom(context, path) ?? path;
  const inSource = (path: FilePath): string => pathFrom(root, path) ?? path;
  for (const file of reading.needs) {
    if (!isDockerignored(rules, inContext(file))) continue;
    return stop(
      'conflicts',
      `${ignoreFile} leaves ${inContext(file)} out of the build context, and the install needs it`,
      instruction,
    );
  }
  const mixed = reading.writes.map(inContext).filter((folder) => !isDockerignored(rules, folder));
  const files: { path: string; folder: boolean; optional: boolean }[] = [];
  for (const file of reading.files) {
    if (isDockerignored(rules, inContext(file))) continue;
    if (!isWithin(file, root)) {
      return stop('used-later', `the install reads ${file}, which lies outside the copied folder`, instruction);
    }
    const path = inSource(file);
    if (!/^[\w@.+/-]+$/.test(path))
      return stop('unsupported-syntax', `${path} has characters that COPY would need quoted`, instruction);
    const target = normalisePath(`${copy.destination}/${path}`);
    const folder = repository.kind(file) === 'directory';
    const brought =
      (known.has(target) && !folder) ||
      (!folder && broughtFile(doc, copy.instruction, target, undefined, context, repository) === file);
    if (!brought) files.push({ path, folder, optional: !reading.needs.includes(file) && repository.ignored(file) });
  }
  const { because, fetch, believes, later } = reading;
  return { instruction, files, because, mixed, fetch, believes, later };
}
