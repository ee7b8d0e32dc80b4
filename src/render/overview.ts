// What a repository holds for somebody who has never run harden there: ten lines at the most.
import { TARGETS, type Plan, type Target, type TransformMeta } from '../model/index.js';
import { layProse, pageOf, type Page } from './page.js';
import { phaseSteps } from './phase-steps.js';
import { REFUSAL_REASONS, refusedGroups } from './refusals.js';
import { allSteps, plural, summarize } from './summary.js';
import type { View } from './view.js';
import { oneLine, widthOf } from './visible.js';

const MOST_STEPS = 3;
const MOST_REASONS = 2;

const NAMES = {
  dockerfile: ['Dockerfile', 'Dockerfiles'],
  compose: ['Compose file', 'Compose files'],
  kubernetes: ['Kubernetes manifest', 'Kubernetes manifests'],
  pipeline: ['CI pipeline', 'CI pipelines'],
} as const satisfies Record<Target, readonly [string, string]>;

interface OverviewOptions extends View {
  readonly metas: readonly TransformMeta[];
  /** How many files of each kind there are. */
  readonly files: Readonly<Record<Target, number>>;
}

/** The files, the steps by level, the three that change most, what is left for a person, and what to run next. */
export function renderOverview(plan: Plan, { files, metas, ...view }: OverviewOptions): string {
  const page = pageOf(view);
  const { bold } = page.colors;
  const kinds = TARGETS.flatMap((target) =>
    files[target] > 0 ? [plural(files[target], NAMES[target][0], NAMES[target][1])] : [],
  );
  const lines = [
    ...layProse(page, listOf(kinds), 0),
    ...layProse(page, stepsLine(plan), 0).map((line) => bold(line)),
    ...topLines(page, plan, metas),
    ...layProse(page, personLine(plan), 0),
    '',
    ...nextLines(page, plan),
  ];
  return `${lines.join('\n')}\n`;
}

function listOf(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

function stepsLine(plan: Plan): string {
  const { steps, safe, review, unverified } = summarize(plan);
  const waiting =
    unverified + plan.groups.flatMap(({ held }) => held.filter((each) => each.heldBy === 'needs-run')).length;
  const kinds = [
    safe > 0 ? `${safe} safe` : '',
    review > 0 ? `${review} to review` : '',
    waiting > 0 ? `${waiting} that only a run can confirm` : '',
  ].filter((each) => each !== '');
  return kinds.length === 0
    ? 'Nothing to change.'
    : `${plural(steps + waiting - unverified, 'step')}: ${kinds.join(', ')}`;
}

function topLines(page: Page, plan: Plan, metas: readonly TransformMeta[]): string[] {
  const top = phaseSteps(plan, metas)
    .slice(0, MOST_STEPS)
    .map(({ step }) => ({ step, place: oneLine(step.at.file, page.unicode) }));
  const wide = Math.min(Math.max(0, ...top.map(({ place }) => widthOf(place))), Math.floor(page.width / 2));
  return top.map(({ step, place }) => {
    const pad = ' '.repeat(Math.max(0, wide - widthOf(place)));
    return `  ${page.colors.dim(place)}${pad}  ${oneLine(step.title, page.unicode)} ${page.colors.dim(`(${step.transform})`)}`;
  });
}

function personLine(plan: Plan): string {
  const groups = refusedGroups(plan).filter(({ listed, code }) => listed.length > 0 && code !== 'no-answer');
  const { errors } = summarize(plan);
  const parts = errors > 0 ? [`${plural(errors, 'file')} could not be planned`] : [];
  const places = groups.reduce((sum, { listed }) => sum + listed.length, 0);
  if (places > 0) {
    const most = [...groups].sort((a, b) => b.listed.length - a.listed.length).slice(0, MOST_REASONS);
    const why = most.map(({ code, listed }) => `${REFUSAL_REASONS[code]} (${listed.length})`).join(', ');
    parts.push(`${plural(places, 'place')} left for a person: ${why}`);
  }
  return parts.length === 0 ? 'Nothing is left for a person.' : `${parts.join('; ')}.`;
}

function nextLines({ colors }: Page, plan: Plan): string[] {
  const next = [
    ...(allSteps(plan).length > 0 ? [['harden fix --dry-run', 'shows the patch and touches nothing'] as const] : []),
    ['harden check', 'lists all of it, and what harden does not change'] as const,
  ];
  const wide = Math.max(...next.map(([command]) => command.length));
  return next.map(([command, does]) => `${colors.bold(command)}${' '.repeat(wide - command.length)}  ${does}`);
}
