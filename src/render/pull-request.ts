// The text of a pull request: what changes for whoever runs it, what was seen when it ran, the steps one by one, and what
// is left for a person.
import type { Plan, Step, TransformMeta } from '../model/index.js';
import { folded, markdownCode, markdownText } from './markdown-text.js';
import { LEFT_OUT, manualSections, noteSections, safetyOf, stepDiffs, tell } from './markdown.js';
import { allSteps, collect, plural, stepsByFile } from './summary.js';
import { afterLabel, shortId, type Said } from './told.js';
import { verificationSections } from './verification-markdown.js';

export interface PullRequestOptions {
  readonly metas: readonly TransformMeta[];
  /** Longest result in characters: diffs of the last steps are left out first, then those steps. */
  readonly limit: number;
  /** Steps that are found and are not in it, in sentences. */
  readonly notes?: readonly string[];
  /** Why not all of it was built and run, as part of a sentence. */
  readonly unproven?: string;
}

/** The plan as the text of a pull request. The same plan gives the same text. */
export function renderPullRequest(plan: Plan, options: PullRequestOptions): string {
  const { limit, metas, notes = [], unproven } = options;
  const head = [
    ...runSections(plan, Math.floor(limit / 3)),
    ...builtSections(plan, unproven, Math.floor(limit / 3)),
    '## Steps',
  ];
  const rest = { mode: 'dry-run', metas } as const;
  const people = within(
    [...notes.map((note) => markdownText(note)), ...manualSections(plan, rest), ...noteSections(plan, rest)],
    Math.floor(limit / 4),
    () => 'There is more; `harden check` lists it.',
  );
  const tail = [...(people.length > 0 ? folded('For a person: what is left alone, and why', people) : []), HOW_TO];
  const used = [...head, ...tail].reduce((sum, section) => sum + section.length + 2, 0);
  return `${[...head, ...stepSections(plan, metas, limit - used), ...tail].join('\n\n')}\n`;
}

// A line each: a forge takes a line break for what it is.
const HOW_TO = `## To take a step out

Comment \`/harden skip ID\` with the id of a step, or of a transform for all of its steps; \`/harden help\` says what else there is. For everybody and for good, write \`transforms: {ID: off}\` into \`.harden.yaml\`.

Closing this pull request declines its steps. A branch that you push to is yours from then on.`;

/** What of a running container a place is about, as people call it. */
const CONCERNS: readonly (readonly [what: string, place: RegExp])[] = [
  ['The user it runs as', /\.(?:user|runAsUser|runAsNonRoot|runAsGroup|fsGroup)\b/],
  [
    'What it may do',
    /\.(?:cap_drop|cap_add|capabilities|privileged|security_opt|allowPrivilegeEscalation|seccompProfile)\b/,
  ],
  ['What it can write to', /\.(?:read_only|readOnlyRootFilesystem|tmpfs|volumes|volumeMounts)\b/],
  ['What it is reached by', /\.(?:ports|networks|expose|automountServiceAccountToken)\b/],
  ['How it starts', /\.(?:cmd|entrypoint|command|args|init|depends_on|workdir|shell|stopsignal|from|image)$/],
  ['How its health is told', /\.(?:healthcheck|livenessProbe|readinessProbe|startupProbe)\b/],
  ['What it may use', /\.(?:pids_limit|mem_limit|cpus|deploy|resources|ulimits|logging)\b/],
  ['What happens when it ends', /\.(?:restart|stop_grace_period)\b/],
  ['Its environment', /\.(?:env|environment|secrets|env_file)\b/],
];
const MOST_PLACES = 6;
const MOST_ASSUMPTIONS = 2;

/** What differs for whoever runs it: what is done, where, and what is believed of it. */
function runSections(plan: Plan, room: number): string[] {
  const steps = allSteps(plan);
  const concernOf = ({ touches }: Step): string | undefined =>
    CONCERNS.find(([, place]) => touches.some((touched) => place.test(touched)))?.[0];
  const lines = CONCERNS.flatMap(([what]) => {
    const own = steps.filter((step) => concernOf(step) === what);
    const told = collect(own, ({ title }) => title).map(([, same]) => `  - ${concernText(same)}`);
    return told.length === 0 ? [] : [`- **${what}**`, ...told];
  });
  const others = steps.filter((step) => concernOf(step) === undefined).length;
  const more = lines.length > 0 ? 'more ' : '';
  const change = plural(others, `${more}step only changes`, `${more}steps only change`);
  const built = others === 0 ? [] : [`${change} how it is built, or how it is written.`];
  return [
    '## What changes for whoever runs it',
    ...(lines.length > 0
      ? [within(lines, room, () => '- and more, in the steps below').join('\n')]
      : ['Nothing that harden knows of.']),
    ...built,
  ];
}

