import { type Checklist, type ChecklistItem, type CheckState, scoreText, STATE_NAMES } from '../checklist.js';
import { plural } from '../summary.js';
import { oneLine } from '../visible.js';
import type { Section } from './section.js';
import { html, type Html, NOTHING, prose } from './text.js';

/** What is missing first. */
const ORDER = ['fail', 'partial', 'unknown', 'pass', 'not-applicable'] as const satisfies readonly CheckState[];
const SIGNS = {
  fail: '✗',
  partial: '◐',
  unknown: '?',
  pass: '✓',
  'not-applicable': '–',
} as const satisfies Record<CheckState, string>;

/** The checklist as a score: how far it is, what is missing, and what is there. */
export function checklistSection(list: Checklist | undefined): Section | undefined {
  if (!list || list.items.length === 0) return undefined;
  const { items, score } = list;
  const sorted = ORDER.flatMap((state) => items.filter((item) => item.state === state));
  const counts = ORDER.flatMap((state) => {
    const count = items.filter((item) => item.state === state).length;
    return count === 0 ? [] : [`${count} ${STATE_NAMES[state]}`];
  });
  const head = html`<p class="score"><b>${scoreText(score)}</b> ${meter(list)}<span class="dim">${counts.join(', ')}</span></p>`;
  return {
    id: 'checklist',
    title: 'Checklist',
    body: html`${head}<ul class="checks">${sorted.map(itemHtml)}</ul>`,
  };
}

const WIDTH = 240;

function meter({ score: { points, of } }: Checklist): Html {
  if (of === 0) return NOTHING;
  const width = Math.round((points / of) * WIDTH);
  const bar = width === 0 ? NOTHING : html`<rect class="after" width="${width}" height="10" rx="3"/>`;
  return html`<svg class="meter" role="img" aria-label="${points} of ${plural(of, 'point')}" viewBox="0 0 ${WIDTH} 10" preserveAspectRatio="none"><rect class="before" width="${WIDTH}" height="10" rx="3"/>${bar}</svg>`;
}

function itemHtml({ title, state, detail, count }: ChecklistItem): Html {
  const number = count === undefined ? '' : ` (${count})`;
  return html`<li class="item ${state}"><span class="state"><span aria-hidden="true">${SIGNS[state]}</span> ${STATE_NAMES[state]}</span><span><b>${oneLine(title)}</b>${number} <span class="dim">${prose(detail)}</span></span></li>`;
}
