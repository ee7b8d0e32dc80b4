import { isNewFile, type StepFile } from '../model/index.js';
import { hunksOfFile } from '../text/index.js';
import type { DiffLine, Hunk } from '../text/index.js';
import { pairLines } from './diff-pairs.js';
import type { Shown } from './diff-pairs.js';
import type { LineNumbers } from './disk-lines.js';
import type { Page } from './page.js';
import { cutText, expandTabs, firstPiece, makeVisible } from './visible.js';

/** Longest line shown, and the most lines of what one step makes of a file. Patches are never cut. */
const LONGEST_LINE = 400;
const MOST_LINES = 300;

export interface DiffLayout {
  readonly indent: number;
  /** Numbers on disk of the lines before. Default: as they are counted. */
  readonly numbers?: LineNumbers | undefined;
  readonly context?: number;
  /** Lines shown; the rest is counted. */
  readonly most?: number;
  /** What stands in the margin beside a line that changes, and how wide the margin is. */
  readonly margin?: { readonly width: number; note(line: DiffLine): string };
}

/** The change of one text as lines for a terminal: number on disk, mark, text. A text that is new has no numbers. */
export function terminalDiff(
  page: Page,
  file: Omit<StepFile, 'path'>,
  { indent, numbers, context = 3, most = MOST_LINES, margin }: DiffLayout,
): string[] {
  const hunks = hunksOfFile(file, context);
  const onDisk = (line: number | undefined) => (line === undefined ? undefined : numbers ? numbers[line - 1] : line);
  const ends = hunks.map((hunk) => hunk.beforeStart + hunk.beforeCount);
  const highest = numbers ? highestOf(numbers) : Math.max(1, ...ends);
  const layout: Layout = { indent, digits: isNewFile(file) ? 0 : String(highest).length, onDisk, margin };
  const out: string[] = [];
  let total = 0;
  for (const [at, hunk] of hunks.entries()) {
    const blank = indent + (margin ? margin.width + 1 : 0) + layout.digits - 1;
    if (at > 0) out.push(' '.repeat(blank) + page.colors.dim(page.signs.gap));
    for (const shown of pairLines(cleaned(page, hunk))) {
      total++;
      if (total <= most) out.push(...drawLine(page, shown, layout));
    }
  }
  if (total <= most) return out;
  const note = `${total - most} more changed lines; --output FILE writes the whole patch`;
  return [...out, ' '.repeat(indent) + page.colors.dim(note)];
}

/** They rise, so it is the last one. */
function highestOf(numbers: LineNumbers): number {
  for (let at = numbers.length - 1; at >= 0; at--) if (numbers[at] !== undefined) return numbers[at]!;
  return 1;
}

interface Layout {
  readonly indent: number;
  readonly digits: number;
  /** The number on disk of a line of the text before. */
  onDisk(line: number | undefined): number | undefined;
  readonly margin: DiffLayout['margin'];
}

function drawLine(page: Page, shown: Shown, layout: Layout): string[] {
  const { colors } = page;
  const { line } = shown;
  const mark = line.kind === 'add' ? '+' : line.kind === 'remove' ? '-' : ' ';
  const number = String(layout.onDisk(line.before) ?? '').padStart(layout.digits);
  const note = marginNote(shown, layout);
  const gutter = ' '.repeat(layout.indent) + note + (layout.digits === 0 ? '' : `${number} `);
  const blank = ' '.repeat(gutter.length);
  const parts = segments(page, shown);
  const paint = line.kind === 'add' ? colors.green : line.kind === 'remove' ? colors.red : (text: string) => text;
  const room = Math.max(20, page.width - gutter.length - 2);
  const rows = rowsOf(parts, room).map((row, at) => {
    const text = row.map(({ text, strong }) => (strong ? colors.bold(paint(text)) : paint(text))).join('');
    const head = at === 0 ? `${colors.dim(gutter)}${paint(mark)} ` : `${blank}${colors.dim(page.signs.goesOn)} `;
    if (row.length > 0) return head + text;
    if (at > 0) return head.trimEnd();
    return mark === ' ' ? colors.dim(gutter.trimEnd()) : colors.dim(gutter) + paint(mark);
  });
  if (line.unterminated && line.kind !== 'context') rows.push(`${blank}  ${colors.dim('(no newline at the end)')}`);
  return rows;
}

