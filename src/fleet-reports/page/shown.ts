// Text of strangers as a page shows it: hidden characters are spelled out, long ones are cut.
import { expandTabs, makeVisible, oneLine } from '../../render/index.js';
import type { Example } from '../numbers/examples.js';
import type { BreakSummary, PatternSummary } from '../numbers/types.js';
import type { PageExample, PageProof } from './page-data.js';

const MOST_DIFF_LINES = 80;
const LONGEST_LINE = 400;

/** A step as a page shows it. */
export function pageExample({ file, line, title, why, assumptions, diff }: Example, repository: number): PageExample {
  return {
    repository,
    file: oneLine(file),
    line,
    title: oneLine(title),
    ...(why === undefined ? {} : { why: oneLine(why) }),
    assumptions: assumptions.map(({ believes, breaksIf, checkBy }) => [
      oneLine(believes),
      oneLine(breaksIf),
      oneLine(checkBy),
    ]),
    ...(diff === undefined ? {} : { diff: visibleLines(diff) }),
  };
}

/** What was seen of a pattern, as a page shows it. */
export function pageProof({ held, broke, breaks, isOvertaken }: PatternSummary): PageProof {
  return { held, broke, breaks: breaks.map(pageBreak), isOvertaken };
}

function pageBreak({ repository, says, excerpt }: BreakSummary): PageProof['breaks'][number] {
  return { repository: oneLine(repository), says: oneLine(says), excerpt: visibleLines(excerpt) };
}

/** Text of strangers, line by line, with what hides made visible; long ones are cut, and say so. */
export function visibleLines(text: string): string {
  const lines = text.trimEnd().split('\n');
  const shown = lines.slice(0, MOST_DIFF_LINES).map((line) => {
    const visible = makeVisible(expandTabs(line.replace(/\r$/, '')));
    return visible.length > LONGEST_LINE ? `${visible.slice(0, LONGEST_LINE)}…` : visible;
  });
  if (lines.length > MOST_DIFF_LINES) shown.push(`… ${lines.length - MOST_DIFF_LINES} more lines`);
  return shown.join('\n');
}

/** `2026-11-30 14:05 UTC`. */
export function shownTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
