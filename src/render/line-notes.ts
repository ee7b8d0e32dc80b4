import type { StepFile } from '../model/index.js';
import { hunksOfFile } from '../text/index.js';
import { replaceRange } from './replace-range.js';

/** What a step, by its number, changes of a file. */
export interface NumberedChange {
  readonly number: number;
  readonly file: StepFile;
}

/** The numbers of the steps that a line comes from, or that took it away; lines are counted from 1. */
export interface LineNotes {
  added(line: number): readonly number[];
  removed(line: number): readonly number[];
}

interface Line {
  /** In the text before all steps. */
  readonly before?: number;
  readonly by: readonly number[];
}

/**
 * Follows the lines of a file through all its steps, in the order of the plan. A line that one step puts in and another
 * changes is of both.
 * @param count of the lines before the first step
 */
export function lineNotes(count: number, changes: readonly NumberedChange[]): LineNotes {
  let lines: Line[] = Array.from({ length: count }, (_, at) => ({ before: at + 1, by: [] }));
  const removed = new Map<number, readonly number[]>();
  for (const { number, file } of changes) {
    let shift = 0;
    for (const { beforeStart, beforeCount, afterCount } of hunksOfFile(file, 0)) {
      const start = shift + (beforeCount === 0 ? beforeStart : beforeStart - 1);
      const old = lines.slice(start, start + beforeCount);
      for (const { before } of old) if (before !== undefined) removed.set(before, [number]);
      const added = Array.from({ length: afterCount }, (_, at): Line => {
        const replaced = beforeCount === afterCount ? old[at]!.by : [];
        return { by: replaced.includes(number) ? replaced : [...replaced, number] };
      });
      lines = replaceRange(lines, start, beforeCount, added);
      shift += afterCount - beforeCount;
    }
  }
  return { added: (line) => lines[line - 1]?.by ?? [], removed: (line) => removed.get(line) ?? [] };
}