function marginNote({ line }: Shown, { margin }: Layout): string {
  if (!margin) return '';
  return `${(line.kind === 'context' ? '' : margin.note(line)).padStart(margin.width)} `;
}

interface Segment {
  readonly text: string;
  readonly strong: boolean;
}

/** The line's visible text, cut around what changed, in plain and strong parts. */
function segments(page: Page, { line: { text }, changed }: Shown): Segment[] {
  const show = (part: string) => makeVisible(expandTabs(part), page.unicode);
  const [first] = changed ?? [];
  if (!first) return [{ text: cutText(show(text), LONGEST_LINE, page.unicode), strong: false }];
  const { start } = first;
  const { end } = changed!.at(-1)!;
  const room = LONGEST_LINE / 4;
  const ellipsis = page.unicode ? '…' : '...';
  const head = text.slice(0, start);
  const tail = text.slice(end);
  return [
    { text: head.length > room ? ellipsis + show(wellCut(head.slice(-room))) : show(head), strong: false },
    { text: cutText(show(text.slice(start, end)), LONGEST_LINE, page.unicode), strong: true },
    { text: cutText(show(tail), room, page.unicode), strong: false },
  ];
}

/** Without the second half of a surrogate pair that a cut left at the start. */
function wellCut(text: string): string {
  return /^[\udc00-\udfff]/.test(text) ? text.slice(1) : text;
}

/** The lines as they are shown: a carriage return only where it is part of the change, trailing blanks as signs. */
function cleaned(page: Page, hunk: Hunk): DiffLine[] {
  const mixed = mixesLineBreaks(hunk);
  return hunk.lines.map((line) => {
    const text = !mixed && line.text.endsWith('\r') ? line.text.slice(0, -1) : line.text;
    return { ...line, text: line.kind === 'context' ? text.trimEnd() : markedBlanks(page, text) };
  });
}

/** Blanks at the end of a changed line are invisible, and often the change itself. */
function markedBlanks(page: Page, text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === ' ' || text[end - 1] === '\t')) end--;
  return text.slice(0, end) + page.signs.blank.repeat(text.length - end);
}

/** Breaks one line into rows of at most `room` cells. Blanks at which it is broken are not shown. */
function rowsOf(parts: readonly Segment[], room: number): Segment[][] {
  const whole = parts.map(({ text }) => text).join('');
  const rows: Segment[][] = [];
  let start = 0;
  do {
    const piece = firstPiece(whole.slice(start, start + LONGEST_ROW), room);
    const next = start + piece.length;
    rows.push(between(parts, start, next < whole.length ? start + piece.trimEnd().length : next));
    start = next;
    while (whole[start] === ' ') start++;
  } while (start < whole.length);
  return rows;
}

/** More characters than a row of any terminal holds. */
const LONGEST_ROW = 2000;

/** The parts of a line from one offset to another. */
function between(parts: readonly Segment[], start: number, end: number): Segment[] {
  const found: Segment[] = [];
  let at = 0;
  for (const { text, strong } of parts) {
    const shown = text.slice(Math.max(0, start - at), Math.max(0, end - at));
    if (shown !== '') found.push({ text: shown, strong });
    at += text.length;
  }
  return found;
}

/** Where lines with and without a carriage return stand in one hunk, it is part of the change and is shown. */
function mixesLineBreaks(hunk: Hunk): boolean {
  const ended = hunk.lines.filter((line) => !line.unterminated);
  const returns = ended.filter((line) => line.text.endsWith('\r')).length;
  return returns > 0 && returns < ended.length;
}
