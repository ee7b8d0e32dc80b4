// The program of a campaign's page.
import type { PageData } from '../page/page-data.js';
import { addressOf, sightAt, type Sight } from './address.js';
import { tablesOf, type Table, type TableName } from './columns.js';
import { detailOf } from './detail.js';
import { byId, dataOf, el, put, themeButton } from './dom.js';
import { chosenRepositories, type Filters } from './filters.js';
import { fleetOf } from './fleet.js';
import { makeFilterBar } from './filter-bar.js';
import { makeGrid } from './grid.js';
import { summaryParts } from './summary.js';
import { sumsOf, type Sum, type Sums } from './sums.js';

const fleet = fleetOf(dataOf<PageData>());
const tables = tablesOf(fleet);
let sight: Sight = sightAt(fleet, location.hash);
let sums: Sums;

const bar = makeFilterBar(fleet, (filters) => look({ filters: { ...sight.filters, ...filters } }));
const grid = makeGrid(fleet.data.levels, open);
const summary = el('section', { id: 'summary', 'aria-label': 'Summary' });
const tabs = el('div', {
  role: 'tablist',
  'aria-label': 'Tables',
  class: 'tabs',
  onkeydown: (event) => moveTab(event as KeyboardEvent),
});
const detail = el('aside', {
  id: 'detail',
  hidden: true,
  tabindex: -1,
  'aria-labelledby': 'detail-title',
  onkeydown: (event) => {
    if ((event as KeyboardEvent).key === 'Escape') close();
  },
});
const panel = el('div', { role: 'tabpanel', id: 'panel', 'aria-labelledby': 'tab-repositories' }, grid.element);

const { made, planned, tool, leftOut } = fleet.data;
byId('head').append(
  el(
    'p',
    { class: 'dim' },
    planned === '' ? `Not planned yet · ${tool}` : `Planned ${planned} · ${tool} · page made ${made}`,
  ),
  themeButton(),
);
byId('page').replaceChildren(
  summary,
  bar.element,
  tabs,
  el('div', { class: 'split' }, panel, detail),
  el('footer', {}, ...leftOut.map((each) => el('p', {}, each))),
);
addEventListener('hashchange', () => {
  sight = sightAt(fleet, location.hash);
  draw();
});
draw();

/** Looks at something else, and keeps it in the address. */
function look(next: Partial<Sight>): void {
  sight = { ...sight, ...next };
  history.replaceState(null, '', addressOf(fleet, sight));
  draw();
}

function draw(): void {
  const start = performance.now();
  const chosen = chosenRepositories(fleet, sight.filters);
  sums = sumsOf(fleet, sight.filters, chosen);
  bar.show(sight.filters, sums.total.repositories);
  put(summary, summaryParts(fleet, sums, go));
  drawTabs();
  const table = tables.find(({ name }) => name === sight.table);
  if (table) grid.show(table, table.rows(sums));
  // What benchmarks read: how long an answer to a filter takes.
  performance.measure('answer', { start, end: performance.now() });
}

function drawTabs(): void {
  const hadFocus = tabs.contains(document.activeElement);
  tabs.replaceChildren(
    ...tables.map(({ name, title, rows }) => {
      const isShown = name === sight.table;
      return el(
        'button',
        {
          type: 'button',
          role: 'tab',
          id: `tab-${name}`,
          'aria-selected': String(isShown),
          'aria-controls': 'panel',
          tabindex: isShown ? 0 : -1,
          onclick: () => look({ table: name }),
        },
        title,
        el('span', { class: 'dim' }, ` ${rows(sums).length.toLocaleString('en')}`),
      );
    }),
  );
  panel.setAttribute('aria-labelledby', `tab-${sight.table}`);
  if (hadFocus) byId(`tab-${sight.table}`).focus();
}

function moveTab(event: KeyboardEvent): void {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step === undefined) return;
  const at = tables.findIndex(({ name }) => name === sight.table);
  look({ table: tables[(at + step + tables.length) % tables.length]!.name });
  event.preventDefault();
}

function go(table: TableName, filters: Partial<Filters> = {}): void {
  close();
  look({ table, filters: { ...sight.filters, ...filters } });
  tabs.scrollIntoView({ block: 'nearest' });
  grid.focus();
}

function open({ name }: Table, row: Sum): void {
  const [title, ...parts] = detailOf(fleet, name, row, (filters) => go('repositories', filters));
  const heading = el('h2', { id: 'detail-title' }, title);
  put(detail, [
    el('header', {}, heading, el('button', { type: 'button', class: 'quiet', onclick: close }, 'Close')),
    ...parts,
  ]);
  detail.hidden = false;
  detail.scrollTop = 0;
  detail.focus();
}

function close(): void {
  if (detail.hidden) return;
  detail.hidden = true;
  grid.focus();
}
