import type { Failure, Plan, RepairedStep, Verification } from '../model/index.js';
import { pageOf, layProse, rulePage, type Page } from './page.js';
import { repairedSteps, repairEnd, repairHead, roundLog, roundSentence } from './verification-repairs.js';
import { verificationTables, type Table } from './verification-rows.js';
import { verificationLine } from './verification-summary.js';
import type { View } from './view.js';
import { cutText, expandTabs, oneLine, makeVisible, widthOf } from './visible.js';

/** What was seen when both sides were built and run, for a terminal; empty for a plan that nobody verified. */
export function* verificationPieces(plan: Plan, view: View): Generator<string> {
  const { verification } = plan;
  if (!verification) return;
  const page = pageOf(view);
  for (const group of verification.groups) {
    for (const table of verificationTables(group)) yield `${tableLines(page, table).join('\n')}\n\n`;
    for (const { title, id, failures } of group.broken)
      yield `${brokenLines(page, title, id, failures).join('\n')}\n\n`;
  }
  for (const repaired of repairedSteps(verification)) yield `${repairLines(page, repaired).join('\n')}\n\n`;
  const open = verification.groups.flatMap((group) => group.open);
  if (open.length > 0)
    yield `${[page.colors.bold('Not verified'), ...open.flatMap(({ title, id, why }) => layProse(page, `${title} (${id}): ${why}`, 2))].join('\n')}\n\n`;
  const notes = notesOf(verification);
  if (notes.length > 0)
    yield `${[page.colors.bold('Not run, or not compared'), ...notes.flatMap((note) => noteLines(page, note))].join('\n')}\n\n`;
  const bugs = verification.groups.flatMap(({ images }) => images.flatMap(({ mispredicted }) => mispredicted));
  if (bugs.length > 0) {
    const head = page.colors.red('The image is not what harden computed: a bug in harden, please report it');
    yield `${[head, ...bugs.flatMap((bug) => layProse(page, bug, 2))].join('\n')}\n\n`;
  }
  yield `${layProse(page, verificationLine(plan, verification), 0)
    .map((line) => page.colors.bold(line))
    .join('\n')}\n`;
}

function notesOf({ groups }: Verification): string[] {
  return [...new Set(groups.flatMap(({ notes }) => notes))];
}

function noteLines(page: Page, note: string): string[] {
  const [first = '', ...log] = note.split('\n');
  return [...layProse(page, first, 2), ...logLines(page, log.join('\n'), 6)];
}

const WIDEST = 34;

function tableLines(page: Page, { title, rows }: Table): string[] {
  const { colors } = page;
  const columns = (['label', 'before', 'after'] as const).map((key) =>
    Math.min(
      WIDEST,
      Math.max(widthOf(key === 'label' ? '' : key), ...rows.map((row) => widthOf(shown(page, row[key])))),
    ),
  );
  const line = (cells: readonly string[]): string =>
    `  ${cells.map((cell, at) => cell + ' '.repeat(Math.max(0, (columns[at] ?? 0) - widthOf(cell)))).join('  ')}`.trimEnd();
  const note = Math.max(0, ...rows.map((row) => widthOf(shown(page, row.note))));
  const width = columns.reduce((sum, each) => sum + each + 2, note);
  if (width > page.width)
    return [rulePage(page, title, ''), ...rows.flatMap((row) => layProse(page, rowSentence(page, row), 2))];
  return [
    rulePage(page, title, ''),
    colors.dim(line(['', 'before', 'after'])),
    ...rows.map(({ label, before, after, note }) =>
      line([shown(page, label), shown(page, before), shown(page, after), shown(page, note)]),
    ),
  ];
}

/** A row of a table that is wider than the terminal. */
function rowSentence(page: Page, { label, before, after, note }: Table['rows'][number]): string {
  const [name, old, now, more] = [label, before, after, note].map((text) => shown(page, text));
  const values = old === now ? old! : `${old || 'nothing'} before, ${now || 'nothing'} after`;
  return `${name}: ${values}${more === '' ? '' : ` (${more})`}`;
}

function shown(page: Page, text: string): string {
  return cutText(oneLine(text, page.unicode), WIDEST, page.unicode);
}

function brokenLines(page: Page, title: string, id: string, failures: readonly Failure[]): string[] {
  const head = layProse(page, `left out: ${title} (${id})`, 0).map((line) => page.colors.yellow(line));
  const shownFailures = failures
    .slice(0, 3)
    .flatMap(({ says, excerpt }) => [...layProse(page, says, 2), ...logLines(page, excerpt, 4)]);
  return [...head, ...shownFailures];
}

function repairLines(page: Page, repaired: RepairedStep): string[] {
  const { title, id, rounds } = repaired;
  const head = layProse(page, `${repairHead(repaired)}: ${title} (${id})`, 0);
  return [
    ...head.map((line) => page.colors.bold(line)),
    ...rounds.flatMap((round, at) => [
      ...layProse(page, roundSentence(round, at), 2),
      ...logLines(page, roundLog(round), 4),
    ]),
    ...layProse(page, repairEnd(repaired), 2),
  ];
}

/** Lines of somebody's log, with nothing in them that acts on a terminal. */
function logLines(page: Page, log: string, indent: number): string[] {
  if (log.trim() === '') return [];
  return log
    .split('\n')
    .map(
      (line) =>
        ' '.repeat(indent) +
        page.colors.dim(cutText(makeVisible(expandTabs(line), page.unicode), page.width - indent, page.unicode)),
    );
}
