// What was seen when both sides were built and run: the same facts as in the text and in Markdown.
import type { Failure, ImageComparison, OpenStep, Plan, RepairedStep, Step } from '../../model/index.js';
import { exercisedWords } from '../told.js';
import { repairedSteps, repairEnd, repairHead, roundLog, roundSentence } from '../verification-repairs.js';
import { type Table, verificationTables } from '../verification-rows.js';
import { verificationLine } from '../verification-summary.js';
import { oneLine } from '../visible.js';
import type { ImageMeasures } from './bars.js';
import type { Report } from './report.js';
import { raw, type Section } from './section.js';
import { html, type Html, NOTHING, prose } from './text.js';

/** A table of no more steps than these is shown at once. */
const OPEN_STEPS = 12;

/** Nothing for a plan that nobody verified. */
export function verificationSection(report: Report): Section | undefined {
  const { plan } = report;
  const { verification } = plan;
  if (!verification) return undefined;
  const { groups } = verification;
  const images = groups.flatMap((group) => group.images);
  const broken = groups.flatMap((group) =>
    group.broken.map(
      ({ title, id, failures }) =>
        html`${prose(title)} <code>${oneLine(id)}</code>${failures.slice(0, 3).map(failureHtml)}`,
    ),
  );
  const notes = [...new Set(groups.flatMap((group) => group.notes))].map(noteHtml);
  const bugs = images.flatMap(({ mispredicted }) => mispredicted).map(prose);
  const body = html`<p class="lead">${prose(verificationLine(plan, verification))}</p>${list(
    'Left out, since something broke',
    broken,
  )}${list('Planned again with what the log said', repairedSteps(verification).map(repairHtml))}${list('The image is not what harden computed; please report it', bugs)}<div class="proof">${groups
    .flatMap(verificationTables)
    .map(tableHtml)}</div>${grades(
    report,
    groups.flatMap((group) => group.open),
  )}${list('Not run, or not compared', notes)}`;
  return { id: 'verification', title: 'Built and run', body };
}

/** What was measured of both sides of each image. */
export function measuresOf({ verification }: Plan): ImageMeasures[] {
  const images = verification?.groups.flatMap((group) => group.images) ?? [];
  return images.flatMap((image): ImageMeasures[] => {
    const { before, after } = image;
    if (!before || !after) return [];
    const [from, to] = [before.rebuildMs, after.rebuildMs];
    return [
      {
        image: nameOf(image),
        size: { before: before.size, after: after.size },
        ...(from === undefined || to === undefined ? {} : { rebuild: { before: from, after: to } }),
      },
    ];
  });
}

function nameOf({ dockerfile, target }: ImageComparison): string {
  return target === undefined ? dockerfile : `${dockerfile} (${target})`;
}

function list(title: string, items: readonly Html[]): Html {
  if (items.length === 0) return NOTHING;
  return html`<h3>${title}</h3><ul class="told">${items.map((item) => html`<li class="item">${item}</li>`)}</ul>`;
}

function tableHtml({ title, rows }: Table): Html {
  const lines = rows.map(
    ({ label, before, after, note }) =>
      html`<tr><th scope="row">${oneLine(label)}</th><td>${oneLine(before)}</td><td>${oneLine(after)}</td><td class="dim">${oneLine(note)}</td></tr>`,
  );
  return html`<table class="facts-table"><caption>${oneLine(title)}</caption><thead><tr><th scope="col"><span class="hidden">What</span></th><th scope="col">before</th><th scope="col">after</th><th scope="col"><span class="hidden">Note</span></th></tr></thead><tbody>${lines}</tbody></table>`;
}

/** Each step with what a run says of it. */
function grades({ files, numberOf }: Report, open: readonly OpenStep[]): Html {
  const steps = files.flatMap((file) => file.steps);
  const reasons = new Map(open.map(({ id, why }) => [id, why]));
  const rows = steps.map((step) => {
    const number = numberOf(step);
    return gradeRow(html`<a href="#step-${number}">${number}</a>`, step.title, gradeOf(step, reasons.get(step.id)));
  });
  const taken = new Set(steps.map(({ id }) => id));
  const others = open
    .filter(({ id }) => !taken.has(id))
    .map(({ title, why }) => gradeRow(NOTHING, title, { grade: 'not verified', words: why }));
  const all = [...rows, ...others];
  if (all.length === 0) return NOTHING;
  const verified = steps.filter((step) => step.verified).length;
  const head = html`<thead><tr><th scope="col">Step</th><th scope="col">What it does</th><th scope="col">Grade</th><th scope="col">What exercised it, or why nothing did</th></tr></thead>`;
  return html`<details class="list"${raw(all.length <= OPEN_STEPS ? ' open' : '')}><summary>Each step: ${verified} verified, ${all.length - verified} not</summary><table class="facts-table grades">${head}<tbody>${all}</tbody></table></details>`;
}

interface Grade {
  readonly grade: 'verified' | 'not verified';
  readonly words: string;
}

function gradeOf(step: Step, why: string | undefined): Grade {
  if (step.verified) return { grade: 'verified', words: exercisedWords(step) };
  return { grade: 'not verified', words: why ?? '' };
}

function gradeRow(number: Html, title: string, { grade, words }: Grade): Html {
  const kind = grade === 'verified' ? 'badge verified' : 'dim';
  return html`<tr class="item"><td>${number}</td><td>${prose(title)}</td><td><span class="${kind}">${grade}</span></td><td class="dim">${prose(words)}</td></tr>`;
}

function repairHtml(repaired: RepairedStep): Html {
  const { title, id, rounds } = repaired;
  const told = rounds.map((round, at) => html`<p>${prose(roundSentence(round, at))}</p>${logHtml(roundLog(round))}`);
  return html`${repairHead(repaired)}: ${prose(title)} <code>${oneLine(id)}</code>${told}<p>${prose(repairEnd(repaired))}</p>`;
}

function failureHtml({ says, excerpt }: Failure): Html {
  return html`<p>${prose(says)}</p>${logHtml(excerpt)}`;
}

function noteHtml(note: string): Html {
  const [first = '', ...log] = note.split('\n');
  return html`${prose(first)}${logHtml(log.join('\n'))}`;
}

/** Lines of somebody's log. */
function logHtml(log: string): Html {
  if (log.trim() === '') return NOTHING;
  return html`<div class="log">${log.split('\n').map((line) => html`<code class="dim">${line}</code><br>`)}</div>`;
}
