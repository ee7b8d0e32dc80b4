import { isNewFile, type Edit, type FilePath, type GroupPlan, type Step, type StepFile } from '../model/index.js';
import { changedPart, LineIndex, sortEdits } from '../text/index.js';
import { replaceRange } from './replace-range.js';

/** For each line of a text the number it has in the file on disk; nothing for a line that a step put in. They rise. */
export type LineNumbers = readonly (number | undefined)[];

/** A file as one step changes it. */
interface Written {
  readonly step: Step;
  readonly file: StepFile;
}

/** Where the numbers of a file have been followed to: they are those of the text before step `at` of its steps. */
interface Followed {
  readonly at: number;
  readonly numbers: (number | undefined)[];
}

/**
 * What a person has open is the file on disk, so every number on a page is one of its lines, whatever the steps before
 * put in or took out. A text that the steps do not lead to, as somebody edited it, is numbered as it stands. Worked out
 * step by step as the page asks, since a file has as many texts as steps.
 */
export class DiskLines {
  private readonly written = new Map<FilePath, Written[]>();
  private readonly places = new Map<Step, ReadonlyMap<FilePath, number>>();
  private readonly followed = new Map<FilePath, Followed>();

  constructor(groups: readonly Pick<GroupPlan, 'steps'>[]) {
    for (const { steps } of groups) for (const step of steps) this.add(step);
  }

  private add(step: Step): void {
    const places = new Map<FilePath, number>();
    for (const file of step.files) {
      if (isNewFile(file)) continue;
      const list = this.written.get(file.path) ?? [];
      this.written.set(file.path, list);
      places.set(file.path, list.length);
      list.push({ step, file });
    }
    this.places.set(step, places);
  }

  /** The numbers of the lines that a step started from, until the next call; nothing where it makes the file. */
  of(step: Step, path: FilePath): LineNumbers | undefined {
    const wanted = this.places.get(step)?.get(path);
    if (wanted === undefined) return undefined;
    const list = this.written.get(path)!;
    const before = this.followed.get(path);
    let now: Followed = before && before.at <= wanted ? before : { at: 0, numbers: counted(list[0]!.file) };
    while (now.at < wanted) now = followStep(now, list[now.at]!, list[now.at + 1]!.file);
    this.followed.set(path, now);
    return now.numbers;
  }
}

function followStep({ at, numbers }: Followed, { step, file }: Written, next: StepFile): Followed {
  if (!leadsTo(file, next)) return { at: at + 1, numbers: counted(next) };
  const edits =
    file.versions?.edits ??
    step.changes.filter((change): change is Edit => change.kind === 'edit' && change.file === file.path);
  const { before, after, start, above } = file.versions
    ? changedPart(file.versions, 0)
    : { before: file.before!, after: file.after, start: 0, above: 0 };
  const count = new LineIndex(before).count;
  const old = numbers.slice(above, above + count);
  const last = numbers.slice(0, above).findLast((number) => number !== undefined) ?? 0;
  const moved = edits.map((edit) => ({
    ...edit,
    span: { start: edit.span.start - start, end: edit.span.end - start },
  }));
  const renumbered = carried(old, { before, after, edits: moved, last });
  return { at: at + 1, numbers: replaceRange(numbers, above, count, renumbered) };
}

/** Whether the next step of a file starts from the text that this one leaves. */
function leadsTo(file: StepFile, next: StepFile): boolean {
  if (file.versions && file.versions.after === next.versions?.before) return true;
  return file.after === next.before;
}

function counted(file: StepFile): (number | undefined)[] {
  const text = file.versions ? file.versions.before.toString() : (file.before ?? '');
  return Array.from({ length: new LineIndex(text).count }, (_, line) => line + 1);
}

interface Change {
  readonly before: string;
  readonly after: string;
  readonly edits: readonly Edit[];
  /** The number of the line above. */
  readonly last: number;
}

/**
 * The numbers after a step. A line keeps the number of the line where its beginning stood, which is the first one of
 * what an edit replaced; what was only put in has none, and no number comes twice.
 */
function carried(numbers: LineNumbers, { before, after, edits, last: above }: Change): LineNumbers {
  const old = new LineIndex(before);
  const lines = new LineIndex(after);
  const sorted = sortEdits(edits);
  let next = 0;
  let shift = 0;
  let last = above;
  return Array.from({ length: lines.count }, (_, line) => {
    const { start, end } = lines.whole(line);
    while (next < sorted.length && sorted[next]!.span.start + shift + sorted[next]!.text.length <= start) {
      const { span, text } = sorted[next++]!;
      shift += text.length - (span.end - span.start);
    }
    const edit = sorted[next];
    const inside = edit !== undefined && edit.span.start + shift <= start;
    const putIn = inside && edit.expect === '' && end <= edit.span.start + shift + edit.text.length;
    if (putIn) return undefined;
    const number = numbers[old.lineAt(inside ? edit.span.start : start - shift)];
    if (number === undefined || number <= last) return undefined;
    last = number;
    return number;
  });
}
