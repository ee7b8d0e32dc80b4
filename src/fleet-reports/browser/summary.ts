// What is seen first: where the campaign stands, what it gains, and what waits for a person.
import { burnDown, doneBars, stackedBar } from './bars.js';
import type { TableName } from './columns.js';
import { counted, el, type Child } from './dom.js';
import type { Filters } from './filters.js';
import type { Fleet } from './fleet.js';
import type { Sum, Sums } from './sums.js';

/** Goes to a table with filters. */
export type Go = (table: TableName, filters?: Partial<Filters>) => void;

const TOP_RULES = 6;
const STATE_WORDS: Readonly<Record<string, string>> = {
  planned: 'with steps',
  empty: 'nothing to change',
  cannot: 'cannot be planned',
  failed: 'failed',
  listed: 'not planned yet',
};

/** The parts of the summary, of what the filters let through. */
export function summaryParts(fleet: Fleet, sums: Sums, go: Go): readonly Child[] {
  const { data } = fleet;
  const { total, states } = sums;
  return [
    el(
      'dl',
      { class: 'figures' },
      ...figure('Repositories with steps', total.pending, `of ${total.repositories.toLocaleString('en')}`),
      ...figure(
        'Steps',
        total.steps,
        `in ${counted(sums.patterns.filter(({ steps }) => steps > 0).length, 'pattern')}`,
      ),
      ...figure(
        'Findings resolved',
        total.resolved,
        `of ${total.found.toLocaleString('en')}${share(total.resolved, total.found)}`,
      ),
      ...figure('Images past end of life', total.ended, `of ${counted(total.places, 'place')}`),
    ),
    el(
      'div',
      { class: 'stacks' },
      stackedBar(
        'Repositories',
        data.states.map((state, at) => ({
          label: STATE_WORDS[state] ?? state,
          count: states[at]!,
          tone: state,
          choose: () => go('repositories', { state: at }),
        })),
      ),
      stackedBar(
        'Steps by level',
        data.levels.map((level, at) => ({
          label: level,
          count: total.levels[at]!,
          tone: level,
          choose: () => go('repositories', { level: at }),
        })),
      ),
    ),
    el('div', { class: 'halves' }, gains(fleet, sums, go), forPeople(fleet, sums, go)),
    burnDown(data.history),
  ];
}

function figure(name: string, value: number, beside: string): readonly Child[] {
  return [el('div', {}, el('dt', {}, name), el('dd', {}, el('b', {}, value.toLocaleString('en')), ` ${beside}`))];
}

function share(part: number, whole: number): string {
  return whole === 0 ? '' : ` (${Math.round((part / whole) * 100)}%)`;
}

function gains({ data }: Fleet, { rules }: Sums, go: Go): HTMLElement {
  const top = alike([...rules].filter(({ resolved }) => resolved > 0).sort((a, b) => b.resolved - a.resolved));
  const rows = top.slice(0, TOP_RULES).map(([first, ...others]) => ({
    label: `${data.rules.names[first.key]!}${others.length === 0 ? '' : ` +${others.length}`}`,
    title: [first, ...others].map(({ key }) => data.rules.names[key]!).join(', '),
    done: first.resolved,
    of: first.found,
    choose: () => go('rules', {}),
  }));
  return el(
    'section',
    {},
    el('h2', {}, 'What it gains'),
    top.length === 0 ? el('p', { class: 'dim' }, 'No rule is resolved.') : doneBars(rows),
  );
}

/** Rules of several tools that find and resolve as much in as many repositories, which is mostly the same: one row. */
function alike(rules: readonly Sum[]): readonly (readonly [Sum, ...Sum[]])[] {
  const groups = new Map<string, [Sum, ...Sum[]]>();
  for (const rule of rules) {
    const key = `${rule.resolved} ${rule.found} ${rule.repositories}`;
    const own = groups.get(key);
    if (own) own.push(rule);
    else groups.set(key, [rule]);
  }
  return [...groups.values()];
}

/** What no run does by itself. */
function forPeople(fleet: Fleet, sums: Sums, go: Go): HTMLElement {
  const { data } = fleet;
  const stateAt = (name: string): number => data.states.indexOf(name);
  const open = sums.patterns.filter(({ key, steps }) => steps > 0 && data.patterns[key]!.verdict === undefined);
  const broken = sums.patterns.filter(({ key, steps }) => steps > 0 && data.patterns[key]!.broke > 0);
  const unsure = open.filter(({ key }) => data.levels[data.patterns[key]!.level] !== 'safe');
  const items: readonly (readonly [count: number, words: string, go: () => void])[] = [
    [open.length, `patterns to judge, ${unsure.length.toLocaleString('en')} of them above safe`, () => go('patterns')],
    [broken.length, 'patterns that broke something where they were built and run', () => go('patterns')],
    [sums.total.refusals, 'refusals: seen, and left to a person', () => go('refusals')],
    [sums.total.found - sums.total.resolved, 'findings that stay open', () => go('rules')],
    [sums.total.ended, 'places with an image past its end of life', () => go('repositories', { ended: 1 })],
    ...(['failed', 'cannot'] as const).map(
      (state) =>
        [
          sums.states[stateAt(state)] ?? 0,
          `repositories ${STATE_WORDS[state]}`,
          () => go('repositories', { state: stateAt(state) }),
        ] as const,
    ),
  ];
  const shown = items.filter(([count]) => count > 0);
  return el(
    'section',
    {},
    el('h2', {}, 'For a person'),
    shown.length === 0
      ? el('p', { class: 'dim' }, 'Nothing.')
      : el(
          'ul',
          { class: 'todo' },
          ...shown.map(([count, words, onclick]) =>
            el(
              'li',
              {},
              el(
                'button',
                { type: 'button', class: 'quiet', onclick },
                el('b', {}, count.toLocaleString('en')),
                ` ${words}`,
              ),
            ),
          ),
        ),
  );
}
