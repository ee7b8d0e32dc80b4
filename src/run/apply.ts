import { type FileError, type FilePath, type GroupPlan, type Step, pathFrom } from '../model/index.js';
import { byRepository, commit, sha256Of, writeAll, type Write } from '../io/index.js';

export interface Applied {
  readonly files: readonly FilePath[];
  /** What is on disk now. A step that could not be written is not among them. */
  readonly steps: readonly Step[];
  readonly errors: readonly FileError[];
}

/**
 * Writes the final texts of a group. Files that a step changes together are written together or not at all; a file that
 * cannot be written does not keep the others from it.
 */
export function applyGroup(root: string, plan: GroupPlan): Applied {
  const files: FilePath[] = [];
  const errors: FileError[] = [];
  for (const unit of unitsOf(plan)) {
    const writes: Write[] = [];
    for (const path of unit) {
      const text = plan.result.get(path);
      if (text !== undefined) writes.push({ path, text, expectSha256: plan.base.get(path)?.sha256 });
    }
    const failed = writes.length === 0 ? [] : writeAll(root, writes);
    if (failed.length === 0) files.push(...writes.map(({ path }) => path));
    errors.push(...failed, ...leftBehind(unit, failed));
  }
  const written = new Set(files);
  // A file that ends as it began is in no result and needs no writing.
  const done = ({ path }: Step['files'][number]): boolean => written.has(path) || !plan.result.has(path);
  return { files, errors, steps: plan.steps.filter((step) => step.files.every(done)) };
}

/** Sets of files that steps tie together. */
function unitsOf({ steps, result }: GroupPlan): Set<FilePath>[] {
  const units = new Map<FilePath, Set<FilePath>>();
  for (const path of result.keys()) units.set(path, new Set([path]));
  for (const { files } of steps) {
    const joined = new Set(files.flatMap(({ path }) => [...(units.get(path) ?? [path])]));
    for (const path of joined) units.set(path, joined);
  }
  return [...new Set(units.values())];
}

function leftBehind(unit: ReadonlySet<FilePath>, failed: readonly FileError[]): FileError[] {
  const [first] = failed;
  if (!first) return [];
  const named = new Set(failed.map(({ path }) => path));
  const others = [...unit].filter((path) => !named.has(path));
  return others.map((path) => ({ path, message: `not written, since a step changes it together with ${first.path}` }));
}

/**
 * Writes the steps of a group one by one, each as a git commit. Stops at the first that cannot be written or committed
 * and takes it back; what was committed before it stays.
 */
export function commitSteps(root: string, plan: GroupPlan, message: (step: Step) => string): Applied {
  const files = new Set<FilePath>();
  const steps: Step[] = [];
  for (const step of plan.steps) {
    const errors = writeAll(root, step.files.map(forwards));
    if (errors.length > 0) return { files: [...files], steps, errors };
    const error = commitFiles(root, step, message(step));
    if (error !== undefined) return { files: [...files], steps, errors: [takeBack(root, step, error)] };
    for (const { path } of step.files) files.add(path);
    steps.push(step);
  }
  return { files: [...files], steps, errors: [] };
}

function commitFiles(root: string, step: Step, message: string): string | undefined {
  const repositories = [
    ...byRepository(
      root,
      step.files.map(({ path }) => path),
    ),
  ];
  if (repositories.length > 1) return 'its files lie in several repositories, so no one commit can hold it';
  const [folder, paths] = repositories[0]!;
  if (folder === '') return commit(root, paths, message).error;
  const inside = paths.flatMap((path) => pathFrom(folder, path) || []);
  return commit(`${root}/${folder}`, inside, message).error;
}

function forwards({ path, before, after }: Step['files'][number]): Write {
  return { path, text: after, expectSha256: before === undefined ? undefined : hashOf(before) };
}

/** Puts back what a step wrote that could not be committed, as far as nobody changed it since. */
function takeBack(root: string, step: Step, error: string): FileError {
  const message = `git could not commit ${step.id}: ${error}`;
  const back = step.files.flatMap(({ path, before, after }) =>
    before === undefined ? [] : [{ path, text: before, expectSha256: hashOf(after) }],
  );
  const left = [
    ...step.files.filter(({ before }) => before === undefined).map(({ path }) => path),
    ...writeAll(root, back).map(({ path }) => path),
  ];
  const hint = left.length === 0 ? 'the step was taken back' : `written and not committed: ${left.join(', ')}`;
  return { path: step.at.file, message, hint: `${hint}; mend what git names and run harden again` };
}

function hashOf(text: string): string {
  return sha256Of(Buffer.from(text, 'utf8'));
}
