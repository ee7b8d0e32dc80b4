import type { Change, HeldStep, Plan, Step, TransformMeta } from '../model/index.js';
import type { Checklist } from './checklist.js';
import { labelled, pageOf, place, prose, ruled } from './page.js';
import type { Page } from './page.js';
import { stepsByFile, summaryLine, plural, metaOf, allSteps } from './summary.js';
import type { Mode } from './summary.js';
import { terminalChecklist, terminalNotes } from './terminal-notes.js';
import { terminalDiff } from './terminal-diff.js';
import type { View } from './view.js';
import { oneLine } from './visible.js';

export type { View } from './view.js';

export interface TerminalOptions extends View {
  readonly mode: Mode;
  /** Descriptions of the transforms: with them a step names the rules it resolves. */
  readonly metas?: readonly TransformMeta[];
  readonly checklist?: Checklist;
  /** Refusals and held steps listed under one heading; the rest is counted. Default 10, `Infinity` lists all. */
  readonly limit?: number;
}

/** The plan as people review it, in pieces of a step each, so that a long one starts to print at once. */
export function* terminalPieces(plan: Plan, options: TerminalOptions): Generator<string> {
  const page = pageOf(options);
  const total = allSteps(plan).length;
  let number = 0;
  for (const { path, steps } of stepsByFile(plan)) {
    yield `${ruled(page, path, plural(steps.length, 'step'))}\n\n`;
    for (const step of steps) {
      number++;
      const lines = stepLines(page, step, { number, total, heading: path, options });
      yield `${lines.join('\n')}\n\n`;
    }
  }
  for (const held of plan.groups.flatMap((group) => group.held)) {
    if (held.heldBy === 'manual') yield `${manualLines(page, held, options).join('\n')}\n\n`;
  }
  if (options.checklist) yield `${terminalChecklist(page, options.checklist).join('\n')}\n\n`;
  for (const lines of terminalNotes(page, plan, options)) yield `${lines.join('\n')}\n\n`;
  yield `${summaryLines(page, plan, options.mode).join('\n')}\n`;
}

/** All of `terminalPieces` as one string. */
export function renderTerminal(plan: Plan, options: TerminalOptions): string {
  return [...terminalPieces(plan, options)].join('');
}

/** One step as `terminalPieces` shows it: for the interactive mode. */
export function renderStep(step: Step, number: number, total: number, options: TerminalOptions): string {
  const lines = stepLines(pageOf(options), step, { number, total, heading: '', options });
  return `${lines.join('\n')}\n`;
}

function summaryLines(page: Page, plan: Plan, mode: Mode): string[] {
  return prose(page, summaryLine(plan, mode), 0).map((line) => page.colors.bold(line));
}

const BODY = 4;
const HANG = 11;

interface StepPlace {
  readonly number: number;
  readonly total: number;
  /** The file that the heading above names already. */
  readonly heading: string;
  readonly options: TerminalOptions;
}

function stepLines(page: Page, step: Step, { number, total, heading, options }: StepPlace): string[] {
  const rules = metaOf(options.metas, step.transform)?.rules ?? [];
  const lines = titleLines(page, `${number}/${total}`, step);
  const made = step.files.some(({ path, before }) => path === step.at.file && before === undefined);
  const line = made ? 'new file' : `line ${step.at.line}`;
  const where = step.at.file === heading ? line : `${place(page, step.at.file)} ${line}`;
  lines.push(...facts(page, [where, step.id, rules.join(', ')]));
  // `check` lists what would be done; the changes themselves are for `fix`.
  if (options.mode === 'check') return lines;
  lines.push('', ...prose(page, step.why, BODY), ...reasons(page, step));
  for (const { path, before, after } of step.files) {
    lines.push('');
    if (path !== heading) lines.push(BLANK + fileNote(page, path, before));
    lines.push(...terminalDiff(page, before, after, BODY));
  }
  return lines;
}

const BLANK = ' '.repeat(BODY);

function fileNote(page: Page, path: string, before: string | undefined): string {
  return `${page.colors.bold(place(page, path))}${before === undefined ? page.colors.dim(' (new file)') : ''}`;
}

