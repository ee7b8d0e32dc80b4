// Changed lines as a table: the steps they are of, their numbers before and after, and the text.
import { hunksOfFile, type DiffLine, type Hunk } from '../../text/index.js';
import { pairLines, type Shown } from '../diff-pairs.js';
import type { LineNotes } from '../line-notes.js';
import { html, type Html, NOTHING } from './text.js';

/** A table of more lines than this is left to the patch. */
const MOST_LINES = 2000;
const LONGEST_LINE = 2000;
/** More steps than these at one line are only said to be. */
const MOST_NUMBERS = 2;

/** A text that belongs to no file: nobody can look the rest of it up, so that all of it is shown. */
export function diffTable(file: { readonly before: string | undefined; readonly after: string }, name: string): Html {
  const lines = hunksOfFile(file, MOST_LINES).flatMap((hunk) => hunk.lines);
  return table(
    name,
    cut(pairLines(lines), (shown) => rowOf(shown, { numbers: [], link: '' }, false)),
  );
}

/** A hunk of a file, with numbers of lines and of steps. */
export function hunkTable(hunk: Hunk, notes: LineNotes, path: string): Html {
  const margin = marginOf();
  const name = `${path}, from line ${hunk.beforeCount === 0 ? hunk.afterStart : hunk.beforeStart}`;
  return table(
    name,
    cut(pairLines(hunk.lines), (shown) => rowOf(shown, margin(stepsOfLine(shown.line, notes)), true)),
  );
}

/** A file as a whole, with the steps its lines come from. */
export function finalTable(text: string, notes: LineNotes, path: string): Html {
  const margin = marginOf();
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const row = (line: string, at: number): Html => {
    const numbers = notes.added(at + 1);
    const kind = numbers.length > 0 ? 'add' : 'context';
    return html`<tr class="${kind}">${stepCell(margin(numbers))}<td class="n">${at + 1}</td><td class="t">${shortened(line.replace(/\r$/, ''))}</td></tr>`;
  };
  return table(`${path}, all of it`, cut(lines, row), 'whole');
}

/** The steps that put a line in, or took it away. */
export function stepsOfLine({ before, after }: DiffLine, notes: LineNotes): readonly number[] {
  return after === undefined ? notes.removed(before!) : notes.added(after);
}

function table(name: string, rows: readonly Html[], kind = 'changes'): Html {
  return html`<table class="diff ${kind}"><caption class="hidden">${name}</caption><tbody>${rows}</tbody></table>`;
}

function cut<Item>(items: readonly Item[], show: (item: Item, at: number) => Html): Html[] {
  const rows = items.slice(0, MOST_LINES).map(show);
  if (items.length <= MOST_LINES) return rows;
  const rest = `${items.length - MOST_LINES} more lines; the patch holds them`;
  return [...rows, html`<tr class="gap"><td></td><td></td><td class="t">${rest}</td></tr>`];
}

/** Steps at a line: all of them, and those that are not written at the line above as well. */
interface Margin {
  readonly numbers: readonly number[];
  readonly link: string;
}

/** Numbers stand at the first of the lines that they are about. */
function marginOf(): (numbers: readonly number[]) => Margin {
  let last = '';
  return (unsorted) => {
    const numbers = [...unsorted].sort((a, b) => a - b);
    const link = numbers.join(' ');
    const isSame = link === last;
    last = link;
    return { numbers: isSame ? [] : numbers, link };
  };
}

function stepCell({ numbers, link }: Margin): Html {
  const shown = numbers.slice(0, MOST_NUMBERS).map((number, at) => {
    const space = at === 0 ? NOTHING : html` `;
    return html`${space}<a href="#step-${number}" aria-label="Step ${number}">${number}</a>`;
  });
  const more = numbers.length > MOST_NUMBERS ? '+' : '';
  return html`<td class="s"${link === '' ? NOTHING : html` data-steps="${link}"`}>${shown}${more}</td>`;
}

function rowOf(shown: Shown, margin: Margin, numbered: boolean): Html {
  const { kind, before, after, unterminated } = shown.line;
  const mark = kind === 'remove' ? '−' : kind === 'add' ? '+' : ' ';
  const end = unterminated && kind !== 'context' ? html`<i> (no newline at the end)</i>` : NOTHING;
  const numbers = numbered
    ? html`${stepCell(margin)}<td class="n old">${before}</td><td class="n">${after}</td>`
    : NOTHING;
  return html`<tr class="${kind}">${numbers}<td class="t"><span class="mark">${mark}</span>${textOf(shown)}${end}</td></tr>`;
}

function shortened(text: string): string {
  return text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE)}…` : text;
}

function textOf({ line: { text }, changed = [] }: Shown): Html {
  const own = shortened(text);
  const parts: Html[] = [];
  let at = 0;
  for (const { start, end } of changed) {
    if (end > own.length) break;
    parts.push(html`${own.slice(at, start)}<mark>${own.slice(start, end)}</mark>`);
    at = end;
  }
  return html`${parts}${own.slice(at)}`;
}
