import { diffArrays } from 'diff';
import type { Span } from '../model/index.js';

/** A word as people read one in code, a run of blanks, or a sign. */
const TOKEN = /[\p{L}\p{M}\p{N}_$@%./:-]+|\s+|./gsu;
/** The search for the shortest difference stops here: its cost grows with the square. */
const MAX_CHANGED_WORDS = 80;
/** Lines with more characters are not looked into. */
const LONGEST_LINE = 4000;

/** Two lines by what differs in each, in offsets; a list may be empty. */
export interface ChangedWords {
  readonly before: readonly Span[];
  readonly after: readonly Span[];
}

/** The words that differ between two lines; nothing where they share less than a third, and are strangers. */
export function changedWords(before: string, after: string): ChangedWords | undefined {
  const longest = Math.max(before.length, after.length);
  if (longest > LONGEST_LINE) return undefined;
  const changes = diffArrays(before.match(TOKEN) ?? [], after.match(TOKEN) ?? [], { maxEditLength: MAX_CHANGED_WORDS });
  if (changes === undefined) return undefined;
  const sides: { before: Span[]; after: Span[] } = { before: [], after: [] };
  let [old, now, shared] = [0, 0, 0];
  for (const { value, added, removed } of changes) {
    const text = value.join('');
    if (removed) add(sides.before, before, { start: old, end: old + text.length });
    else if (added) add(sides.after, after, { start: now, end: now + text.length });
    else shared += text.trim().length;
    if (!added) old += text.length;
    if (!removed) now += text.length;
  }
  if (shared * 3 < longest) return undefined;
  return {
    before: sides.before.map((span) => trimmed(before, span)),
    after: sides.after.map((span) => trimmed(after, span)),
  };
}

/** Adds a span to those before it, or to the last where only blanks stand between them. */
function add(spans: Span[], text: string, span: Span): void {
  const last = spans.at(-1);
  const near = last !== undefined && text.slice(last.end, span.start).trim() === '';
  if (near) spans[spans.length - 1] = { start: last.start, end: span.end };
  else spans.push(span);
}

/** Without the blanks around it, unless there is nothing else. */
function trimmed(text: string, { start, end }: Span): Span {
  const own = text.slice(start, end);
  if (own.trim() === '') return { start, end };
  return { start: end - own.trimStart().length, end: start + own.trimEnd().length };
}
