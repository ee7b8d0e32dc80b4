import type { HeldStep, Plan } from '../model/index.js';
import { scoreText, STATE_NAMES } from './checklist.js';
import type { Checklist, CheckState } from './checklist.js';
import { layLabelled, layPlace, layProse } from './page.js';
import type { Colors, Page } from './page.js';
import { REFUSAL_REASONS, refusedGroups } from './refusals.js';
import { checkTitle, findingGroups, heldGroups, NEEDS_RUN, OFF_BY_PRESET, skippedGroups } from './summary.js';
import type { CheckTitles, FindingGroup, HeldGroup, Mode } from './summary.js';
import { SKIP_NAMES } from './told.js';
import { oneLine, widthOf } from './visible.js';

interface NoteOptions {
  readonly mode: Mode;
  readonly checks?: CheckTitles;
  readonly limit?: number;
}

const MOST_ENTRIES = 10;
/** Places of one finding: what is said of them differs in a name only. */
const MOST_PLACES = 3;

/** What stands below the steps: held, suppressed, refused, findings, skipped; last, so that they are seen, errors and bugs. */
export function terminalNotes(page: Page, plan: Plan, options: NoteOptions): string[][] {
  const limit = options.limit ?? MOST_ENTRIES;
  const notes = [
    ...heldGroups(plan).map((group) => heldNote(page, group, limit)),
    refusedNote(page, plan, limit),
    // Steps are what `fix` is about: there the last line counts the findings.
    options.mode === 'check' ? findingsNote(page, plan, options) : [],
    skippedNote(page, plan),
    errorsNote(page, plan),
    droppedNote(page, plan),
  ];
  return notes.filter((lines) => lines.length > 0);
}

function heading(
  page: Page,
  title: string,
  number: number,
  paint: (text: string) => string = page.colors.bold,
): string[] {
  const lines = layProse(page, `${title} (${number})`, 0);
  if (lines.length > 1) return lines.map((line) => paint(line));
  return [`${paint(oneLine(title, page.unicode))} ${page.colors.dim(`(${number})`)}`];
}

function heldNote(page: Page, { heldBy, by, steps }: HeldGroup, limit: number): string[] {
  if (heldBy === 'manual') return [];
  if (heldBy === 'needs-run') return gainNote(page, NEEDS_RUN, steps, limit);
  if (heldBy === 'preset') return gainNote(page, OFF_BY_PRESET, steps, limit);
  // Who names what to take, or what is known, has no question about the rest: the last line counts it.
  if ((heldBy === 'only' || heldBy === 'step' || heldBy === 'baseline') && Number.isFinite(limit)) return [];
  const title = heldHeading(heldBy, by);
  const lines = steps.slice(0, limit).flatMap((step) => heldLine(page, step));
  return [...heading(page, title, steps.length), ...lines, ...rest(page, steps.length - limit)];
}

function heldHeading(heldBy: HeldGroup['heldBy'], by: string): string {
  if (heldBy === 'suppression') return `Suppressed by ${by}`;
  if (heldBy === 'rejected') return 'Rejected';
  if (heldBy === 'baseline') return `Known by ${by}`;
  return `Held back by ${by}${heldBy === 'not-verified' ? ', since no run shows that it works' : ''}`;
}

/** What something that was not asked for would allow, with what it would gain. */
function gainNote(page: Page, title: string, steps: readonly HeldStep[], limit: number): string[] {
  const lines = steps.slice(0, limit).flatMap((step) => {
    const where = layPlace(page, step.at.file, step.at.line);
    return entry(page, where, `${step.title} (${step.transform}): ${step.why}`);
  });
  return [...heading(page, title, steps.length), ...lines, ...rest(page, steps.length - limit)];
}

function heldLine(page: Page, step: HeldStep): string[] {
  const where = layPlace(page, step.at.file, step.at.line);
  const why = step.untested === undefined ? '' : `: ${step.untested}`;
  return entry(page, where, `${step.title} (${step.transform})${why}`);
}

function refusedNote(page: Page, plan: Plan, limit: number): string[] {
  const all = !Number.isFinite(limit);
  const groups = refusedGroups(plan, all);
  if (groups.length === 0) return [];
  const lines: string[] = [];
  for (const { code, count, listed, others } of groups) {
    const reason = layProse(page, `${code} ${page.signs.dot} ${REFUSAL_REASONS[code]} (${count})`, 2);
    const split = 2 + code.length;
    lines.push(
      ...reason.map((line, at) =>
        at === 0 ? line.slice(0, split) + page.colors.dim(line.slice(split)) : page.colors.dim(line),
      ),
    );
    for (const one of listed.slice(0, limit)) {
      const where = layPlace(page, one.at.file, one.line);
      lines.push(...entry(page, where, `${one.message} (${one.transform})`, 4));
    }
    lines.push(...rest(page, listed.length - limit, 4));
    if (others !== undefined) lines.push(...layProse(page, `${others}; --all lists them`, 4));
  }
  const total = groups.reduce((sum, { count }) => sum + count, 0);
  return [...heading(page, 'Seen and left alone', total), ...lines];
}

/** A place, and below it or after it what is said of it. */
function entry(page: Page, where: string, text: string, indent = 2): string[] {
  const body = layProse(page, text, indent + 2);
  const blank = ' '.repeat(indent);
  const oneRow =
    body.length === 1 && indent + widthOf(where) + 2 + widthOf(body[0]!.trimStart()) <= Math.min(page.width, 100);
  if (oneRow) return [`${blank}${page.colors.cyan(where)}  ${body[0]!.trimStart()}`];
  return [blank + page.colors.cyan(where), ...body];
}

