import type { Edit, FilePath, GroupPlan, Step } from '../model/index.js';
import { LineIndex, sortEdits } from '../text/index.js';

/** For each line of a text the number it has in the file on disk; nothing for a line that a step put in. */
export type LineNumbers = readonly (number | undefined)[];

/** For each step and each file it changes, the numbers of the lines it started from. */
export type DiskLines = ReadonlyMap<Step, ReadonlyMap<FilePath, LineNumbers>>;

/**
 * What a person has open is the file on disk, so every number on a page is one of its lines, whatever the steps before
 * put in or took out. A text that the steps do not lead to, as somebody edited it, is numbered as it stands.
 */
export function diskLines({ steps }: Pick<GroupPlan, 'steps'>): DiskLines {
  const now = new Map<FilePath, { text: string; numbers: LineNumbers }>();
  const found = new Map<Step, ReadonlyMap<FilePath, LineNumbers>>();
  for (const step of steps) {
    const lines = new Map<FilePath, LineNumbers>();
    for (const { path, before, after } of step.files) {
      if (before === undefined) continue;
      const known = now.get(path);
      const numbers = known?.text === before ? known.numbers : counted(before);
      const edits = step.changes.filter((change): change is Edit => change.kind === 'edit' && change.file === path);
      now.set(path, { text: after, numbers: carried(numbers, { before, after, edits }) });
      lines.set(path, numbers);
    }
    found.set(step, lines);
  }
  return found;
}

function counted(text: string): LineNumbers {
  return Array.from({ length: new LineIndex(text).count }, (_, line) => line + 1);
}

interface Written {
  readonly before: string;
  readonly after: string;
  readonly edits: readonly Edit[];
}

/**
 * The numbers after a step. A line keeps the number of the line where its beginning stood, which is the first one of
 * what an edit replaced; what was only put in has none, and no number comes twice.
 */
function carried(numbers: LineNumbers, { before, after, edits }: Written): LineNumbers {
  const old = new LineIndex(before);
  const lines = new LineIndex(after);
  const sorted = sortEdits(edits);
  let next = 0;
  let shift = 0;
  let last = 0;
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
