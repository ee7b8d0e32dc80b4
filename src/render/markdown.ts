import type { Change, HeldStep, Plan, Step, TransformMeta } from '../model/index.js';
import { diffHunks, formatHunks } from '../text/index.js';
import { scoreText, STATE_NAMES } from './checklist.js';
import type { Checklist } from './checklist.js';
import { relativePath, withHint, withoutRoot } from './paths.js';
import { cell, code, fencedDiff, text } from './markdown-text.js';
import {
  allFindings,
  heldGroups,
  heldPhrase,
  metaOf,
  REFUSAL_REASONS,
  refusedGroups,
  stepsByFile,
  summarize,
  summaryLine,
} from './summary.js';
import { plural } from './summary.js';
import type { Mode } from './summary.js';

export interface MarkdownOptions {
  readonly mode: Mode;
  readonly metas: readonly TransformMeta[];
  readonly checklist?: Checklist;
  /** The first heading; nothing prints none, as a pull request has a title of its own. */
  readonly heading?: string;
  /** Longest result in characters: diffs of the last steps are left out first. GitHub takes 65,536 in a pull request. */
  readonly limit?: number;
  /** The absolute folder the paths start from: cut from paths and messages. */
  readonly root?: string;
}

/** The plan for a pull request's body or a `review.md`. The same plan gives the same text. */
export function renderMarkdown(plan: Plan, options: MarkdownOptions): string {
  const head = [...(options.heading ? [`# ${text(options.heading)}`] : []), text(summaryLine(plan, options.mode))];
  const notes = [
    ...(options.checklist ? [checklistSection(options.checklist)] : []),
    ...manualSections(plan, options),
    ...noteSections(plan, options.root),
  ];
  const fixed = [...head, ...stepTable(plan), ...notes];
  const used = fixed.reduce((sum, section) => sum + section.length + 2, 0);
  const steps = stepSections(plan, options, (options.limit ?? Number.POSITIVE_INFINITY) - used);
  return `${[...head, ...stepTable(plan), ...steps, ...notes].join('\n\n')}\n`;
}

function stepTable(plan: Plan): string[] {
  const rows: string[] = [];
  for (const { path, steps } of stepsByFile(plan)) {
    for (const step of steps) {
      const cells = [`${rows.length + 1}`, text(step.title), cell(code(path)), `${step.at.line}`, step.safety];
      rows.push(`| ${cells.join(' | ')} |`);
    }
  }
  if (rows.length === 0) return [];
  return [['| | Step | File | Line | Safety |', '| ---: | --- | --- | ---: | --- |', ...rows].join('\n')];
}

const LEFT_OUT = 'The diff is left out here for length; the commit and the patch hold it.';

/** The steps one by one, within a number of characters: first without their diffs, then not at all. */
function stepSections(plan: Plan, options: MarkdownOptions, room: number): string[] {
  const sections: string[] = [];
  let left = room - 100;
  let number = 0;
  let missing = 0;
  for (const { path, steps } of stepsByFile(plan)) {
    const heading = `## ${code(path)}`;
    left -= heading.length + 2;
    if (left > 0) sections.push(heading);
    for (const step of steps) {
      number++;
      const told = stepText(step, number, options);
      const whole = [...told, ...stepDiffs(step, path)].join('\n\n');
      const short = [...told, LEFT_OUT].join('\n\n');
      const fits = whole.length + 2 <= left ? whole : short.length + 2 <= left ? short : undefined;
      if (fits === undefined) missing++;
      else sections.push(fits);
      left -= (fits?.length ?? 0) + 2;
    }
  }
  return missing === 0 ? sections : [...sections, `${plural(missing, 'step')} more: the patch holds them.`];
}

function stepText(step: Step, number: number, options: MarkdownOptions): string[] {
  return [`### ${number}. ${text(step.title)}`, ...told(step, options)];
}

function told(step: Omit<Step, 'files'>, { metas }: MarkdownOptions): string[] {
  const rules = metaOf(metas, step.transform)?.rules ?? [];
  const facts = [`**${step.safety}**`, code(step.id), ...rules.map((rule) => text(rule))].join(' · ');
  return [facts, text(step.why), ...seen(step), ...boxes(step)].filter((part) => part !== '');
}

function seen({ evidence }: Pick<Step, 'evidence'>): string[] {
  if (evidence.length === 0) return [];
  return [evidence.map((one) => `- Seen: ${evidenceLine(one)}`).join('\n')];
}

function evidenceLine({ says, from }: Step['evidence'][number]): string {
  if (from.kind === 'source')
    return `${text(says)} (${code(from.line === undefined ? from.file : `${from.file}:${from.line}`)})`;
  if (from.kind === 'lookup') return `${text(says)} (${text(from.question)}: ${text(from.answer)})`;
  if (from.kind === 'config') return `${text(says)} (set by ${code(from.key)})`;
  if (from.kind === 'knowledge') return `${text(says)} (${text(from.source)})`;
  return `${text(says)} (seen in ${code(from.run)})`;
}

