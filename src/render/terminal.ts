import { isNewFile, type Change, type HeldStep, type Plan, type Step, type TransformMeta } from '../model/index.js';
import type { Checklist } from './checklist.js';
import { DiskLines } from './disk-lines.js';
import { numberSteps } from './file-view.js';
import { layLabelled, pageOf, layPlace, layProse, roomOf, rulePage } from './page.js';
import type { Page } from './page.js';
import { stepsByFile, summaryHint, summaryLine, plural, rulesOf, allSteps } from './summary.js';
import type { CheckTitles, Mode } from './summary.js';
import { terminalChecklist, terminalNotes } from './terminal-notes.js';
import { terminalDiff } from './terminal-diff.js';
import { terminalFile } from './terminal-file.js';
import { BADGES, fileNote, isNew } from './terminal-parts.js';
import { afterLabel, referToStep, assumptionKey, exercisedWords, factsOf, findEarlierStep, shortId } from './told.js';
import type { Fact, Said } from './told.js';
import { verificationPieces } from './verification-terminal.js';
import type { View } from './view.js';

export type { View } from './view.js';

export interface TerminalOptions extends View {
  readonly mode: Mode;
  /** Descriptions of the transforms: with them `check` names the rules that a step resolves. */
  readonly metas?: readonly TransformMeta[];
  readonly checks?: CheckTitles;
  readonly checklist?: Checklist;
  /**
   * How much is listed of what belongs together; the rest is counted. Default 3 facts of a step and places of a
   * finding, 10 refusals of a kind and steps held by one flag. `Infinity` lists all.
   */
  readonly limit?: number;
  /**
   * Each step with its evidence, its reasons and a diff of its own. Else each file is shown once, as it will be, and its
   * steps take a line each.
   */
  readonly long?: boolean;
}

/** The plan as people review it, in pieces of a file or a step each, so that a long one starts to print at once. */
export function* terminalPieces(plan: Plan, options: TerminalOptions): Generator<string> {
  const page = pageOf(options);
  const total = allSteps(plan).length;
  const said: Said = new Map();
  const numbers = new DiskLines(plan.groups);
  const files = stepsByFile(plan, options.metas);
  const numberOf = numberSteps(files);
  for (const file of files) {
    const { path, steps } = file;
    yield `${rulePage(page, path, plural(steps.length, 'step'))}\n\n`;
    if (options.mode === 'check') yield listed(page, steps, said, options);
    else if (!options.long) yield `${terminalFile(page, file, { files, numberOf, said }).join('\n')}\n\n`;
    else
      for (const step of steps) {
        const at = { number: numberOf(step), total, heading: path, said, numbers, options };
        yield `${stepLines(page, step, at).join('\n')}\n\n`;
      }
  }
  for (const held of plan.groups.flatMap((group) => group.held)) {
    if (held.heldBy === 'manual') yield `${manualLines(page, held, options).join('\n')}\n\n`;
  }
  if (options.checklist) yield `${terminalChecklist(page, options.checklist).join('\n')}\n\n`;
  for (const lines of terminalNotes(page, plan, options)) yield `${lines.join('\n')}\n\n`;
  if (plan.verification) yield* verificationPieces(plan, options);
  yield `${summaryLines(page, plan, options).join('\n')}\n`;
}

/** All of `terminalPieces` as one string. */
export function renderTerminal(plan: Plan, options: TerminalOptions): string {
  return [...terminalPieces(plan, options)].join('');
}

/**
 * One step as `terminalPieces` shows it: for the interactive mode. Its lines are numbered as the text it starts from,
 * or as `lines` says.
 */
export function renderStep(
  step: Step,
  number: number,
  total: number,
  { lines: numbers = new DiskLines([]), ...options }: TerminalOptions & { readonly lines?: DiskLines },
): string {
  const said: Said = new Map();
  const lines = stepLines(pageOf(options), step, { number, total, heading: '', said, numbers, options });
  return `${lines.join('\n')}\n`;
}

