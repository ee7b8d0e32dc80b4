// Which removed line an added line replaces, and which part of it differs.
import type { DiffLine } from '../text/index.js';

/** A line of a hunk as it is shown. */
export interface Shown {
  readonly line: DiffLine;
  /** The part of the text that differs from the line it replaces, in offsets of `line.text`. */
  readonly changed?: { readonly start: number; readonly end: number };
}

/** Gives the lines of a removed block and of the added block that follows it, one by one, the part that differs. */
export function pairLines(lines: readonly DiffLine[]): Shown[] {
  const shown: Shown[] = [];
  let at = 0;
  while (at < lines.length) {
    const removed = runOf(lines, at, 'remove');
    const added = runOf(lines, at + removed.length, 'add');
    const spans = removed.slice(0, added.length).map((line, index) => differing(line.text, added[index]!.text));
    for (const [index, line] of removed.entries()) shown.push(withSpan(line, spans[index]?.[0]));
    for (const [index, line] of added.entries()) shown.push(withSpan(line, spans[index]?.[1]));
    at += removed.length + added.length;
    for (; lines[at]?.kind === 'context'; at++) shown.push({ line: lines[at]! });
  }
  return shown;
}

function withSpan(line: DiffLine, changed: Shown['changed']): Shown {
  return changed ? { line, changed } : { line };
}

function runOf(lines: readonly DiffLine[], start: number, kind: DiffLine['kind']): DiffLine[] {
  let end = start;
  while (lines[end]?.kind === kind) end++;
  return lines.slice(start, end);
}

interface Part {
  readonly start: number;
  readonly end: number;
}

/** What differs between two lines that share at least a third; nothing when they are strangers. */
function differing(before: string, after: string): [Part, Part] | undefined {
  const limit = Math.min(before.length, after.length);
  let head = 0;
  while (head < limit && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < limit - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  if ((head + tail) * 3 < Math.max(before.length, after.length)) return undefined;
  // Never inside a surrogate pair.
  if (head > 0 && /[\ud800-\udbff]/.test(before[head - 1]!)) head--;
  if (tail > 0 && /[\udc00-\udfff]/.test(before[before.length - tail]!)) tail--;
  return [
    { start: head, end: before.length - tail },
    { start: head, end: after.length - tail },
  ];
}
