// The patterns of a campaign as a page that is judged in a browser. Its answers are saved as a file.
import type { Database } from '../../fleet/index.js';
import { oneLine } from '../../render/index.js';
import reviewPage from '../browser/review.page';
import { readExamples } from '../numbers/examples.js';
import type { PatternSummary } from '../numbers/types.js';
import type { Review } from '../review/read.js';
import { Dictionary } from './dictionary.js';
import { htmlPage, jsonForPage } from './html.js';
import type { PageFrame } from './make-data.js';
import type { ReviewData } from './review-data.js';
import { pageExample, pageProof, shownTime, visibleLines } from './shown.js';

/** Nobody judges more at a time. */
const MOST_PATTERNS = 1000;

/** The page of a review of these patterns, in their order. */
export function reviewHtml(
  ledger: Database,
  patterns: readonly PatternSummary[],
  review: Review,
  frame: PageFrame,
): string {
  const examples = readExamples(ledger, { each: 3 });
  const names = new Dictionary();
  const data: ReviewData = {
    name: oneLine(frame.name),
    made: shownTime(frame.now),
    tool: frame.tool,
    patterns: patterns.slice(0, MOST_PATTERNS).map((row) => {
      const { pattern, transform, level, title, change, steps, repositories, verdict } = row;
      const note = review.decisions.get(pattern)?.note;
      return {
        ...pageProof(row),
        id: pattern,
        transform,
        level,
        steps,
        repositories,
        title: oneLine(title),
        change: visibleLines(change),
        ...(verdict === null ? {} : { verdict }),
        ...(note === undefined ? {} : { note: oneLine(note) }),
        examples: (examples.get(pattern) ?? []).map((each) => pageExample(each, names.numberOf(each.repository))),
      };
    }),
    repositories: names.texts,
    leftOut: leftOutOf(patterns.length),
  };
  return htmlPage({ title: `Review: ${frame.name}`, data: jsonForPage(data), page: reviewPage(), made: frame });
}

function leftOutOf(count: number): readonly string[] {
  if (count <= MOST_PATTERNS) return [];
  return [
    `${count - MOST_PATTERNS} less consequential patterns are not in this page; choose some by --transform or --level.`,
  ];
}