function concernText(same: readonly Step[]): string {
  const places = same.slice(0, MOST_PLACES).map(({ at }) => markdownCode(`${at.file}:${at.line}`));
  if (same.length > places.length) places.push(`${same.length - places.length} more`);
  const told = `${markdownText(same[0]!.title)}: ${places.join(', ')}.`;
  if (same.every(({ verified }) => verified)) return `${told} It was run, and holds.`;
  const all = [...new Set(same.flatMap((step) => step.assumptions.map(({ believes }) => afterLabel(believes))))];
  const shown = all.slice(0, MOST_ASSUMPTIONS).map((each) => ` Assumes ${markdownText(each)}.`);
  const rest = all.length - shown.length;
  return `${told}${shown.join('')}${rest > 0 ? ` ${plural(rest, 'assumption')} more below.` : ''}`;
}

function builtSections(plan: Plan, unproven: string | undefined, room: number): readonly string[] {
  const why = unproven === undefined ? '' : ` (${markdownText(unproven)})`;
  if (plan.verification) {
    const seen = within(verificationSections(plan), room, () => 'More was built and run; `harden verify` lists it.');
    const shown = new Set(plan.verification.groups.map(({ group }) => group));
    const files = plan.groups.filter(({ group, steps }) => steps.length > 0 && !shown.has(group.id));
    const names = files.slice(0, MOST_PLACES).map(({ group }) => markdownCode(group.id));
    const rest = files.length - names.length;
    if (files.length === 0) return seen;
    const where = `${names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
    return [...seen, `Nothing was built or run of ${where}${why}: what is said of it comes from reading the files.`];
  }
  return [`Nothing was built or run for this pull request${why}: what is said above comes from reading the files.`];
}

/**
 * The steps one by one, within a number of characters: as many as there is room for with their change, then with their
 * reason alone, then by their title. None is explained after one that is not, which it could refer to.
 */
function stepSections(plan: Plan, metas: readonly TransformMeta[], room: number): string[] {
  const steps = stepsByFile(plan, metas).flatMap((file) => file.steps.map((step) => ({ step, path: file.path })));
  const lines = steps.map(({ step, path }, at) => stepLine(step, path, at + 1));
  const sections: string[] = [];
  const said: Said = new Map();
  const options = { mode: 'dry-run', metas } as const;
  /** What is left once each of the steps has its line. */
  let left = room - lines.reduce((sum, line) => sum + line.length + 2, 0);
  let isFull = false;
  for (const [at, { step, path }] of steps.entries()) {
    const told = isFull ? [] : tell(step, { number: at + 1, said, options });
    const forms: readonly string[] = isFull
      ? []
      : [
          folded('Why, what it rests on, and the change', [...told, ...stepDiffs(step, path)]).join('\n\n'),
          folded('Why, and what it rests on', [...told, LEFT_OUT]).join('\n\n'),
        ];
    const form = forms.find((each) => each.length + 2 <= left);
    isFull ||= form === undefined;
    left -= form === undefined ? 0 : form.length + 2;
    sections.push(lines[at]!, ...(form === undefined ? [] : [form]));
  }
  if (left >= 0) return sections;
  // Not even their lines fit.
  return [...within(lines, room, (count) => `${plural(count, 'step')} more: the commits hold them.`)];
}

function stepLine(step: Step, path: string, number: number): string {
  const facts = [markdownCode(`${path}:${step.at.line}`), safetyOf(step), markdownCode(shortId(step))];
  return `**${number}.** ${markdownText(step.title)} · ${facts.join(' · ')}`;
}

/** As many of the texts, from the first, as there is room for, and a last one that says that there are more. */
function within(texts: readonly string[], room: number, more: (count: number) => string): readonly string[] {
  const last = more(texts.length).length + 2;
  let used = 0;
  let fit = 0;
  for (const { length } of texts) {
    used += length + 2;
    if (used + last <= room) fit++;
  }
  return used <= room ? texts : [...texts.slice(0, fit), more(texts.length - fit)];
}
