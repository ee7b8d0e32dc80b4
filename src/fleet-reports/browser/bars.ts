// Bars and lines, drawn.
import { el, svg, type Child } from './dom.js';

export interface Part {
  readonly label: string;
  readonly count: number;
  /** The class that colours it. */
  readonly tone: string;
  choose?(): void;
}

const WIDE = 1000;

/** One bar of all parts, with a legend whose entries choose them. */
export function stackedBar(title: string, parts: readonly Part[]): HTMLElement {
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  const shown = parts.filter(({ count }) => count > 0);
  let x = 0;
  const rects = shown.map(({ count, tone }) => {
    const width = (count / total) * WIDE;
    const rect = svg('rect', { class: `tone-${tone}`, x, width: Math.max(0, width - 2), height: 12 });
    x += width;
    return rect;
  });
  const said = shown.map(({ label, count }) => `${label} ${count.toLocaleString('en')}`).join(', ');
  return el(
    'figure',
    { class: 'stack' },
    el('figcaption', {}, title),
    svg(
      'svg',
      { role: 'img', 'aria-label': `${title}: ${said}`, viewBox: `0 0 ${WIDE} 12`, preserveAspectRatio: 'none' },
      ...rects,
    ),
    el('ul', { class: 'legend' }, ...shown.map((part) => el('li', {}, legendOf(part)))),
  );
}

function legendOf({ label, count, tone, choose }: Part): Child {
  const inside: readonly Child[] = [
    svg(
      'svg',
      { class: 'dot', viewBox: '0 0 10 10', 'aria-hidden': 'true' },
      svg('rect', { class: `tone-${tone}`, width: 10, height: 10, rx: 2 }),
    ),
    el('b', {}, count.toLocaleString('en')),
    ` ${label}`,
  ];
  return choose
    ? el('button', { type: 'button', class: 'quiet', onclick: choose }, ...inside)
    : el('span', {}, ...inside);
}

/** The shares of levels, small, beside a number. */
export function levelBar(levels: readonly number[], names: readonly string[], most: number): SVGElement {
  const total = levels.reduce((sum, count) => sum + count, 0);
  let x = 0;
  const rects = levels.map((count, at) => {
    const width = most === 0 ? 0 : (count / most) * 100;
    const rect = svg('rect', { class: `tone-${names[at]}`, x, width, height: 6 });
    x += width;
    return rect;
  });
  const said = names.map((name, at) => `${levels[at]} ${name}`).join(', ');
  return svg(
    'svg',
    {
      class: 'levels',
      viewBox: '0 0 100 6',
      preserveAspectRatio: 'none',
      role: 'img',
      'aria-label': total === 0 ? 'no steps' : said,
    },
    ...rects,
  );
}

/** Rows of bars: how much of each is done. */
export function doneBars(
  rows: readonly {
    readonly label: string;
    readonly title?: string;
    readonly done: number;
    readonly of: number;
    choose(): void;
  }[],
): HTMLElement {
  const most = Math.max(1, ...rows.map((row) => row.of));
  return el(
    'ul',
    { class: 'done' },
    ...rows.map(({ label, title, done, of, choose }) =>
      el(
        'li',
        {},
        el('button', { type: 'button', class: 'quiet', title, onclick: choose }, el('code', {}, label)),
        svg(
          'svg',
          { viewBox: `0 0 ${WIDE} 10`, preserveAspectRatio: 'none', role: 'img', 'aria-label': `${done} of ${of}` },
          svg('rect', { class: 'tone-rest', width: (of / most) * WIDE, height: 10 }),
          svg('rect', { class: 'tone-safe', width: (done / most) * WIDE, height: 10 }),
        ),
        el('span', { class: 'number' }, `${done.toLocaleString('en')} of ${of.toLocaleString('en')}`),
      ),
    ),
  );
}

const HIGH = 160;

/** What was left after each run. */
export function burnDown(
  points: readonly (readonly [at: number, repositories: number, pending: number, steps: number])[],
): HTMLElement | undefined {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || points.length < 2) return undefined;
  const most = Math.max(1, ...points.map(([, , pending]) => pending));
  const span = Math.max(1, last[0] - first[0]);
  const placed = points.map(
    ([at, , pending]) => [((at - first[0]) / span) * WIDE, HIGH - (pending / most) * (HIGH - 10)] as const,
  );
  const line = placed.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
  const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
  return el(
    'figure',
    { class: 'burn' },
    el(
      'figcaption',
      {},
      `Repositories with steps left: ${first[2].toLocaleString('en')} on ${day(first[0])}, ${last[2].toLocaleString('en')} on ${day(last[0])}`,
    ),
    svg(
      'svg',
      {
        viewBox: `0 0 ${WIDE} ${HIGH}`,
        preserveAspectRatio: 'none',
        role: 'img',
        'aria-label': points.map(([at, , pending]) => `${day(at)}: ${pending}`).join(', '),
      },
      svg('polygon', { class: 'area', points: `0,${HIGH} ${line} ${WIDE},${HIGH}` }),
      svg('polyline', { class: 'line', points: line, 'vector-effect': 'non-scaling-stroke' }),
    ),
  );
}
