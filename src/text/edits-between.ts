import type { Edit, FilePath, Span } from '../model/index.js';
import { diffHunks } from './diff.js';
import { LineIndex } from './lines.js';

/** The edits that lead from one text of a file to another, line by line: what somebody changed by hand. */
export function editsBetween(file: FilePath, before: string, after: string): Edit[] {
  const old = new LineIndex(before);
  const now = new LineIndex(after);
  return diffHunks(before, after, 0).map(({ beforeStart, beforeCount, afterStart, afterCount }) => {
    const span = spanOf(old, beforeStart, beforeCount);
    const put = spanOf(now, afterStart, afterCount);
    const expect = before.slice(span.start, span.end);
    return { kind: 'edit', file, span, expect, text: after.slice(put.start, put.end) };
  });
}

/** Lines of a hunk. No lines stand behind the line it names. */
function spanOf(lines: LineIndex, first: number, count: number): Span {
  const behind = first === 0 ? 0 : lines.whole(first - 1).end;
  if (count === 0) return { start: behind, end: behind };
  return { start: lines.startOf(first - 1), end: lines.whole(first + count - 2).end };
}
