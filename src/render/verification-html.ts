import type { Failure, Plan } from '../model/index.js';
import { html, NOTHING, type Html } from './html-text.js';
import { verificationTables, type Table } from './verification-rows.js';
import { verificationLine } from './verification-summary.js';
import { oneLine } from './visible.js';

/** What was seen when both sides were built and run, as a section of the page; nothing for a plan nobody verified. */
export function verificationHtml(plan: Plan): Html {
  const { verification } = plan;
  if (!verification) return NOTHING;
  const { groups } = verification;
  const tables = groups.flatMap((group) => verificationTables(group).map(tableHtml));
  const broken = groups.flatMap((group) =>
    group.broken.map(
      ({ title, id, failures }) =>
        html`<li>${oneLine(title)} (<code>${oneLine(id)}</code>)${failures.slice(0, 3).map(failureHtml)}</li>`,
    ),
  );
  const open = groups.flatMap((group) =>
    group.open.map(
      ({ title, id, why }) => html`<li>${oneLine(title)} (<code>${oneLine(id)}</code>): ${oneLine(why)}</li>`,
    ),
  );
  const notes = [...new Set(groups.flatMap((group) => group.notes))].map(noteHtml);
  const bugs = groups
    .flatMap(({ images }) => images.flatMap(({ mispredicted }) => mispredicted))
    .map((bug) => html`<li>${oneLine(bug)}</li>`);
  return html`<section><h2>Built and run</h2><p>${oneLine(verificationLine(plan, verification))}</p>${tables}${list(
    'Left out, since something broke',
    broken,
  )}${list('Not verified', open)}${list('Not run, or not compared', notes)}${list(
    'The image is not what harden computed; please report it',
    bugs,
  )}</section>`;
}

function list(title: string, items: readonly Html[]): Html {
  return items.length === 0 ? NOTHING : html`<h3>${title}</h3><ul>${items}</ul>`;
}

function tableHtml({ title, rows }: Table): Html {
  const lines = rows.map(
    ({ label, before, after, note }) =>
      html`<tr><th scope="row">${oneLine(label)}</th><td>${oneLine(before)}</td><td>${oneLine(after)}</td><td class="dim">${oneLine(note)}</td></tr>`,
  );
  return html`<table class="bars"><caption>${oneLine(title)}</caption><tr><td></td><td class="dim">before</td><td class="dim">after</td><td></td></tr>${lines}</table>`;
}

function failureHtml({ says, excerpt }: Failure): Html {
  return html`<p>${oneLine(says)}</p>${logHtml(excerpt)}`;
}

function noteHtml(note: string): Html {
  const [first = '', ...log] = note.split('\n');
  return html`<li>${oneLine(first)}${logHtml(log.join('\n'))}</li>`;
}

function logHtml(log: string): Html {
  if (log.trim() === '') return NOTHING;
  return html`${log.split('\n').map((line) => html`<code class="dim">${line}</code><br>`)}`;
}
