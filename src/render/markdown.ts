import { isNewFile, type Change, type HeldStep, type Plan, type Step, type TransformMeta } from '../model/index.js';
import { diffHunks, formatHunks, hunksOfFile } from '../text/index.js';
import { answerSections } from './answers.js';
import { scoreText, STATE_NAMES } from './checklist.js';
import type { Checklist } from './checklist.js';
import { relativePath, withHint, withoutRoot } from './paths.js';
import { verificationSections } from './verification-markdown.js';
import {
  markdownCodeCell,
  markdownCode,
  fencedDiff,
  folded,
  markdownName,
  markdownText,
  textCell,
} from './markdown-text.js';
import { REFUSAL_REASONS, refusedGroups } from './refusals.js';
import {
  checkTitle,
  findingGroups,
  heldGroups,
  heldPhrase,
  heldTitle,
  plural,
  rulesOf,
  stepsByFile,
  summarize,
  summaryLine,
} from './summary.js';
import type { CheckTitles, FindingGroup, Mode } from './summary.js';
import { afterLabel, referToStep, assumptionKey, exercisedWords, factsOf, findEarlierStep, shortId } from './told.js';
import type { Fact, Origin, Said } from './told.js';

export interface MarkdownOptions {
  readonly mode: Mode;
  readonly metas: readonly TransformMeta[];
  readonly checks?: CheckTitles;
  readonly checklist?: Checklist;
  /** The first heading; nothing prints none, as a pull request has a title of its own. */
  readonly heading?: string;
  /** Longest result in characters: diffs of the last steps are left out first. GitHub takes 65,536 in a pull request. */
  readonly limit?: number;
  /** The absolute folder the paths start from: cut from paths and messages. */
  readonly root?: string;
  /** List every refusal, those as well that only wait for an answer nobody looked up. */
  readonly all?: boolean;
}

/** The plan for a pull request's body or a `review.md`. The same plan gives the same text. */
export function renderMarkdown(plan: Plan, options: MarkdownOptions): string {
  const head = [
    ...(options.heading ? [`# ${markdownText(options.heading)}`] : []),
    markdownText(summaryLine(plan, options.mode)),
  ];
  const notes = [
    ...verificationSections(plan),
    ...(options.checklist ? [checklistSection(options.checklist)] : []),
    ...manualSections(plan, options),
    ...noteSections(plan, options),
    ...answerSections(plan.answers),
  ];
  const fixed = [...head, ...stepTable(plan, options), ...notes];
  const steps = stepSections(plan, options, (options.limit ?? Number.POSITIVE_INFINITY) - lengthOf(fixed));
  return `${[...head, ...stepTable(plan, options), ...steps, ...notes].join('\n\n')}\n`;
}

function stepTable(plan: Plan, { metas }: MarkdownOptions): string[] {
  const rows: string[] = [];
  for (const { path, steps } of stepsByFile(plan, metas)) {
    for (const step of steps) {
      const cells = [
        `${rows.length + 1}`,
        textCell(step.title),
        markdownCodeCell(markdownCode(path)),
        `${step.at.line}`,
        safetyOf(step),
      ];
      rows.push(`| ${cells.join(' | ')} |`);
    }
  }
  if (rows.length === 0) return [];
  return [['| | Step | File | Line | Safety |', '| ---: | --- | --- | ---: | --- |', ...rows].join('\n')];
}

export const LEFT_OUT = 'The diff is left out here for length; the commit and the patch hold it.';

/**
 * The steps one by one, within a number of characters: first without their diffs, then not at all. From the first that
 * does not fit all are left out, so that no step refers to one that is not there.
 */
function stepSections(plan: Plan, options: MarkdownOptions, room: number): string[] {
  const sections: string[] = [];
  const said: Said = new Map();
  let left = room - 100;
  let number = 0;
  let missing = 0;
  for (const { path, steps, small } of stepsByFile(plan, options.metas)) {
    const heading = `## ${markdownCode(path)}`;
    const summary = plural(small, 'small step');
    const rest: string[] = [];
    for (const [index, step] of steps.entries()) {
      number++;
      const isSmall = index >= steps.length - small;
      // What stands around it, and has to fit as well.
      const frame = [...(index === 0 ? [heading] : []), ...(isSmall && rest.length === 0 ? folded(summary, []) : [])];
      const room = left - lengthOf(frame);
      const told = [`### ${number}. ${markdownText(step.title)}`, ...tell(step, { number, said, options })];
      const whole = [...told, ...stepDiffs(step, path)].join('\n\n');
      const short = [...told, LEFT_OUT].join('\n\n');
      const fits = whole.length + 2 <= room ? whole : short.length + 2 <= room ? short : undefined;
      if (fits === undefined || missing > 0) {
        missing++;
        continue;
      }
      if (index === 0) sections.push(heading);
      (isSmall ? rest : sections).push(fits);
      left -= lengthOf([...frame, fits]);
    }
    if (rest.length > 0) sections.push(...folded(summary, rest));
  }
  return missing === 0 ? sections : [...sections, `${plural(missing, 'step')} more: the patch holds them.`];
}