function summaryLines(page: Page, plan: Plan, { mode, long }: TerminalOptions): string[] {
  const line = layProse(page, summaryLine(plan, mode), 0).map((part) => page.colors.bold(part));
  const isCut = mode !== 'check' && !long && allSteps(plan).length > 0;
  const hint = `${isCut ? 'Add --long for the reasons and evidence of each step. ' : ''}${summaryHint(plan, mode)}`;
  return [...line, ...layProse(page, hint, 0)];
}

const BODY = 4;
const HANG = 11;

interface StepPlace {
  readonly number: number;
  readonly total: number;
  /** The file that the heading above names already. */
  readonly heading: string;
  /** What the steps above said. */
  readonly said: Said;
  readonly numbers: DiskLines;
  readonly options: TerminalOptions;
}

function stepLines(page: Page, step: Step, at: StepPlace): string[] {
  const { number, total, heading, said, numbers, options } = at;
  const lines = titleLines(page, `${number}/${total}`, step);
  const line = isNew(step) ? 'new file' : `line ${step.at.line}`;
  const where = step.at.file === heading ? line : `${layPlace(page, step.at.file)} ${line}`;
  const before = findEarlierStep(said, `why\n${step.title}\n${step.why}`, number);
  const reason = before === undefined ? '' : `reason as in step ${before}`;
  lines.push(...facts(page, [where, shortId(step), reason]));
  if (before === undefined) lines.push('', ...layProse(page, step.why, BODY));
  lines.push(...reasons(page, step, { number, said, options }));
  for (const [index, file] of step.files.entries()) {
    lines.push('');
    // The step's own file is named above; behind another one it is named again.
    if (file.path !== step.at.file || index > 0) lines.push(BLANK + fileNote(page, file.path, isNewFile(file)));
    lines.push(...terminalDiff(page, file, { numbers: numbers.of(step, file.path), indent: BODY }));
  }
  return lines;
}

/**
 * The steps of a file as `check` lists them, by line: what would be done, and the first time for which rules. The changes
 * themselves are for `fix`.
 */
function listed(page: Page, steps: readonly Step[], said: Said, { metas }: TerminalOptions): string {
  const digits = Math.max(...steps.map((step) => lineLabel(step).length));
  const width = Math.max('review'.length, ...steps.map(({ safety }) => safety.length));
  const sorted = [...steps].sort((a, b) => a.at.line - b.at.line);
  const lines = sorted.flatMap((step) => {
    const rules = findEarlierStep(said, step.transform, 1) ? [] : rulesOf(metas, step.transform);
    return listLines(page, step, { rules, digits, width });
  });
  return `${lines.join('\n')}\n\n`;
}

interface ListColumns {
  readonly rules: readonly string[];
  readonly digits: number;
  /** Of the safety. */
  readonly width: number;
}

function listLines(page: Page, step: Step, { rules, digits, width }: ListColumns): string[] {
  const { colors } = page;
  const line = lineLabel(step).padStart(digits);
  const hang = 2 + digits + 2 + width + 2;
  const [first = '', ...more] = layProse(page, step.title, hang);
  const safety = BADGES[step.safety](page) + ' '.repeat(width - step.safety.length);
  const notes = layProse(page, [shortId(step), rules.join(', ')].filter(Boolean).join(` ${page.signs.dot} `), hang);
  return [`  ${colors.cyan(line)}  ${safety}  ${first.trimStart()}`, ...more, ...notes.map((note) => colors.dim(note))];
}

function lineLabel(step: Step): string {
  return isNew(step) ? 'new' : `:${step.at.line}`;
}

const BLANK = ' '.repeat(BODY);

function titleLines(page: Page, number: string, step: Pick<Step, 'title' | 'safety' | 'verified'>): string[] {
  const { colors } = page;
  const head = `${number}  ${step.safety}${step.verified ? ' verified' : ''}  `;
  const [first = '', ...rest] = layProse(page, step.title, head.length);
  const title = [first.trimStart(), ...rest.map((line) => line.trimStart())];
  const badge = BADGES[step.safety](page) + (step.verified ? ` ${colors.green('verified')}` : '');
  return title.map(
    (line, at) => (at === 0 ? `${colors.dim(number)}  ${badge}  ` : ' '.repeat(head.length)) + colors.bold(line),
  );
}

