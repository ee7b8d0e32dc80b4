// A table of any length of which only the rows in sight are there. It is used by keyboard as a grid is: arrows, pages,
// Home, End, Enter.
import { el } from './dom.js';
import { levelBar } from './bars.js';
import { sortedRows, type Column, type Table } from './columns.js';
import type { Sum } from './sums.js';

const ROW = 34;
/** Rows that are there above and below those in sight. */
const AROUND = 8;
/** Columns of priority 2 and 3 need that much. */
const WIDTHS = [0, 0, 520, 860] as const;

export interface Grid {
  readonly element: HTMLElement;
  show(table: Table, rows: readonly Sum[]): void;
  /** Takes the focus back, to the row that has it. */
  focus(): void;
}

/** Makes the grid. `open` is called for the row that somebody chooses. */
export function makeGrid(levels: readonly string[], open: (table: Table, row: Sum) => void): Grid {
  const head = el('div', { role: 'row', class: 'head', 'aria-rowindex': 1 });
  const body = el('div', { role: 'rowgroup', class: 'body' });
  const element = el(
    'div',
    { role: 'grid', class: 'grid', tabindex: 0 },
    el('div', { role: 'rowgroup', class: 'top' }, head),
    body,
  );
  const sorts = new Map<string, { column: number; up: boolean }>();
  let table: Table | undefined;
  let given: readonly Sum[] = [];
  let rows: readonly Sum[] = [];
  let columns: readonly Column[] = [];
  let active = 0;
  let most = 1;

  function show(next: Table, nextRows: readonly Sum[]): void {
    const isOther = next.name !== table?.name;
    table = next;
    given = nextRows;
    element.setAttribute('aria-label', next.title);
    order();
    if (isOther) element.scrollTop = 0;
    layOut();
  }

  function sortOf(own: Table): { column: number; up: boolean } {
    return sorts.get(own.name) ?? { column: own.sort, up: false };
  }

  function order(): void {
    if (!table) return;
    const { column, up } = sortOf(table);
    rows = sortedRows(given, table.columns[column]!, up);
    active = Math.max(0, Math.min(active, rows.length - 1));
    most = rows.reduce((high, row) => Math.max(high, row.steps), 1);
    element.setAttribute('aria-rowcount', String(rows.length + 1));
  }

  function layOut(): void {
    if (!table) return;
    const width = element.clientWidth;
    columns = table.columns.filter(({ priority }) => width >= WIDTHS[priority]);
    element.style.setProperty('--columns', columns.map((column) => column.width).join(' '));
    element.setAttribute('aria-colcount', String(columns.length));
    drawHead(table);
    body.style.height = `${rows.length * ROW}px`;
    draw();
  }

  function drawHead(own: Table): void {
    const sort = sortOf(own);
    head.replaceChildren(
      ...columns.map((column) => {
        const at = own.columns.indexOf(column);
        const isSorted = sort.column === at;
        const button = el('button', { type: 'button', class: 'quiet', onclick: () => sortBy(own, at) }, column.title);
        return el(
          'div',
          {
            role: 'columnheader',
            class: isNumber(column) ? 'number' : '',
            'aria-sort': isSorted ? (sort.up ? 'ascending' : 'descending') : 'none',
          },
          button,
        );
      }),
    );
  }

  function sortBy(own: Table, column: number): void {
    const before = sortOf(own);
    // Numbers from the highest, text from A.
    const up =
      before.column === column
        ? !before.up
        : !isNumber(own.columns[column]!) && own.columns[column]!.rank === undefined;
    sorts.set(own.name, { column, up });
    active = 0;
    element.scrollTop = 0;
    order();
    layOut();
    head.querySelectorAll('button')[columns.indexOf(own.columns[column]!)]?.focus();
  }

  function draw(): void {
    const first = Math.max(0, Math.floor(element.scrollTop / ROW) - AROUND);
    const last = Math.min(rows.length, Math.ceil((element.scrollTop + element.clientHeight) / ROW) + AROUND);
    const drawn: HTMLElement[] = [];
    for (let at = first; at < last; at++) drawn.push(rowAt(at));
    if (rows.length === 0) drawn.push(el('p', { class: 'none' }, 'Nothing here with these filters.'));
    body.replaceChildren(...drawn);
    if (rows.length > 0) element.setAttribute('aria-activedescendant', `row-${active}`);
    else element.removeAttribute('aria-activedescendant');
  }

  function rowAt(at: number): HTMLElement {
    const sum = rows[at]!;
    const row = el(
      'div',
      {
        role: 'row',
        id: `row-${at}`,
        class: at === active ? 'row active' : 'row',
        'aria-rowindex': at + 2,
        'aria-selected': String(at === active),
        onclick: () => choose(at),
      },
      ...columns.map((column) => cell(column, sum)),
    );
    row.style.top = `${at * ROW}px`;
    return row;
  }

  function cell(column: Column, sum: Sum): HTMLElement {
    const value = column.value(sum);
    const text = column.text?.(sum) ?? String(value);
    const isEmpty = value === 0 || value === '';
    const look = column.look === 'level' ? `level ${text}` : column.warns?.(sum) ? 'warn' : (column.look ?? '');
    const name = `${isNumber(column) ? 'number' : 'text'} ${isEmpty ? 'dim' : look}`;
    const bar = column.levels ? levelBar(column.levels(sum), levels, most) : undefined;
    return el(
      'div',
      { role: 'gridcell', class: name, title: isNumber(column) ? undefined : text },
      bar,
      el('span', {}, text),
    );
  }

  function choose(at: number): void {
    move(at);
    if (table && rows[at]) open(table, rows[at]);
  }

  function move(to: number): void {
    active = Math.max(0, Math.min(rows.length - 1, to));
    const top = active * ROW;
    const sight = element.clientHeight - ROW;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + ROW > element.scrollTop + sight) element.scrollTop = top + ROW - sight;
    draw();
  }

  element.addEventListener('keydown', (event) => {
    if (event.target !== element) return;
    const page = Math.max(1, Math.floor(element.clientHeight / ROW) - 2);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -rows.length,
      End: rows.length,
    };
    const step = steps[event.key];
    if (step !== undefined) move(active + step);
    else if (event.key === 'Enter' || event.key === ' ') choose(active);
    else return;
    event.preventDefault();
  });
  let isWaiting = false;
  element.addEventListener('scroll', () => {
    if (isWaiting) return;
    isWaiting = true;
    requestAnimationFrame(() => {
      isWaiting = false;
      draw();
    });
  });
  new ResizeObserver(layOut).observe(element);
  return { element, show, focus: () => element.focus() };
}

function isNumber(column: Column): boolean {
  return column.text !== undefined;
}
