// What registries and indexes answered, for the report of a plan.
import type { Answer, PlannedAnswer } from '../model/index.js';
import { markdownCode, markdownText, textCell } from './markdown-text.js';
import { plural } from './summary.js';

/** Rows of the table; a repository may name hundreds of images. */
const MOST = 50;

const SOURCES = { lock: 'harden.lock', 'looked-up': 'looked up', given: 'given' } as const;

/** The answers as a table, those without one left to the refusals. */
export function answerSections(answers: readonly PlannedAnswer[] = []): string[] {
  const known = answers.filter(({ answer }) => answer.kind !== 'none');
  if (known.length === 0) return [];
  const rows = known
    .slice(0, MOST)
    .map(({ question, answer, source }) => `| ${[asked(question), ...told(answer), SOURCES[source]].join(' | ')} |`);
  const table = ['| Question | Answer | From | |', '| --- | --- | --- | --- |', ...rows].join('\n');
  const more = known.length - rows.length;
  return [
    '## Looked up',
    table,
    ...(more > 0 ? [markdownText(`${plural(more, 'more answer')} in the JSON of the plan.`)] : []),
  ];
}

function asked(question: string): string {
  const at = question.indexOf(' ');
  return `${textCell(question.slice(0, at))} ${markdownCode(question.slice(at + 1)).replaceAll('|', '\\|')}`;
}

function told(answer: Answer): [string, string] {
  if (answer.kind === 'none') return [textCell(answer.message), ''];
  if (answer.kind === 'package') return [textCell(answer.version), textCell(answer.from)];
  const { tag, specificTag, digest, created, from } = answer;
  const day = created === undefined ? '' : `, made on ${created.slice(0, 10)}`;
  return [`${textCell(specificTag ?? tag)} ${markdownCode(digest)}`, textCell(`${from}${day}`)];
}
