import { diffArrays } from 'diff';

/** One line of a hunk. `text` has no line break; a carriage return before it is part of `text`. */
export interface DiffLine {
  readonly kind: 'context' | 'remove' | 'add';
  readonly text: string;
  /** 1-based number in the text before; absent for added lines. */
  readonly before?: number;
  /** 1-based number in the text after; absent for removed lines. */
  readonly after?: number;
  /** True for a last line that no newline ends. */
  readonly unterminated: boolean;
}

export interface Hunk {
  /** As in `@@ -beforeStart,beforeCount +afterStart,afterCount @@`: a count of 0 names the line before. */
  readonly beforeStart: number;
  readonly beforeCount: number;
  readonly afterStart: number;
  readonly afterCount: number;
  readonly lines: readonly DiffLine[];
}

/**
 * The search for the shortest difference stops at this many changed lines: its cost grows with their square. A count,
 * not a time, so that the same input gives the same patch on every machine.
 */
const MAX_CHANGED_LINES = 600;
const MAX_CHANGED_IN_GAP = 100;

/**
 * The difference of two texts, line by line, with `context` unchanged lines around each change. Empty when they are
 * equal. Two texts that share almost nothing are shown as removed and added as a whole.
 * @param above lines of the file that stand before both texts.
 */
export function diffHunks(before: string, after: string, context = 3, above = 0): Hunk[] {
  if (before === after) return [];
  const head = commonHead(before, after);
  const tail = commonTail(before, after, head);
  const oldLines = splitLines(before.slice(head, before.length - tail));
  const newLines = splitLines(after.slice(head, after.length - tail));
  const leading = lastLines(before, head, context);
  const trailing = firstLines(before, before.length - tail, context);
  const first = above + countLines(before, head) - leading.length;
  const middle = changedRuns(oldLines, newLines);
  return hunksOf([keep(leading), ...middle, keep(trailing)], first, context);
}

/** A run of lines that both texts have, or that only one has. Lines keep their line break. */
interface Run {
  readonly kind: DiffLine['kind'];
  readonly lines: readonly string[];
}

function keep(lines: readonly string[]): Run {
  return { kind: 'context', lines };
}

function changedRuns(oldLines: readonly string[], newLines: readonly string[]): Run[] {
  return removalsFirst(shortestRuns(oldLines, newLines, MAX_CHANGED_LINES) ?? anchoredRuns(oldLines, newLines));
}

/** Between two unchanged lines, what goes stands before what comes, as people read a patch. */
function removalsFirst(runs: readonly Run[]): Run[] {
  const sorted: Run[] = [];
  const added: Run[] = [];
  for (const run of runs) {
    if (run.lines.length === 0) continue;
    if (run.kind === 'add') {
      added.push(run);
      continue;
    }
    if (run.kind === 'context') sorted.push(...added.splice(0));
    sorted.push(run);
  }
  return [...sorted, ...added];
}

function shortestRuns(oldLines: readonly string[], newLines: readonly string[], limit: number): Run[] | undefined {
  const changes = diffArrays([...oldLines], [...newLines], { maxEditLength: limit });
  return changes?.map(({ added, removed, value }) => ({
    kind: added ? 'add' : removed ? 'remove' : 'context',
    lines: value,
  }));
}

/** For long texts with many changes: split at lines that each text has once, and search between them. */
function anchoredRuns(oldLines: readonly string[], newLines: readonly string[]): Run[] {
  const runs: Run[] = [];
  let oldAt = 0;
  let newAt = 0;
  for (const [oldAnchor, newAnchor] of [...anchors(oldLines, newLines), [oldLines.length, newLines.length] as const]) {
    const oldGap = oldLines.slice(oldAt, oldAnchor);
    const newGap = newLines.slice(newAt, newAnchor);
    runs.push(...(shortestRuns(oldGap, newGap, MAX_CHANGED_IN_GAP) ?? replacedRuns(oldGap, newGap)));
    if (oldAnchor < oldLines.length) runs.push(keep([oldLines[oldAnchor]!]));
    oldAt = oldAnchor + 1;
    newAt = newAnchor + 1;
  }
  return runs;
}

function replacedRuns(oldLines: readonly string[], newLines: readonly string[]): Run[] {
  return [
    { kind: 'remove', lines: oldLines },
    { kind: 'add', lines: newLines },
  ];
}

interface Link {
  readonly pair: readonly [number, number];
  readonly previous: Link | undefined;
}

/** Pairs of positions of lines found exactly once on either side, longest series that rises on both (patience diff). */
function anchors(oldLines: readonly string[], newLines: readonly string[]): (readonly [number, number])[] {
  const inOld = singles(oldLines);
  const inNew = singles(newLines);
  // `tails[n]` ends the best series of length n + 1 found so far; `previous` leads back along it.
  const tails: Link[] = [];
  for (const [line, oldAt] of inOld) {
    const newAt = inNew.get(line);
    if (oldAt < 0 || newAt === undefined || newAt < 0) continue;
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (tails[middle]!.pair[1] < newAt) low = middle + 1;
      else high = middle;
    }
    tails[low] = { pair: [oldAt, newAt], previous: tails[low - 1] };
  }
  const found: (readonly [number, number])[] = [];
  for (let link = tails.at(-1); link; link = link.previous) found.push(link.pair);
  return found.reverse();
}

