import type { Change, HeldStep } from '../../model/index.js';
import { diffTable } from './diff.js';
import type { Report } from './report.js';
import { badges, type Section } from './section.js';
import { reasonsHtml } from './step.js';
import { html, type Html, prose } from './text.js';

/** Steps that harden never applies, each with a sketch of what a person would write. */
export function manualSection(report: Report): Section | undefined {
  const held = report.plan.groups.flatMap((group) => group.held).filter(({ heldBy }) => heldBy === 'manual');
  if (held.length === 0) return undefined;
  const cards = held.map(card);
  return { id: 'manual', title: 'For a person to make', count: held.length, body: html`${cards}` };
}

function card(step: HeldStep): Html {
  const place = html`<p class="dim"><code>${step.at.file}:${step.at.line}</code></p>`;
  return html`<article class="manual item"><h3>${prose(step.title)} ${badges(step)}</h3>${place}<p>${prose(step.why)}</p>${reasonsHtml(step)}${step.changes.map(sketch)}</article>`;
}

/** No file is at hand to look a sketch up in: it has no numbers. */
function sketch(change: Change): Html {
  const [before, after] = change.kind === 'create' ? [undefined, change.text] : [change.expect, change.text];
  return html`<p>A sketch for <code>${change.file}</code>, not applied:</p>${diffTable({ before, after }, `Sketch for ${change.file}`)}`;
}
