// What is said beside a commit of the bot: its steps, at their lines. It suggests, so it is never red.
import type { Forge, Report } from '../forge/index.js';
import type { Plan, Step } from '../model/index.js';
import { oneLine, plural } from '../render/index.js';
import { diffHunks } from '../text/index.js';
import type { Part } from './parts.js';
import type { PullText } from './types.js';

/** What it is called beside a commit. */
export const CHECK = 'harden';
/** One request, and as many as anybody reads. */
const MOST_ANNOTATIONS = 50;

/** The check of a branch. */
export function checkOf({ steps, plan }: Part, { body }: PullText, { limits }: Pick<Forge, 'limits'>): Report {
  const annotations = [...steps]
    // What rests on an assumption is for a person to look at.
    .sort((a, b) => b.assumptions.length - a.assumptions.length)
    .slice(0, Math.min(MOST_ANNOTATIONS, limits.annotations))
    .map((step) => {
      const line = lineAfter(plan, step);
      const { title, why, assumptions, id } = step;
      const believed = assumptions.map(({ believes }) => `Assumes: ${oneLine(believes)}`);
      const message = [oneLine(title), oneLine(why), ...believed, id].join('\n');
      return { path: step.at.file, startLine: line, endLine: line, level: 'notice' as const, message };
    });
  return {
    name: CHECK,
    outcome: 'neutral',
    title: `${plural(steps.length, 'step')} proposed`,
    summary: body,
    annotations,
  };
}

/** The line of a step in the file as all steps leave it. */
function lineAfter({ groups }: Plan, { at }: Step): number {
  const group = groups.find(({ base }) => base.has(at.file));
  const before = group?.base.get(at.file)?.text;
  const after = group?.result.get(at.file);
  return before === undefined || after === undefined ? at.line : movedLine(before, after, at.line);
}

function movedLine(before: string, after: string, line: number): number {
  let moved = 0;
  for (const { beforeStart, beforeCount, afterStart, afterCount } of diffHunks(before, after, 0)) {
    const first = beforeCount === 0 ? beforeStart + 1 : beforeStart;
    if (line < first) break;
    const fromEnd = first + beforeCount - 1 - line;
    if (fromEnd >= 0) {
      // Within what was changed as a whole the nearer end is the better guide.
      const near = fromEnd < line - first ? afterCount - 1 - fromEnd : line - first;
      return Math.max(1, afterStart + Math.min(Math.max(near, 0), Math.max(afterCount - 1, 0)));
    }
    moved += afterCount - beforeCount;
  }
  return line + moved;
}