/** With the blank line behind each. */
function lengthOf(sections: readonly string[]): number {
  return sections.reduce((sum, { length }) => sum + length + 2, 0);
}

export function safetyOf({ safety, verified }: Pick<Step, 'safety' | 'verified'>): string {
  return verified ? `${safety}, verified` : safety;
}

interface Telling {
  readonly number: number;
  /** What the steps above said. */
  readonly said: Said;
  readonly options: MarkdownOptions;
}

export function tell(step: Omit<Step, 'files'>, { number, said, options }: Telling): string[] {
  const before = findEarlierStep(said, `why\n${step.title}\n${step.why}`, number);
  const rules = rulesOf(options.metas, step.transform).map(markdownName);
  const facts = [`**${safetyOf(step)}**`, `line ${step.at.line}`, markdownCode(shortId(step))];
  if (before !== undefined) facts.push(`reason as in step ${before}`);
  else if (rules.length > 0) facts.push(rules.join(', '));
  const why = before === undefined ? markdownText(step.why) : '';
  const shown = exercisedWords(step);
  const verified = shown === '' ? '' : `**Verified** ${shown}`;
  const parts = [facts.join(' · '), why, ...seen(step), verified, ...boxes(step, number, said)];
  return parts.filter((part) => part !== '');
}

function seen({ evidence, at }: Pick<Step, 'evidence' | 'at'>): string[] {
  const facts = factsOf(evidence, at.file).map(factText);
  if (facts.length <= 1) return facts.map((fact) => `**Seen** ${fact}`);
  return ['**Seen**', facts.map((fact) => `- ${fact}`).join('\n')];
}

function factText({ says, origins }: Fact): string {
  const said = markdownText(afterLabel(says));
  return origins.length === 0 ? said : `${said} (${origins.map(originText).join(', ')})`;
}

function originText(origin: Origin): string {
  return origin.code ? markdownCode(origin.text) : markdownText(origin.text);
}

/** Each assumption as a box for the reviewer to tick: in full the first time, afterwards by the step that says it. */
function boxes({ assumptions }: Pick<Step, 'assumptions'>, number: number, said: Said): string[] {
  if (assumptions.length === 0) return [];
  const lines = assumptions.flatMap((assumption) => {
    const { believes, breaksIf, checkBy } = assumption;
    const before = findEarlierStep(said, assumptionKey(assumption), number);
    if (before !== undefined) return [`- [ ] **Assumes** ${markdownText(referToStep(before, believes, 100))}`];
    return [
      `- [ ] **Assumes** ${markdownText(afterLabel(believes))}`,
      `  - **Breaks if** ${markdownText(afterLabel(breaksIf))}`,
      `  - **Check by** ${markdownText(afterLabel(checkBy))}`,
    ];
  });
  // The words in between keep Markdown from joining this list to the one above.
  return ['**To check**', lines.join('\n')];
}

export function stepDiffs(step: Step, heading: string): string[] {
  return step.files.flatMap((file) => {
    const { path } = file;
    const note = isNewFile(file) ? ' (new file)' : '';
    const intro = path === heading && note === '' ? [] : [`In ${markdownCode(path)}${note}:`];
    return [...intro, fencedDiff(formatHunks(hunksOfFile(file)))];
  });
}

export function manualSections(plan: Plan, options: MarkdownOptions): string[] {
  const held = plan.groups.flatMap((group) => group.held).filter((step) => step.heldBy === 'manual');
  if (held.length === 0) return [];
  return ['## For a person to make', ...held.map((step) => manualSection(step, options))];
}

