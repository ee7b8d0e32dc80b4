import { sha256Of } from '../io/index.js';
import type { FilePath, Step } from '../model/index.js';
import { diffHunks } from '../text/index.js';

/** Hex digits of a key: few enough for a thousand of them in a body, and many enough that no two are the same. */
const DIGITS = 12;

/** For each line of a text, the numbers of the lines on disk that it was made of. Lines of one change share the list. */
type Origins = readonly (readonly number[])[];

interface Followed {
  /** As they are on disk. */
  readonly lines: readonly string[];
  origins: Origins;
}

/**
 * Names for steps that stay when lines move: the transform, the file, and the lines on disk that the step changes. What
 * other steps do to those lines first is left out, so a step is named alike in a plan without them. One that only adds is
 * named by its anchor. Steps in the order of the plan; the same change to equal lines of one file has one name.
 */
export function stepKeys(steps: readonly Step[]): readonly string[] {
  const files = new Map<FilePath, Followed>();
  return steps.map((step) => {
    const touched: (readonly [FilePath, ...string[]])[] = [];
    for (const { path, before, after } of step.files) {
      if (before === undefined) {
        files.set(path, { lines: [], origins: linesOf(after).map(() => []) });
        touched.push([path]);
        continue;
      }
      const file = files.get(path) ?? opened(before);
      files.set(path, file);
      const changed = follow(file, before, after);
      if (changed.length > 0) touched.push([path, ...changed.map((line) => file.lines[line]!.trim())]);
    }
    touched.sort(([a], [b]) => (a < b ? -1 : 1));
    const only = touched.length === 0 ? step.anchor : '';
    return sha256Of(JSON.stringify([step.transform, step.at.file, only, touched])).slice(0, DIGITS);
  });
}

/**
 * As `stepKeys`, for steps that move something: to another place is another step. So who declines one does not decline all
 * that will come.
 */
export function moveKeys(steps: readonly Step[]): readonly string[] {
  return stepKeys(steps).map((key, at) =>
    sha256Of(JSON.stringify([key, ...steps[at]!.files.map(addedLines)])).slice(0, DIGITS),
  );
}

function addedLines({ before, after }: Step['files'][number]): readonly string[] {
  const known = new Set(before === undefined ? [] : linesOf(before));
  return linesOf(after).filter((line) => !known.has(line));
}

/** The hash of every file as the last of the steps leaves it. */
export function planHash(steps: readonly Step[]): string {
  const result = new Map<string, string>();
  for (const { files } of steps) for (const { path, after } of files) result.set(path, sha256Of(after));
  return sha256Of(JSON.stringify([...result].sort(([a], [b]) => (a < b ? -1 : 1))));
}

function opened(text: string): Followed {
  const lines = linesOf(text);
  return { lines, origins: lines.map((_, line) => [line]) };
}

function linesOf(text: string): string[] {
  return text.split('\n');
}

/** Takes a file through a step, and gives the lines on disk that it changes, in order. */
function follow(file: Followed, before: string, after: string): readonly number[] {
  const changed = new Set<number>();
  const next: (readonly number[])[] = [];
  let at = 0;
  for (const { beforeStart, beforeCount, afterCount } of diffHunks(before, after, 0)) {
    // A count of 0 names the line before.
    const first = beforeCount === 0 ? beforeStart : beforeStart - 1;
    for (; at < first; at++) next.push(file.origins[at] ?? []);
    const lists = new Set(file.origins.slice(first, first + beforeCount));
    const from = [...new Set([...lists].flat())].sort((a, b) => a - b);
    for (const line of from) changed.add(line);
    for (let line = 0; line < afterCount; line++) next.push(from);
    at = first + beforeCount;
  }
  for (; at < file.origins.length; at++) next.push(file.origins[at]!);
  file.origins = next;
  return [...changed].sort((a, b) => a - b);
}
