// A change as a table: the text before on the left, the text after on the right.
import { isNewFile, type StepFile } from '../model/index.js';
import { hunksOfFile } from '../text/index.js';
import { pairLines, type Shown } from './diff-pairs.js';
import type { LineNumbers } from './disk-lines.js';
import { html, type Html, NOTHING } from './html-text.js';

/** A file of more changed lines than this is left to the patch. */
const MOST_LINES = 2000;
const LONGEST_LINE = 2000;

interface Row {
  readonly left?: Shown;
  readonly right?: Shown;
}

/** The two texts side by side, three unchanged lines around each change. Numbers on the left are lines on disk. */
export function htmlDiff(file: Omit<StepFile, 'path'>, numbers: LineNumbers | undefined): Html {
  const rows: Html[] = [];
  let lines = 0;
  for (const [at, hunk] of hunksOfFile(file).entries()) {
    if (at > 0) rows.push(html`<tr class="gap"><td colspan="4">⋮</td></tr>`);
    for (const row of sides(pairLines(hunk.lines))) {
      lines++;
      if (lines <= MOST_LINES) rows.push(rowOf(row, numbers));
    }
  }
  if (lines > MOST_LINES)
    rows.push(html`<tr class="gap"><td colspan="4">${lines - MOST_LINES} more lines; the patch holds them</td></tr>`);
  const name = isNewFile(file) ? 'The new file' : 'Before and after';
  return html`<div class="scroll"><table class="diff" aria-label="${name}"><tbody>${rows}</tbody></table></div>`;
}

/** Removed and added lines of one block stand beside each other. */
function sides(shown: readonly Shown[]): Row[] {
  const rows: Row[] = [];
  let removed: Shown[] = [];
  let added: Shown[] = [];
  const flush = (): void => {
    for (let at = 0; at < Math.max(removed.length, added.length); at++)
      rows.push({ ...(removed[at] ? { left: removed[at]! } : {}), ...(added[at] ? { right: added[at]! } : {}) });
    removed = [];
    added = [];
  };
  for (const each of shown) {
    if (each.line.kind === 'remove') {
      if (added.length > 0) flush();
      removed.push(each);
    } else if (each.line.kind === 'add') added.push(each);
    else {
      flush();
      rows.push({ left: each, right: each });
    }
  }
  flush();
  return rows;
}

function rowOf({ left, right }: Row, numbers: LineNumbers | undefined): Html {
  const line = left?.line.before;
  const onDisk = line === undefined ? undefined : numbers ? numbers[line - 1] : line;
  return html`<tr>${cells(left, onDisk)}${cells(right, right?.line.after)}</tr>`;
}

function cells(shown: Shown | undefined, number: number | undefined): Html {
  if (!shown) return html`<td class="n"></td><td class="none"></td>`;
  const { kind } = shown.line;
  const mark = kind === 'remove' ? '−' : kind === 'add' ? '+' : ' ';
  const end = shown.line.unterminated && kind !== 'context' ? html`<i> (no newline at the end)</i>` : NOTHING;
  return html`<td class="n">${number}</td><td class="${kind}"><span class="mark">${mark}</span>${textOf(shown)}${end}</td>`;
}

function textOf({ line: { text }, changed }: Shown): Html {
  const own = text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE)}…` : text;
  if (!changed || changed.end > own.length) return html`${own}`;
  const [head, middle, tail] = [
    own.slice(0, changed.start),
    own.slice(changed.start, changed.end),
    own.slice(changed.end),
  ];
  return html`${head}<mark>${middle}</mark>${tail}`;
}
