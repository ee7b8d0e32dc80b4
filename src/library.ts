import { resolve } from 'node:path';
import { defaultConfig, LOCK_FILE, parseConfig, parseLock, type Config } from './config/index.js';
import {
  answersOf,
  applyGroup,
  collectPlan,
  diskWorkspace,
  findConfig,
  Frame,
  limitsOf,
  memoryWorkspace,
  metasOf,
  planOptions,
  questionsOf,
  readLock,
  sniffYaml,
  type Limits,
  type RunInput,
  type Selection,
  type Workspace,
  type WorkspaceFile,
} from './run/index.js';
import { builtWorker, diskTree, isPipeline, kindOfFileName } from './io/index.js';
import {
  type Answer,
  type Answers,
  type FileError,
  filePath,
  type FilePath,
  type Lookup,
  lookupKey,
  type Plan,
  type PlannedAnswer,
  baseName,
} from './model/index.js';
import { reports } from './reports/index.js';
import { registry } from '../transforms/index.js';

export interface PlanRequest extends Selection {
  /** Folder that paths are relative to and nothing is read outside of. Default: the working directory. */
  readonly root?: string;
  /** Files and folders below the root. Default: all of it. */
  readonly paths?: readonly string[];
  /** Texts by path, instead of the disk. */
  readonly files?: Readonly<Record<string, string>>;
  /** The text of a `.harden.yaml`, or `false` for none. Default: the file in the root; none where `files` is given. */
  readonly config?: string | false;
  /** What files that belong together may take to be planned. Default: 60 seconds, 1024 megabytes, and no more than the configuration says. */
  readonly limits?: Partial<Limits>;
  /** Answers to `questions`, by `lookupKey`. They count before those of `harden.lock`. */
  readonly answers?: Answers;
}

const metas = metasOf(registry);

/**
 * Plans what `harden fix --dry-run --offline` plans. Reads the disk only where `files` is not given, never writes, and
 * never connects: what images and packages are today comes from `answers` and from `harden.lock`.
 * @throws ConfigError for a mistake in the configuration or the lock, or an id that no transform has.
 */
export function plan(request: PlanRequest = {}): Plan {
  return withInput(request, (input) => planOf(request, input));
}

function planOf(request: PlanRequest, input: RunInput): Plan {
  const given = request.answers ?? new Map<string, Answer>();
  const lock = lockOf(request);
  const asked = questionsOf({ ...input, answers: new Map([...lock, ...given]) });
  const planned = asked.map((lookup): PlannedAnswer => {
    const question = lookupKey(lookup);
    const answer = given.get(question);
    if (answer) return { question, answer, source: 'given' };
    const locked = lock.get(question);
    return locked ? { question, answer: locked, source: 'lock' } : { question, answer: NOT_GIVEN, source: 'given' };
  });
  planned.sort((a, b) => (a.question < b.question ? -1 : 1));
  return collectPlan({ ...input, reports, answers: answersOf(planned), planned });
}

const NOT_GIVEN: Answer = {
  kind: 'none',
  why: 'offline',
  message: 'nothing was looked up; give the answer, or record it in harden.lock',
};

/**
 * What a plan of the same request wants to know of registries and package indexes; `lookupKey` of each is its key in
 * `answers`. An answer may raise another question (a base image with a version says for which Python a package is
 * wanted): with `answers` those are among them. Pure but for reading the disk.
 * @throws ConfigError as `plan`.
 */
export function questions(request: PlanRequest = {}): Lookup[] {
  const { answers } = request;
  return withInput(request, (input) => questionsOf({ ...input, ...(answers ? { answers } : {}) }));
}

function withInput<Result>(request: PlanRequest, use: (input: RunInput) => Result): Result {
  const { files, paths = ['.'], limits = {} } = request;
  const root = resolve(request.root ?? '.');
  const config = configOf(request, root);
  // What the caller wrote is his; a file in the root came with the repository.
  const frame = new Frame(limitsOf(limits, config, request.config !== undefined), builtWorker());
  try {
    const workspace = files ? inMemory(files, config, frame) : diskWorkspace({ root, paths, config, frame });
    return use({ workspace, registry, options: planOptions(config, request, metas) });
  } finally {
    frame.close();
  }
}

function lockOf({ files, root }: PlanRequest): Answers {
  if (!files) return readLock(diskTree(resolve(root ?? '.'))).answers;
  const text = files[LOCK_FILE];
  return text === undefined ? new Map() : parseLock(filePath(LOCK_FILE), text);
}

function configOf({ config, files }: PlanRequest, root: string): Config {
  if (config === false || (config === undefined && files)) return defaultConfig(metas);
  return config === undefined
    ? findConfig(diskTree(root), metas)
    : parseConfig(filePath('.harden.yaml'), config, metas);
}

function inMemory(files: Readonly<Record<string, string>>, config: Config, frame: Frame): Workspace {
  const found: WorkspaceFile[] = [];
  for (const name of Object.keys(files).sort()) {
    const path = filePath(name);
    const kind = kindOfFileName(baseName(path));
    const text = files[name]!;
    const target = isPipeline(path, text) ? 'pipeline' : kind === 'yaml' ? sniffYaml(text) : kind;
    if (config.ignores(path)) continue;
    if (target && target !== 'template' && target !== 'maybe-dockerfile') found.push({ path, target });
  }
  return memoryWorkspace(files, found, frame);
}

export interface ApplyRequest {
  /** The folder the plan was made for. Default: the working directory. */
  readonly root?: string;
}

/**
 * Writes a plan, and does not ask git whether that can be undone. Files that a step changes together are written
 * together or not at all. Gives the files written, and an error for each that was not.
 */
export function apply(
  plan: Plan,
  { root = '.' }: ApplyRequest = {},
): { readonly files: readonly FilePath[]; readonly errors: readonly FileError[] } {
  const files: FilePath[] = [];
  const errors: FileError[] = [];
  for (const group of plan.groups) {
    const applied = applyGroup(resolve(root), group);
    files.push(...applied.files);
    errors.push(...applied.errors);
  }
  return { files, errors };
}
