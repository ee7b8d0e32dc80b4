// Patterns as a terminal and programs get them.
import type { PatternSummary } from '../../fleet-reports/index.js';
import { cutText, oneLine, plural } from '../../render/index.js';

const LONGEST_CHANGE = 100;

/** A line for each pattern: its name, what was decided, and how far it reaches. */
export function patternLines(patterns: readonly PatternSummary[]): readonly string[] {
  return patterns.map((pattern) => {
    const verdict = (pattern.verdict ?? 'open').padEnd(8);
    const change = cutText(oneLine(pattern.change), LONGEST_CHANGE);
    return `${pattern.pattern}  ${verdict}  ${pattern.transform} (${pattern.level}): ${reachOf(pattern)}  ${change}`;
  });
}

/** `12 steps in 9 repositories`, and what was seen where they were built. */
export function reachOf({ steps, repositories, held, broke, isOvertaken }: PatternSummary): string {
  const reach = `${plural(steps, 'step')} in ${plural(repositories, 'repository', 'repositories')}`;
  if (held + broke === 0) return reach;
  if (broke === 0) return `${reach}, held in ${held} of them`;
  const again = isOvertaken ? ', approved before that' : '';
  return `${reach}, BROKE in ${broke} of ${held + broke} built${again}`;
}

/** How many patterns have which verdict. */
export function tallyLine(patterns: readonly PatternSummary[]): string {
  const of = (verdict: PatternSummary['verdict']): number => patterns.filter((each) => each.verdict === verdict).length;
  return `${plural(patterns.length, 'pattern')}: ${of('approve')} approved, ${of('reject')} rejected, ${of('postpone')} postponed, ${of(null)} open`;
}

/** For programs. */
export function patternsJson(patterns: readonly PatternSummary[]): string {
  return `${JSON.stringify({ version: 1, patterns }, null, 2)}\n`;
}
