// The parts that every section is made of.
import type { Step } from '../../model/index.js';
import { oneLine } from '../visible.js';
import { html, type Html, NOTHING, prose } from './text.js';

/** A part of the page with a heading of its own, and a way to it from the top. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly count?: number;
  readonly body: Html;
}

export interface Folded {
  readonly title: Html;
  readonly items: readonly Html[];
  /** Default: the number of items. */
  readonly count?: number;
  /** What is said of all of them, seen in any case. */
  readonly note?: Html;
  /** The same, once it is opened. */
  readonly more?: Html;
}

/** Lists of a section are shown at once where they have no more entries together. */
const OPEN_ENTRIES = 15;

/** Entries under titles with their numbers, which can be folded and are found by the search. */
export function foldedLists(lists: readonly Folded[]): Html {
  const entries = lists.reduce((sum, { items }) => sum + items.length, 0);
  const open = raw(entries <= OPEN_ENTRIES ? ' open' : '');
  const parts = lists.map(({ title, items, count = items.length, note = NOTHING, more = NOTHING }) => {
    const rows = items.map((item) => html`<li class="item">${item}</li>`);
    return html`<div class="group"><details class="list"${open}><summary>${title} <span class="count">${count}</span></summary>${more}<ul>${rows}</ul></details>${note}</div>`;
  });
  return html`${parts}`;
}

/** An attribute without a value, or nothing. */
export function raw(attribute: '' | ' open'): Html {
  return { markup: attribute };
}

/** A place, and what is said of it. */
export function placed(file: string, line: number | undefined, message: string): Html {
  return html`<code class="place">${oneLine(line === undefined ? file : `${file}:${line}`)}</code> <span>${prose(message)}</span>`;
}

/** How far a step may be trusted, as a word in its colour. */
export function badges({ safety, verified }: Pick<Step, 'safety' | 'verified'>): Html {
  const proven = verified ? html` <span class="badge verified">verified</span>` : NOTHING;
  return html`<span class="badge ${safety}">${safety}</span>${proven}`;
}