/** Short facts on one dim line, or on several where they do not fit. */
function facts(page: Page, items: readonly string[]): string[] {
  const text = items.filter((item) => item !== '').join(` ${page.signs.dot} `);
  return layProse(page, text, BODY).map((line) => page.colors.dim(line));
}

/** What the step rests on and what it believes. */
function reasons(
  page: Page,
  step: Omit<Step, 'files'>,
  { number, said, options }: Pick<StepPlace, 'number' | 'said' | 'options'>,
): string[] {
  const lines: string[] = [];
  const at = { indent: BODY, hang: HANG };
  const seen = factsOf(step.evidence, step.at.file);
  const most = options.limit ?? MOST_FACTS;
  for (const [index, fact] of seen.slice(0, most).entries()) {
    lines.push(...layLabelled(page, index === 0 ? 'seen' : '', factText(fact), at));
  }
  if (seen.length > most) lines.push(...layLabelled(page, '', `and ${seen.length - most} more`, at));
  const shown = exercisedWords(step);
  if (shown !== '') lines.push(...layLabelled(page, 'verified', shown, at));
  let referred = false;
  for (const assumption of step.assumptions) {
    const { believes, breaksIf, checkBy } = assumption;
    const before = findEarlierStep(said, assumptionKey(assumption), number);
    // What earlier steps said takes one line each, together.
    if (lines.length > 0 && !(before !== undefined && referred)) lines.push('');
    referred = before !== undefined;
    if (before !== undefined) {
      const text = referToStep(before, believes, roomOf(page) - BODY - HANG, page.unicode);
      lines.push(...layLabelled(page, 'assumes', text, at, page.colors.yellow));
      continue;
    }
    lines.push(...layLabelled(page, 'assumes', afterLabel(believes), at, page.colors.yellow));
    lines.push(...layLabelled(page, 'breaks if', afterLabel(breaksIf), at, page.colors.yellow));
    lines.push(...layLabelled(page, 'check by', afterLabel(checkBy), at, page.colors.yellow));
  }
  return lines.length === 0 ? [] : ['', ...lines];
}

const MOST_FACTS = 3;

/** A fact and where it was read, in a line. */
function factText({ says, origins }: Fact): string {
  const said = afterLabel(says);
  return origins.length === 0 ? said : `${said} (${origins.map(({ text }) => text).join(', ')})`;
}

/** A step that harden never applies, as a sketch: what goes and what comes, without a place in a finished file. */
function manualLines(page: Page, step: HeldStep, options: TerminalOptions): string[] {
  const lines = titleLines(page, 'for you', step);
  const rules = options.mode === 'check' ? rulesOf(options.metas, step.transform) : [];
  lines.push(...facts(page, [layPlace(page, step.at.file, step.at.line), shortId(step), rules.join(', ')]));
  if (options.mode === 'check') return lines;
  lines.push('', ...layProse(page, step.why, BODY), ...reasons(page, step, { number: 0, said: new Map(), options }));
  for (const change of step.changes) lines.push('', ...sketch(page, change));
  return lines;
}

/** No file is at hand to look a sketch up in: all that its author put into it is shown. */
const SKETCHED = 60;

function sketch(page: Page, change: Change): string[] {
  if (change.kind === 'create') {
    return [
      BLANK + fileNote(page, change.file, true),
      ...terminalDiff(page, { before: undefined, after: change.text }, { indent: BODY }),
    ];
  }
  const head = BLANK + page.colors.dim(`${layPlace(page, change.file)} (a sketch)`);
  const ended = (text: string) => (text === '' || text.endsWith('\n') ? text : `${text}\n`);
  const texts = { before: ended(change.expect), after: ended(change.text) };
  return [head, ...terminalDiff(page, texts, { numbers: [], indent: BODY, context: SKETCHED })];
}
