// A file once, as it will be, with the steps that its lines come from: how a plan is read in one sitting, wherever.
import type { FilePath, Step } from '../model/index.js';
import { LineIndex } from '../text/index.js';
import { lineNotes, type LineNotes, type NumberedChange } from './line-notes.js';
import type { FileSteps } from './summary.js';

/** Numbers of steps in the order in which they are shown. */
export function numberSteps(files: readonly FileSteps[]): (step: Step) => number {
  const numbers = new Map(files.flatMap(({ steps }) => steps).map((step, at) => [step, at + 1]));
  return (step) => numbers.get(step)!;
}

/** A file before all steps and after them, and which step each line is of. */
export interface ChangedFile {
  readonly path: FilePath;
  /** `undefined`: a step makes it. */
  readonly before: string | undefined;
  readonly after: string;
  readonly notes: LineNotes;
  readonly changes: readonly NumberedChange[];
}

/** The file of a heading, and those that its steps change first and that have no heading. */
export function changedFiles(
  { path, group, steps }: FileSteps,
  files: readonly FileSteps[],
  numberOf: (step: Step) => number,
): ChangedFile[] {
  const headed = new Set(files.map((file) => file.path));
  const own = new Set(steps);
  const others = [...group.result.keys()].filter((other) => {
    if (headed.has(other)) return false;
    const first = group.steps.find((step) => step.files.some((file) => file.path === other));
    return first !== undefined && own.has(first);
  });
  return [path, ...others].flatMap((each) => changedFile(each, group, numberOf) ?? []);
}

function changedFile(
  path: FilePath,
  group: FileSteps['group'],
  numberOf: (step: Step) => number,
): ChangedFile | undefined {
  const before = group.base.get(path)?.text;
  const after = group.result.get(path);
  if (after === undefined) return undefined;
  const changes = group.steps.flatMap((step) =>
    step.files.filter((file) => file.path === path).map((file): NumberedChange => ({ number: numberOf(step), file })),
  );
  const count = before === undefined ? 0 : new LineIndex(before).count;
  return { path, before, after, notes: lineNotes(count, changes), changes };
}
