// What a reader wants to know first: what it gains, how much is to be judged, and what is left for a person.
import type { Phase, Plan } from '../../model/index.js';
import { scoreText } from '../checklist.js';
import { phaseSteps } from '../phase-steps.js';
import { REFUSAL_REASONS, refusedGroups } from '../refusals.js';
import { allSteps, plural, summarize, summaryLine, type FileSteps, type Summary } from '../summary.js';
import { assumptionKey } from '../told.js';
import { oneLine } from '../visible.js';
import { htmlBars } from './bars.js';
import type { Report } from './report.js';
import { raw, type Section } from './section.js';
import { html, type Html, NOTHING, prose } from './text.js';
import { measuresOf } from './verification.js';

const MOST_REASONS = 3;
/** Rows of the list of files that are shown at once. */
const OPEN_FILES = 12;

/** What steps of a phase change, in the words of who runs the result. */
const CHANGES = {
  structure: 'How images are built',
  identity: 'Who programs run as',
  runtime: 'How containers are run',
  packages: 'What is installed',
  pins: 'Which versions are taken',
  style: 'How files are written',
} as const satisfies Record<Phase, string>;

export function summarySection(report: Report): Section {
  const { plan, options } = report;
  const summary = summarize(plan);
  // Where there are steps the figures say the same.
  const none = summary.steps === 0 ? html`<p class="lead">${prose(summaryLine(plan, options.mode))}</p>` : NOTHING;
  const done =
    summary.steps > 0 && options.mode === 'applied' ? html`<p class="lead">These steps were applied.</p>` : NOTHING;
  const body = html`${none}${done}${figures(report, summary)}<div class="halves">${gains(report)}${person(
    report,
    summary,
  )}</div>${htmlBars(measuresOf(plan))}${contents(report)}`;
  return { id: 'summary', title: 'Summary', body };
}

function figures({ plan, options: { checklist } }: Report, summary: Summary): Html {
  const { steps, files, safe, review, unverified, refused, findings, errors } = summary;
  const manual = plan.groups.flatMap(({ held }) => held).filter(({ heldBy }) => heldBy === 'manual').length;
  const all = [
    figure('files', `Steps in ${plural(files, 'file')}`, `${steps}`, ''),
    figure('files', 'Safe', `${safe}`, 'safe'),
    figure('files', 'To review', `${review}`, 'review'),
    unverified > 0 ? figure('files', 'Need a run', `${unverified}`, 'unverified') : NOTHING,
    manual > 0 ? figure('manual', 'To make by hand', `${manual}`, 'manual') : NOTHING,
    refused > 0 ? figure('refused', 'Left alone', `${refused}`, '') : NOTHING,
    findings > 0 ? figure('findings', 'Findings', `${findings}`, '') : NOTHING,
    errors > 0 ? figure('errors', 'Errors', `${errors}`, 'warn') : NOTHING,
    checklist && checklist.items.length > 0
      ? figure('checklist', 'Checklist', scoreText(checklist.score), '')
      : NOTHING,
  ];
  return html`<dl class="figures">${all}</dl>`;
}

function figure(section: string, label: string, value: string, kind: string): Html {
  // Of what is not there nothing is to be found.
  const said = value === '0' ? html`${label}` : html`<a href="#${section}">${label}</a>`;
  return html`<div><dt>${said}</dt><dd class="${kind}">${value}</dd></div>`;
}

/** What the steps are about, with the one of each kind that writes most. */
function gains({ plan, options: { metas }, numberOf }: Report): Html {
  const rows = phaseSteps(plan, metas).map(({ phase, step, count }) => {
    const number = numberOf(step);
    const what = phase === undefined ? 'Other changes' : CHANGES[phase];
    const more = count > 1 ? html` <span class="dim">and ${count - 1} more</span>` : NOTHING;
    return html`<li><span class="dim">${what}</span><span><a href="#step-${number}">${prose(step.title)}</a>${more}</span></li>`;
  });
  return rows.length === 0 ? NOTHING : html`<div><h3>What changes</h3><ul class="told gains">${rows}</ul></div>`;
}