function manualSection(step: HeldStep, options: MarkdownOptions): string {
  const place = markdownCode(`${step.at.file}:${step.at.line}`);
  const sketches = step.changes.map(sketch);
  return [
    `### ${markdownText(step.title)}`,
    place,
    ...tell(step, { number: 0, said: new Map(), options }),
    ...sketches,
  ].join('\n\n');
}

/** No file is at hand to look a sketch up in: all that its author put into it is shown. */
const SKETCHED = 60;

function sketch(change: Change): string {
  const ended = (part: string) => (part === '' || part.endsWith('\n') ? part : `${part}\n`);
  const [before, after] = change.kind === 'create' ? ['', change.text] : [ended(change.expect), ended(change.text)];
  return `A sketch for ${markdownCode(change.file)}, not applied:\n\n${fencedDiff(formatHunks(diffHunks(before, after, SKETCHED)))}`;
}

export function noteSections(plan: Plan, { root, checks, all }: MarkdownOptions): string[] {
  const sections: string[] = [];
  const held = heldGroups(plan).filter((group) => group.heldBy !== 'manual');
  if (held.length > 0) {
    const lines = held.flatMap((group) => [
      `- ${markdownText(capital(heldPhrase(group)))} (${group.steps.length})`,
      ...group.steps.map(
        (step) => `  - ${markdownText(heldTitle(step))} (${markdownCode(`${step.at.file}:${step.at.line}`)})`,
      ),
    ]);
    sections.push('## Not applied', lines.join('\n'));
  }
  const refused = refusedGroups(plan, all).flatMap((group) => [
    `- **${group.code}**: ${REFUSAL_REASONS[group.code]} (${group.count})`,
    ...group.listed.map((one) => {
      const place = markdownCode(`${one.at.file}:${one.line}`);
      return `  - ${place}: ${markdownText(one.message)} (${markdownCode(one.transform)})`;
    }),
    ...(group.others === undefined ? [] : [`  - ${markdownText(group.others)}`]),
  ]);
  if (refused.length > 0) sections.push('## Seen and left alone', refused.join('\n'));
  const findings = findingGroups(plan).map((group) => findingText(group, checks));
  if (findings.length > 0) sections.push('## Findings', 'Seen, and not changed by harden.', findings.join('\n'));
  return [...sections, ...faultSections(plan, root)];
}

/** What a check looks for and why nothing is changed, once; then every place. */
function findingText({ check, rules, reason, count, files }: FindingGroup, checks: CheckTitles | undefined): string {
  const title = checkTitle(check, checks);
  const names = [title === check ? '' : markdownCode(check), rules.map(markdownName).join(', ')].filter(Boolean);
  const head = `- **${markdownText(title)}** (${[`${count}`, ...names].join(' · ')}): ${markdownText(reason)}`;
  const places = files.flatMap(({ path, findings }) =>
    findings.map(({ line, message }) => `  - ${markdownCode(`${path}:${line}`)}: ${markdownText(message)}`),
  );
  return [head, ...places].join('\n');
}

function faultSections(plan: Plan, root: string | undefined): string[] {
  const { errors, dropped } = summarize(plan);
  const sections: string[] = [];
  const lines = plan.errors.map(({ path, line, column, message, hint }) => {
    const place = [relativePath(path, root), line, column].filter((part) => part !== undefined).join(':');
    return `- ${markdownCode(place)} ${markdownText(withoutRoot(withHint(message, hint), root))}`;
  });
  if (errors > 0) sections.push('## Errors', lines.join('\n'));
  const bugs = plan.groups.flatMap((group) => group.dropped);
  const told = bugs.map(
    (bug) =>
      `- ${markdownCode(bug.file)} ${markdownCode(bug.id)} failed the guard ${markdownCode(bug.guard)}: ${markdownText(bug.message)}`,
  );
  if (dropped > 0) sections.push('## Bugs in harden', 'These steps were dropped; please report them.', told.join('\n'));
  return sections;
}

function checklistSection({ items, score }: Checklist): string {
  const rows = items.map(({ title, state, detail, count }) => {
    const number = count === undefined ? '' : ` (${count})`;
    return `| ${STATE_NAMES[state]} | ${textCell(title)}${number} | ${textCell(detail)} |`;
  });
  const head = ['| | Check | Seen |', '| --- | --- | --- |'];
  return [`## Checklist: ${scoreText(score)}`, '', ...head, ...rows].join('\n');
}

function capital(phrase: string): string {
  return phrase.slice(0, 1).toUpperCase() + phrase.slice(1);
}