/** Each assumption as a box for the reviewer to tick. */
function boxes({ assumptions }: Pick<Step, 'assumptions'>): string[] {
  if (assumptions.length === 0) return [];
  const lines = assumptions.flatMap(({ believes, breaksIf, checkBy }) => [
    `- [ ] **Assumes** ${text(believes)}`,
    `  - **Breaks if** ${text(breaksIf)}`,
    `  - **Check by** ${text(checkBy)}`,
  ]);
  // The words in between keep Markdown from joining this list to the one above.
  return ['**To check**', lines.join('\n')];
}

function stepDiffs(step: Step, heading: string): string[] {
  return step.files.flatMap(({ path, before, after }) => {
    const note = before === undefined ? ' (new file)' : '';
    const name = path === heading && note === '' ? [] : [`In ${code(path)}${note}:`];
    return [...name, diffBlock(before ?? '', after)];
  });
}

function diffBlock(before: string, after: string): string {
  return fencedDiff(formatHunks(diffHunks(before, after, 3)));
}

function manualSections(plan: Plan, options: MarkdownOptions): string[] {
  const held = plan.groups.flatMap((group) => group.held).filter((step) => step.heldBy === 'manual');
  if (held.length === 0) return [];
  return ['## For a person to make', ...held.map((step) => manualSection(step, options))];
}

function manualSection(step: HeldStep, options: MarkdownOptions): string {
  const place = `${code(`${step.at.file}:${step.at.line}`)}`;
  const sketches = step.changes.map(sketch);
  return [`### ${text(step.title)}`, place, ...told(step, options), ...sketches].join('\n\n');
}

function sketch(change: Change): string {
  const ended = (part: string) => (part === '' || part.endsWith('\n') ? part : `${part}\n`);
  const [before, after] = change.kind === 'create' ? ['', change.text] : [ended(change.expect), ended(change.text)];
  return `A sketch for ${code(change.file)}, not applied:\n\n${diffBlock(before, after)}`;
}

function noteSections(plan: Plan, root: string | undefined): string[] {
  const sections: string[] = [];
  const held = heldGroups(plan).filter((group) => group.heldBy !== 'manual');
  if (held.length > 0) {
    const lines = held.flatMap((group) => [
      `- ${text(capital(heldPhrase(group)))} (${group.steps.length})`,
      ...group.steps.map((step) => `  - ${text(step.title)} (${code(`${step.at.file}:${step.at.line}`)})`),
    ]);
    sections.push('## Not applied', lines.join('\n'));
  }
  const refused = refusedGroups(plan).flatMap((group) => [
    `- **${group.code}**: ${REFUSAL_REASONS[group.code]} (${group.refused.length})`,
    ...group.refused.map((one) => {
      const place = code(`${one.at.file}:${one.line}:${one.column}`);
      return `  - ${place} ${code(one.transform)}: ${text(one.message)}`;
    }),
  ]);
  if (refused.length > 0) sections.push('## Seen and left alone', refused.join('\n'));
  const findings = allFindings(plan).map((one) => {
    const rules = one.rules.length > 0 ? `, ${one.rules.map((rule) => text(rule)).join(', ')}` : '';
    const place = code(`${one.at.file}:${one.line}:${one.column}`);
    return `- ${place} ${text(one.message)} (${code(one.check)}${rules}) Not changed: ${text(one.reason)}`;
  });
  if (findings.length > 0) sections.push('## Findings', findings.join('\n'));
  return [...sections, ...faultSections(plan, root)];
}

function faultSections(plan: Plan, root: string | undefined): string[] {
  const { errors, dropped } = summarize(plan);
  const sections: string[] = [];
  const lines = plan.errors.map(({ path, line, column, message, hint }) => {
    const place = [relativePath(path, root), line, column].filter((part) => part !== undefined).join(':');
    return `- ${code(place)} ${text(withoutRoot(withHint(message, hint), root))}`;
  });
  if (errors > 0) sections.push('## Errors', lines.join('\n'));
  const bugs = plan.groups.flatMap((group) => group.dropped);
  const told = bugs.map(
    (bug) => `- ${code(bug.file)} ${code(bug.id)} failed the guard ${code(bug.guard)}: ${text(bug.message)}`,
  );
  if (dropped > 0) sections.push('## Bugs in harden', 'These steps were dropped; please report them.', told.join('\n'));
  return sections;
}

function checklistSection({ items, score }: Checklist): string {
  const rows = items.map(({ title, state, detail, count }) => {
    const number = count === undefined ? '' : ` (${count})`;
    return `| ${STATE_NAMES[state]} | ${text(title)}${number} | ${text(detail)} |`;
  });
  const head = ['| | Check | Seen |', '| --- | --- | --- |'];
  return [`## Checklist: ${scoreText(score)}`, '', ...head, ...rows].join('\n');
}

function capital(phrase: string): string {
  return phrase.slice(0, 1).toUpperCase() + phrase.slice(1);
}