/** All that harden leaves to somebody, with the way to it. */
function person({ plan, files, numberOf, options: { all } }: Report, summary: Summary): Html {
  const { review, unverified, errors, findings, dropped } = summary;
  const judged = files.flatMap(({ steps }) => steps).find(({ safety }) => safety !== 'safe');
  const way = judged === undefined ? 'files' : `step-${numberOf(judged)}`;
  const places = refusedGroups(plan, all).reduce((sum, { listed }) => sum + listed.length, 0);
  const held = plan.groups.flatMap((group) => group.held);
  const manual = held.filter(({ heldBy }) => heldBy === 'manual').length;
  const waiting = held.filter(({ heldBy }) => heldBy === 'needs-run').length;
  const broken = plan.verification?.groups.flatMap((group) => group.broken).length ?? 0;
  const rows = [
    errors > 0 ? todo('errors', `${plural(errors, 'file')} could not be planned`) : NOTHING,
    dropped > 0 ? todo('bugs', `${plural(dropped, 'step')} dropped by a bug in harden, to report`) : NOTHING,
    broken > 0 ? todo('verification', `${plural(broken, 'step')} left out, since something broke`) : NOTHING,
    review > 0 ? todo(way, `${plural(review, 'step')} to review`, assumptions(plan)) : NOTHING,
    unverified > 0 ? todo(way, `${plural(unverified, 'step')} that only a run can confirm`) : NOTHING,
    manual > 0 ? todo('manual', `${plural(manual, 'change')} to make by hand`) : NOTHING,
    waiting > 0 ? todo('held', `${plural(waiting, 'step')} that a run would allow`) : NOTHING,
    places > 0 ? todo('refused', `${plural(places, 'place')} left alone`, reasons(plan, all)) : NOTHING,
    findings > 0 ? todo('findings', `${plural(findings, 'finding')} that harden does not change by itself`) : NOTHING,
  ].filter((row) => row !== NOTHING);
  const list = rows.length === 0 ? html`<p>Nothing is left for a person.</p>` : html`<ul class="told">${rows}</ul>`;
  return html`<div><h3>What needs a person</h3>${list}</div>`;
}

function todo(way: string, what: string, more = ''): Html {
  return html`<li><a href="#${way}">${what}</a>${more === '' ? NOTHING : html`<span class="dim">: ${more}</span>`}</li>`;
}

function assumptions(plan: Plan): string {
  const found = new Set(allSteps(plan).flatMap((step) => step.assumptions.map(assumptionKey)));
  return found.size === 0 ? '' : plural(found.size, 'assumption');
}

function reasons(plan: Plan, all: boolean | undefined): string {
  const groups = refusedGroups(plan, all).filter(({ listed }) => listed.length > 0);
  const most = groups.sort((a, b) => b.listed.length - a.listed.length).slice(0, MOST_REASONS);
  const more = groups.length > most.length ? ', and others' : '';
  return most.map(({ code, listed }) => `${REFUSAL_REASONS[code]} (${listed.length})`).join(', ') + more;
}

/** The files that are changed, as a way to each. */
function contents({ files }: Report): Html {
  if (files.length < 2) return NOTHING;
  const open = files.length <= OPEN_FILES ? ' open' : '';
  return html`<details class="contents"${raw(open)}><summary>${plural(files.length, 'file')} with steps</summary><ol>${files.map(contentRow)}</ol></details>`;
}

function contentRow(file: FileSteps, at: number): Html {
  return html`<li><a href="#file-${at + 1}"><code>${oneLine(file.path)}</code></a> <span class="dim">${countsText(file)}</span></li>`;
}

/** `9 steps, 3 to review`. */
export function countsText({ steps }: Pick<FileSteps, 'steps'>): string {
  const judged = steps.filter(({ safety }) => safety !== 'safe').length;
  return plural(steps.length, 'step') + (judged === 0 ? '' : `, ${judged} to review`);
}
