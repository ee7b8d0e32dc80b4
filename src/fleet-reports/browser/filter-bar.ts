// The controls that choose repositories, and what is chosen at the moment.
import { imageName, teamName } from './columns.js';
import { counted, el } from './dom.js';
import { NO_FILTERS, type Filters } from './filters.js';
import type { Fleet } from './fleet.js';

export interface FilterBar {
  readonly element: HTMLElement;
  /** Shows what is chosen, and how many that are. */
  show(filters: Filters, chosen: number): void;
}

type Choice = Exclude<keyof Filters, 'text'>;

/** The bar holds the images of most repositories; the table has all. */
const MOST_IMAGES = 300;

/** Makes the bar. `change` is told of every choice. */
export function makeFilterBar(fleet: Fleet, change: (filters: Partial<Filters>) => void): FilterBar {
  const { data } = fleet;
  const search = el('input', {
    type: 'search',
    name: 'text',
    placeholder: 'Search repositories',
    'aria-label': 'Search repositories',
    oninput: () => change({ text: search.value }),
  });
  const selects = new Map<Choice, HTMLSelectElement>();
  const select = (name: Choice, title: string, options: readonly (readonly [number, string])[]): HTMLElement => {
    const element = el(
      'select',
      { name, onchange: () => change({ [name]: Number(element.value) }) },
      el('option', { value: -1 }, 'all'),
      ...options.map(([value, text]) => el('option', { value }, text)),
    );
    selects.set(name, element);
    return el('label', {}, title, element);
  };
  const named = (
    texts: readonly string[],
    nameOf = (text: string): string => text,
  ): readonly (readonly [number, string])[] =>
    texts.map((text, at) => [at, nameOf(text)] as const).sort((a, b) => (a[1] < b[1] ? -1 : 1));
  const chips = el('div', { class: 'chips' });
  const shown = el('span', { id: 'shown', role: 'status' });
  const clear = el('button', { type: 'button', onclick: () => change(NO_FILTERS) }, 'Clear');
  const more = el(
    'details',
    { class: 'more', open: matchMedia('(min-width:860px)').matches },
    el('summary', {}, 'Filters'),
    el(
      'div',
      { class: 'selects' },
      select('team', 'Team', named(data.teams, teamName)),
      select('transform', 'Transform', named(data.transforms)),
      select(
        'level',
        'Level',
        data.levels.map((level, at) => [at, level] as const),
      ),
      select('image', 'Base image', imagesOf(fleet)),
      select(
        'state',
        'State',
        data.states.map((state, at) => [at, state] as const),
      ),
    ),
  );
  const element = el(
    'form',
    { id: 'filters', role: 'search', onsubmit: (event) => event.preventDefault() },
    search,
    more,
    chips,
    el('p', { class: 'count' }, shown, ' ', clear),
  );

  function show(filters: Filters, chosen: number): void {
    if (search.value !== filters.text) search.value = filters.text;
    for (const [name, control] of selects) {
      const value = filters[name];
      if (name === 'image' && value >= 0 && !control.querySelector(`[value="${value}"]`))
        control.append(el('option', { value }, imageName(data.images.list[value]!)));
      control.value = String(value);
    }
    chips.replaceChildren(
      ...chipsOf(fleet, filters).map(([name, text]) =>
        el(
          'button',
          { type: 'button', class: 'chip', 'aria-label': `Remove ${text}`, onclick: () => change({ [name]: -1 }) },
          text,
          ' ×',
        ),
      ),
    );
    shown.textContent = `${chosen.toLocaleString('en')} of ${counted(fleet.count, 'repository', 'repositories')}`;
    clear.hidden = Object.entries(NO_FILTERS).every(([name, value]) => filters[name as keyof Filters] === value);
  }
  return { element, show };
}

/** What no control of the bar shows. */
function chipsOf({ data }: Fleet, filters: Filters): readonly (readonly [Choice, string])[] {
  const { pattern, rule, refusal, ended } = filters;
  const chips: (readonly [Choice, string])[] = [];
  if (pattern >= 0) chips.push(['pattern', `pattern ${data.patterns[pattern]!.id}`]);
  if (rule >= 0) chips.push(['rule', data.rules.names[rule]!]);
  if (refusal >= 0) chips.push(['refusal', `refused: ${data.refusals.kinds[refusal]!.code}`]);
  if (ended >= 0) chips.push(['ended', 'images past end of life']);
  return chips;
}

function imagesOf({ data }: Fleet): readonly (readonly [number, string])[] {
  const counts = new Map<number, number>();
  for (const image of data.images.image) counts.set(image, (counts.get(image) ?? 0) + 1);
  const most = [...counts].sort((a, b) => b[1] - a[1]).slice(0, MOST_IMAGES);
  return most
    .map(([image]): readonly [number, string] => [image, imageName(data.images.list[image]!)])
    .sort((a, b) => (a[1] < b[1] ? -1 : 1));
}