function rest(page: Page, more: number, indent = 2): string[] {
  if (more <= 0) return [];
  return [' '.repeat(indent) + page.colors.dim(`and ${more} more; --all lists them`)];
}

function findingsNote(page: Page, plan: Plan, { checks, limit = MOST_PLACES }: NoteOptions): string[] {
  const groups = findingGroups(plan);
  if (groups.length === 0) return [];
  const total = groups.reduce((sum, { count }) => sum + count, 0);
  const cut = groups.some(({ count }) => count > limit);
  const lines = heading(page, 'Findings that harden does not change by itself', total);
  if (cut) lines.push(...layProse(page, '--all lists every place', 2).map((line) => page.colors.dim(line)));
  for (const group of groups) lines.push('', ...findingLines(page, group, { checks, limit }));
  return lines;
}

interface FindingView {
  readonly checks: CheckTitles | undefined;
  readonly limit: number;
}

/** What a check looks for and why nothing is changed, once; then the places, those in one file under its name. */
function findingLines(page: Page, group: FindingGroup, { checks, limit }: FindingView): string[] {
  const { check, rules, reason, count, files } = group;
  const { bold, cyan, dim } = page.colors;
  const title = checkTitle(check, checks);
  const lines = layProse(page, `${title} (${count})`, 2).map((line) => bold(line));
  const names = [title === check ? '' : check, rules.join(', ')].filter((name) => name !== '');
  lines.push(...layProse(page, names.join(` ${page.signs.dot} `), 4).map((line) => dim(line)));
  lines.push(...layProse(page, reason, 4));
  let left = limit;
  for (const { path, findings } of files) {
    const shown = findings.slice(0, Math.max(0, left));
    left -= shown.length;
    if (shown.length === 1) lines.push(...entry(page, layPlace(page, path, shown[0]!.line), shown[0]!.message, 4));
    if (shown.length <= 1) continue;
    lines.push(`    ${cyan(layPlace(page, path))}`);
    const hang = Math.max(...shown.map(({ line }) => String(line).length)) + 3;
    for (const { line, message } of shown) {
      lines.push(...layLabelled(page, `:${line}`, message, { indent: 6, hang }, cyan));
    }
  }
  if (count > limit) lines.push(`    ${dim(`and ${count - limit} more`)}`);
  return lines;
}

const MOST_NAMES = 4;

function skippedNote(page: Page, plan: Plan): string[] {
  if (plan.skipped.length === 0) return [];
  const lines = skippedGroups(plan).flatMap(({ reason, files }) => {
    const names = files.slice(0, MOST_NAMES).map((file) => layPlace(page, file.path));
    const more = files.length > MOST_NAMES ? ` and ${files.length - MOST_NAMES} more` : '';
    return layProse(page, `${SKIP_NAMES[reason]}: ${names.join(', ')}${more}`, 2);
  });
  return [...heading(page, 'Files left out', plan.skipped.length), ...lines.map((line) => page.colors.dim(line))];
}

function errorsNote(page: Page, plan: Plan): string[] {
  if (plan.errors.length === 0) return [];
  const { colors } = page;
  const lines = plan.errors.flatMap((error) => {
    const text = layProse(page, error.message, 4);
    const hint = error.hint ? layProse(page, error.hint, 4).map((line) => colors.dim(line)) : [];
    return [`  ${colors.bold(layPlace(page, error.path, error.line, error.column))}`, ...text, ...hint];
  });
  return [...heading(page, 'Errors', plan.errors.length, (text) => colors.bold(colors.red(text))), ...lines];
}

function droppedNote(page: Page, plan: Plan): string[] {
  const dropped = plan.groups.flatMap((group) => group.dropped);
  if (dropped.length === 0) return [];
  const { colors } = page;
  const lines = dropped.flatMap((step) => [
    `  ${colors.bold(layPlace(page, step.file))}`,
    ...layProse(page, `${step.transform} (guard: ${step.guard})`, 4),
    ...layProse(page, step.message, 4),
  ]);
  const what =
    'These steps failed a check that harden makes of its own work. Their files keep the text they had. Please report it, with the file if you can.';
  return [
    ...heading(page, 'Bugs in harden', dropped.length, (text) => colors.inverse(colors.red(` ${text} `))),
    ...layProse(page, what, 2),
    ...lines,
  ];
}

const STATE_PAINT = {
  pass: (colors: Colors) => colors.green,
  fail: (colors: Colors) => colors.red,
  partial: (colors: Colors) => colors.yellow,
  unknown: (colors: Colors) => colors.dim,
  'not-applicable': (colors: Colors) => colors.dim,
} as const satisfies Record<CheckState, (colors: Colors) => (text: string) => string>;

/** The scored list, one item a line. */
export function terminalChecklist(page: Page, { items, score }: Checklist): string[] {
  const lines = items.flatMap((item) => {
    const count = item.count === undefined ? '' : ` (${item.count})`;
    const text = `${item.title}${count}: ${item.detail}`;
    return layLabelled(
      page,
      STATE_NAMES[item.state],
      text,
      { indent: 2, hang: 9 },
      STATE_PAINT[item.state](page.colors),
    );
  });
  return [`${page.colors.bold('Checklist')} ${page.colors.dim(scoreText(score))}`, ...lines];
}