function titleLines(page: Page, number: string, step: Pick<Step, 'title' | 'safety'>): string[] {
  const { colors } = page;
  const head = `${number}  ${step.safety}  `;
  const [first = '', ...rest] = prose(page, step.title, head.length);
  const title = [first.trimStart(), ...rest.map((line) => line.trimStart())];
  const badge = BADGES[step.safety](page);
  return title.map(
    (line, at) => (at === 0 ? `${colors.dim(number)}  ${badge}  ` : ' '.repeat(head.length)) + colors.bold(line),
  );
}

const BADGES = {
  safe: ({ colors }: Page) => colors.green('safe'),
  review: ({ colors }: Page) => colors.yellow('review'),
  manual: ({ colors }: Page) => colors.magenta('manual'),
} as const satisfies Record<Step['safety'], (page: Page) => string>;

/** Short facts on one dim line, or on several where they do not fit. */
function facts(page: Page, items: readonly string[]): string[] {
  const text = items.filter((item) => item !== '').join(` ${page.signs.dot} `);
  return prose(page, text, BODY).map((line) => page.colors.dim(line));
}

/** What the step rests on and what it believes. */
function reasons(page: Page, step: Pick<Step, 'evidence' | 'assumptions'>): string[] {
  const lines: string[] = [];
  const at = { indent: BODY, hang: HANG };
  for (const [index, evidence] of step.evidence.slice(0, MOST_EVIDENCE).entries()) {
    lines.push(...labelled(page, index === 0 ? 'seen' : '', evidenceText(evidence), at));
  }
  const more = step.evidence.length - MOST_EVIDENCE;
  if (more > 0) lines.push(...labelled(page, '', `and ${more} more like it`, at));
  for (const { believes, breaksIf, checkBy } of step.assumptions) {
    lines.push('', ...labelled(page, 'assumes', believes, at, page.colors.yellow));
    lines.push(...labelled(page, 'breaks if', breaksIf, at, page.colors.yellow));
    lines.push(...labelled(page, 'check by', checkBy, at, page.colors.yellow));
  }
  return lines.length === 0 ? [] : ['', ...lines];
}

const MOST_EVIDENCE = 3;

/** One fact and where it was read, in a line. */
export function evidenceText({ says, from }: Step['evidence'][number]): string {
  if (from.kind === 'source') return `${says} (${from.file}${from.line === undefined ? '' : `:${from.line}`})`;
  if (from.kind === 'lookup') return `${says} (${from.question}: ${from.answer})`;
  if (from.kind === 'config') return `${says} (set by ${from.key})`;
  if (from.kind === 'knowledge') return `${says} (${from.source})`;
  return `${says} (seen in ${from.run})`;
}

/** A step that harden never applies, as a sketch: what goes and what comes, without a place in a finished file. */
function manualLines(page: Page, step: HeldStep, options: TerminalOptions): string[] {
  const rules = metaOf(options.metas, step.transform)?.rules ?? [];
  const lines = titleLines(page, 'for you', step);
  lines.push(...facts(page, [place(page, step.at.file, step.at.line), step.id, rules.join(', ')]));
  if (options.mode === 'check') return lines;
  lines.push('', ...prose(page, step.why, BODY), ...reasons(page, step));
  for (const change of step.changes) lines.push('', ...sketch(page, change));
  return lines;
}

function sketch(page: Page, change: Change): string[] {
  if (change.kind === 'create') {
    return [BLANK + fileNote(page, change.file, undefined), ...terminalDiff(page, undefined, change.text, BODY)];
  }
  const head = BLANK + page.colors.dim(`${place(page, change.file)} (a sketch)`);
  const ended = (text: string) => (text === '' || text.endsWith('\n') ? text : `${text}\n`);
  return [head, ...terminalDiff(page, ended(change.expect), ended(change.text), BODY)];
}

/** One visible line for messages that are not part of a plan. */
export function terminalText(text: string, unicode = true): string {
  return oneLine(text, unicode);
}
