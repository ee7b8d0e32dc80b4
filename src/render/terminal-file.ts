import type { Step } from '../model/index.js';
import { changedFiles } from './file-view.js';
import type { LineNotes, NumberedChange } from './line-notes.js';
import { layProse, roomOf, type Page } from './page.js';
import { plural, type FileSteps } from './summary.js';
import { terminalDiff, type DiffLayout } from './terminal-diff.js';
import { BADGES, fileNote } from './terminal-parts.js';
import { afterLabel, assumptionKey, findEarlierStep, shortId, type Said } from './told.js';
import { oneLine, widthOf } from './visible.js';

export interface FileView {
  /** All files that have a heading of their own. */
  readonly files: readonly FileSteps[];
  readonly numberOf: (step: Step) => number;
  /** What the steps above said. */
  readonly said: Said;
}

const INDENT = 2;

/** A file once, as it will be, with the numbers of its steps in the margin, and below it a line for each step. */
export function terminalFile(page: Page, file: FileSteps, view: FileView): string[] {
  const lines: string[] = [];
  for (const changed of changedFiles(file, view.files, view.numberOf)) {
    const { path, before, after, notes, changes } = changed;
    const layout = { indent: INDENT, most: Number.POSITIVE_INFINITY, margin: marginOf(notes, changes) };
    const diff = terminalDiff(page, { before, after }, layout);
    if (diff.length === 0) continue;
    if (path !== file.path) lines.push(' '.repeat(INDENT) + fileNote(page, path, before === undefined));
    for (const line of diff) lines.push(line);
    lines.push('');
  }
  const listed = file.steps.slice(0, file.steps.length - file.small);
  const width = String(view.numberOf(file.steps.at(-1)!)).length;
  const badge = listed.reduce((most, step) => Math.max(most, badgeText(step).length), 0);
  for (const step of listed) lines.push(...stepRows(page, step, { number: width, badge }, view));
  if (file.small > 0) lines.push(smallRow(page, file, width, view));
  return lines;
}

/** More steps than these at one line are only said to be. */
const MOST_NUMBERS = 2;

/** A number stands at the first of the lines that it is about. */
function marginOf(notes: LineNotes, changes: readonly NumberedChange[]): NonNullable<DiffLayout['margin']> {
  const digits = String(changes.reduce((most, { number }) => Math.max(most, number), 0)).length;
  let last = '';
  return {
    width: MOST_NUMBERS * (digits + 1),
    note(line) {
      const numbers = line.after === undefined ? notes.removed(line.before!) : notes.added(line.after);
      const shown = numbers.slice(0, MOST_NUMBERS).join(',') + (numbers.length > MOST_NUMBERS ? '+' : '');
      const isSame = shown === last;
      last = shown;
      return isSame ? '' : shown;
    },
  };
}

/** Cells of the columns before the titles. */
interface Widths {
  readonly number: number;
  readonly badge: number;
}

const VERIFIED = ' verified';

function badgeText({ safety, verified }: Step): string {
  return safety + (verified ? VERIFIED : '');
}

/** The step in a line, and for one to review what it assumes and how to check that, in at most two more. */
function stepRows(page: Page, step: Step, width: Widths, { numberOf, said }: FileView): string[] {
  const number = numberOf(step);
  const hang = INDENT + width.number + 2 + width.badge + 2;
  const badge = BADGES[step.safety](page) + page.colors.green(step.verified ? VERIFIED : '');
  const padded = badge + ' '.repeat(width.badge - badgeText(step).length);
  const head = `${' '.repeat(INDENT)}${page.colors.cyan(String(number).padStart(width.number))}  ${padded}  `;
  const title = oneRow(page, step.title, hang);
  const id = `${page.signs.dot} ${oneLine(shortId(step), page.unicode)}`;
  const fits = hang + widthOf(title) + 1 + widthOf(id) <= roomOf(page);
  const rows = [head + page.colors.bold(title) + (fits ? ` ${page.colors.dim(id)}` : '')];
  const earlier = step.assumptions.map((each) => findEarlierStep(said, assumptionKey(each), number));
  const fresh = step.assumptions.filter((_, at) => earlier[at] === undefined);
  const [first] = fresh;
  const blank = INDENT + width.number + 2;
  if (first) {
    const more = fresh.length > 1 ? ` (and ${plural(fresh.length - 1, 'more', 'more')})` : '';
    const row = oneRow(page, afterLabel(first.believes), blank + HANG + more.length);
    rows.push(labelled(page, 'assumes', row + page.colors.dim(more), blank));
    rows.push(labelled(page, 'check by', oneRow(page, afterLabel(first.checkBy), blank + HANG), blank));
  } else if (earlier.length > 0) {
    const numbers = [...new Set(earlier)].join(', ');
    rows.push(labelled(page, 'assumes', page.colors.dim(`what step ${numbers} does`), blank));
  }
  return rows;
}

const HANG = 10;

function labelled(page: Page, label: string, text: string, blank: number): string {
  return `${' '.repeat(blank)}${page.colors.yellow(label.padEnd(HANG))}${text}`;
}

/** Text in a row, cut where it does not fit beside `taken` cells. */
function oneRow(page: Page, text: string, taken: number): string {
  const [first = '', ...more] = layProse(page, text, taken + 1);
  return first.trimStart() + (more.length === 0 ? '' : page.unicode ? '…' : '...');
}

function smallRow(page: Page, { steps, small }: FileSteps, width: number, { numberOf }: FileView): string {
  const folded = steps.slice(-small);
  const range = `${numberOf(folded[0]!)}-${numberOf(folded.at(-1)!)}`.padStart(width);
  const names = [...new Set(folded.map(({ transform }) => transform))].join(', ');
  const head = `${' '.repeat(INDENT)}${page.colors.cyan(range)}  ${BADGES.safe(page)}  `;
  const title = plural(small, 'small step');
  const row = oneRow(page, `${title} ${page.signs.dot} ${names}`, INDENT + range.length + 8);
  return head + page.colors.bold(title) + page.colors.dim(row.slice(title.length));
}
