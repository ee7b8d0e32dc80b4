// Which removed line an added line replaces, and which words of it differ.
import type { Span } from '../model/index.js';
import { changedWords, type DiffLine } from '../text/index.js';

/** A line of a hunk as it is shown. */
export interface Shown {
  readonly line: DiffLine;
  /** What differs from the line it replaces, in offsets of `line.text`; absent where nothing stands for it. */
  readonly changed?: readonly Span[];
}

/** Gives the lines of a removed block and of the added block that follows it, one by one, the words that differ. */
export function pairLines(lines: readonly DiffLine[]): Shown[] {
  const shown: Shown[] = [];
  let at = 0;
  while (at < lines.length) {
    const removed = runOf(lines, at, 'remove');
    const added = runOf(lines, at + removed.length, 'add');
    const words = removed.slice(0, added.length).map(({ text }, index) => changedWords(text, added[index]!.text));
    for (const [index, line] of removed.entries()) shown.push(withWords(line, words[index]?.before));
    for (const [index, line] of added.entries()) shown.push(withWords(line, words[index]?.after));
    at += removed.length + added.length;
    for (; lines[at]?.kind === 'context'; at++) shown.push({ line: lines[at]! });
  }
  return shown;
}

function withWords(line: DiffLine, changed: Shown['changed']): Shown {
  return changed ? { line, changed } : { line };
}

function runOf(lines: readonly DiffLine[], start: number, kind: DiffLine['kind']): DiffLine[] {
  let end = start;
  while (lines[end]?.kind === kind) end++;
  return lines.slice(start, end);
}
