import type { Edit, StepFile } from '../model/index.js';
import { diffHunks, type Hunk } from './diff.js';
import { sortEdits } from './splice.js';

export interface FileChange extends Pick<StepFile, 'after' | 'versions'> {
  readonly path: string;
  /** `undefined` or absent: the file is made. */
  readonly before?: string | undefined;
}

type Versions = NonNullable<StepFile['versions']>;

/** A stretch of whole lines that holds all that differs between two versions of a text. */
export interface Part {
  readonly before: string;
  readonly after: string;
  /** Where it starts, in both. */
  readonly start: number;
  /** Lines of the file that stand above it. */
  readonly above: number;
}

const CHUNK = 256;

/** What a step changes of a file, as `diffHunks` of the two texts gives it. */
export function hunksOfFile(file: Omit<FileChange, 'path'>, context = 3): Hunk[] {
  const { versions } = file;
  if (!versions) return diffHunks(file.before ?? '', file.after, context);
  const { before, after, above } = changedPart(versions, context);
  return diffHunks(before, after, context, above);
}

/**
 * The lines that differ, with `context` lines on either side. What a text repeats may be found changed further down than
 * where it was edited (one of three equal lines that goes is the last of them), so it reaches as far as the texts agree.
 */
export function changedPart({ before, after, edits }: Versions, context: number): Part {
  const sorted = sortEdits(edits);
  const [first] = sorted;
  if (!first) return { before: '', after: '', start: 0, above: 0 };
  const shift = after.length - before.length;
  const agree = agreeFrom(before, after, first.span.start);
  const end = endOfLines(before, Math.max(lastEnd(sorted), agree, agree - shift), context);
  const start = startOfLines(before, agree, context);
  return {
    before: before.slice(start, end),
    after: after.slice(start, end + shift),
    start,
    above: before.breaksBefore(start),
  };
}

function lastEnd(sorted: readonly Edit[]): number {
  return sorted.at(-1)!.span.end;
}

/** The first offset from `start` on where the texts differ. */
function agreeFrom(before: Versions['before'], after: Versions['after'], start: number): number {
  for (let at = start; ; at += CHUNK) {
    const old = before.slice(at, at + CHUNK);
    const now = after.slice(at, at + CHUNK);
    if (old === now && old.length === CHUNK) continue;
    let same = 0;
    while (same < old.length && same < now.length && old.charCodeAt(same) === now.charCodeAt(same)) same++;
    return at + same;
  }
}

/** The start of the line that the offset is in, and `more` lines further up. */
function startOfLines(text: Versions['before'], offset: number, more: number): number {
  let left = more + 1;
  for (let end = offset; end > 0; end -= CHUNK) {
    const start = Math.max(0, end - CHUNK);
    const chunk = text.slice(start, end);
    for (let at = chunk.lastIndexOf('\n'); at !== -1; at = at === 0 ? -1 : chunk.lastIndexOf('\n', at - 1)) {
      if (--left === 0) return start + at + 1;
    }
  }
  return 0;
}

/** The end of the line that the offset is in, and `more` lines further down. */
function endOfLines(text: Versions['before'], offset: number, more: number): number {
  let left = more + 1;
  for (let start = offset; start < text.length; start += CHUNK) {
    const chunk = text.slice(start, start + CHUNK);
    for (let at = chunk.indexOf('\n'); at !== -1; at = chunk.indexOf('\n', at + 1)) {
      if (--left === 0) return start + at + 1;
    }
  }
  return text.length;
}