/** Where each line stands; -1 for a line that occurs more than once. In the order of first occurrence. */
function singles(lines: readonly string[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const [at, line] of lines.entries()) found.set(line, found.has(line) ? -1 : at);
  return found;
}

/** Numbers the lines and cuts the runs into hunks. `first` counts the lines that stand before the first run. */
function hunksOf(runs: readonly Run[], first: number, context: number): Hunk[] {
  const lines: DiffLine[] = [];
  let before = first;
  let after = first;
  for (const { kind, lines: texts } of runs) {
    for (const line of texts) {
      const unterminated = !line.endsWith('\n');
      const text = unterminated ? line : line.slice(0, -1);
      if (kind !== 'add') before++;
      if (kind !== 'remove') after++;
      if (kind === 'context') lines.push({ kind, text, before, after, unterminated });
      else if (kind === 'remove') lines.push({ kind, text, before, unterminated });
      else lines.push({ kind, text, after, unterminated });
    }
  }
  const hunks: Hunk[] = [];
  for (const { start, end } of windows(lines, context)) hunks.push(hunkOf(lines, start, end, first));
  return hunks;
}

/** Ranges of lines within `context` of a change; ranges that touch are one. */
function windows(lines: readonly DiffLine[], context: number): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  for (const [at, line] of lines.entries()) {
    if (line.kind === 'context') continue;
    const start = Math.max(0, at - context);
    const end = Math.min(lines.length, at + 1 + context);
    const last = found.at(-1);
    if (last && start <= last.end) last.end = end;
    else found.push({ start, end });
  }
  return found;
}

function hunkOf(lines: readonly DiffLine[], start: number, end: number, first: number): Hunk {
  const part = lines.slice(start, end);
  const beforeCount = part.filter((line) => line.kind !== 'add').length;
  const afterCount = part.filter((line) => line.kind !== 'remove').length;
  // A side without lines of its own is placed after the last line it had before the hunk.
  const beforeStart =
    part.find((line) => line.before !== undefined)?.before ?? lastNumber(lines, start, 'before', first);
  const afterStart = part.find((line) => line.after !== undefined)?.after ?? lastNumber(lines, start, 'after', first);
  return { beforeStart, beforeCount, afterStart, afterCount, lines: part };
}

function lastNumber(lines: readonly DiffLine[], start: number, side: 'before' | 'after', first: number): number {
  for (let at = start - 1; at >= 0; at--) {
    const number = lines[at]![side];
    if (number !== undefined) return number;
  }
  return first;
}

/** Length of what both texts begin with, in whole lines. */
function commonHead(a: string, b: string): number {
  const limit = Math.min(a.length, b.length);
  let at = 0;
  while (at < limit && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return at === 0 ? 0 : a.lastIndexOf('\n', at - 1) + 1;
}

/** Length of what both texts end with, in whole lines, leaving the first `head` characters alone. */
function commonTail(a: string, b: string, head: number): number {
  const limit = Math.min(a.length, b.length) - head;
  let size = 0;
  while (size < limit && a.charCodeAt(a.length - 1 - size) === b.charCodeAt(b.length - 1 - size)) size++;
  // The tail starts at a line's first character in both texts, or it is not whole lines.
  const startsLine = (text: string, at: number) => at === head || text[at - 1] === '\n';
  if (startsLine(a, a.length - size) && startsLine(b, b.length - size)) return size;
  const newline = a.indexOf('\n', a.length - size);
  return newline === -1 ? 0 : a.length - newline - 1;
}

function splitLines(text: string): string[] {
  const lines: string[] = [];
  let at = 0;
  while (at < text.length) {
    const newline = text.indexOf('\n', at);
    const end = newline === -1 ? text.length : newline + 1;
    lines.push(text.slice(at, end));
    at = end;
  }
  return lines;
}

function countLines(text: string, end: number): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** Up to `count` whole lines that end at the offset. */
function lastLines(text: string, end: number, count: number): string[] {
  let start = end;
  for (let left = count; left > 0 && start > 0; left--) start = start < 2 ? 0 : text.lastIndexOf('\n', start - 2) + 1;
  return splitLines(text.slice(start, end));
}

/** Up to `count` lines that begin at the offset. */
function firstLines(text: string, start: number, count: number): string[] {
  let end = start;
  for (let left = count; left > 0 && end < text.length; left--) {
    const newline = text.indexOf('\n', end);
    end = newline === -1 ? text.length : newline + 1;
  }
  return splitLines(text.slice(start, end));
}
