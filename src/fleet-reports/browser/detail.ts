// What there is to one row: down to the change itself.
import { imageName, teamName, type TableName } from './columns.js';
import { assumptionList, counted, el, outLink, patch, there, type Child } from './dom.js';
import { breakPart, proofParts } from './proofs.js';
import type { Filters } from './filters.js';
import type { Fleet } from './fleet.js';
import type { Sum } from './sums.js';

/** Goes from a detail to the repositories that have it. */
export type Narrow = (filters: Partial<Filters>) => void;

const MOST_PLACES = 30;

/** The heading and the parts of a detail. */
export function detailOf(
  fleet: Fleet,
  name: TableName,
  sum: Sum,
  narrow: Narrow,
): readonly [title: string, ...parts: Child[]] {
  const { data } = fleet;
  const { key } = sum;
  const reach = (filters: Partial<Filters>): Child =>
    el(
      'p',
      {},
      el(
        'button',
        { type: 'button', onclick: () => narrow(filters) },
        `Show its ${counted(sum.repositories, 'repository', 'repositories')}`,
      ),
    );
  switch (name) {
    case 'repositories':
      return [data.repositories.name[key]!, ...repositoryParts(fleet, key)];
    case 'patterns':
      return [
        data.transforms[data.patterns[key]!.transform]!,
        ...patternParts(fleet, key, sum),
        reach({ pattern: key }),
      ];
    case 'transforms':
      return [data.transforms[key]!, facts(fleet, sum), reach({ transform: key }), ...patternsOfTransform(fleet, key)];
    case 'teams':
      return [teamName(data.teams[key]!), facts(fleet, sum), reach({ team: key })];
    case 'images': {
      const image = data.images.list[key]!;
      const ended =
        image.ended === '' ? undefined : el('p', { class: 'warn' }, `Its last fixes came on ${image.ended}.`);
      const pinned = image.pinned ? 'Pinned by its digest.' : 'Not pinned: what it is may change with any pull.';
      return [
        imageName(image),
        ended,
        el('p', {}, `${pinned} Named at ${counted(sum.places, 'place')}.`),
        reach({ image: key }),
      ];
    }
    case 'rules': {
      const open = sum.found - sum.resolved;
      const words = `${counted(sum.found, 'finding')}; the plans resolve ${sum.resolved.toLocaleString('en')}, ${open.toLocaleString('en')} stay open.`;
      return [data.rules.names[key]!, el('p', {}, words), reach({ rule: key })];
    }
    case 'refusals':
      return [
        `${data.refusals.kinds[key]!.code}: ${data.transforms[data.refusals.kinds[key]!.transform]}`,
        ...refusalParts(fleet, key, sum),
        reach({ refusal: key }),
      ];
  }
}

function facts({ data }: Fleet, sum: Sum): Child {
  const levels = data.levels.flatMap((level, at) =>
    sum.levels[at]! > 0 ? [`${sum.levels[at]!.toLocaleString('en')} ${level}`] : [],
  );
  const more = levels.length > 0 ? ` (${levels.join(', ')})` : '';
  return el(
    'p',
    {},
    `${counted(sum.steps, 'step')}${more} in ${counted(sum.repositories, 'repository', 'repositories')}; ${counted(sum.refusals, 'refusal')}.`,
  );
}

function repositoryParts(fleet: Fleet, at: number): readonly Child[] {
  const { data } = fleet;
  const { url, team, state, reason } = data.repositories;
  const why = data.reasons[reason[at]!]!;
  return [
    el(
      'p',
      { class: 'dim' },
      outLink(url[at]!, url[at]!),
      ` · ${teamName(data.teams[team[at]!]!)} · ${data.states[state[at]!]}${why === '' ? '' : `: ${why}`}`,
    ),
    ...builtOf(fleet, at),
    ...pullsOf(fleet, at),
    ...stepsOf(fleet, at),
    ...list(
      'Refusals',
      rowsOf(fleet.refusals, at).map((row) => {
        const kind = data.refusals.kinds[data.refusals.kind[row]!]!;
        return el(
          'li',
          {},
          el('code', {}, kind.code),
          ` ${data.transforms[kind.transform]}`,
          times(data.refusals.count[row]!),
        );
      }),
    ),
    ...list(
      'Images',
      rowsOf(fleet.images, at).map((row) => {
        const image = data.images.list[data.images.image[row]!]!;
        const note = image.ended === '' ? '' : ` last fixes ${image.ended}`;
        return el(
          'li',
          {},
          el('code', {}, imageName(image)),
          el('span', { class: image.ended === '' ? 'dim' : 'warn' }, note),
          times(data.images.count[row]!),
        );
      }),
    ),
    ...list(
      'Rules that stay open',
      rowsOf(fleet.rules, at).flatMap((row) => {
        const open = data.rules.found[row]! - data.rules.resolved[row]!;
        return open > 0 ? [el('li', {}, el('code', {}, data.rules.names[data.rules.rule[row]!]!), times(open))] : [];
      }),
    ),
  ];
}

function builtOf({ data, steps }: Fleet, at: number): readonly Child[] {
  const built = data.builds[data.repositories.built[at]!]!;
  if (built === '') return [];
  const name = data.repositories.name[at];
  const own = rowsOf(steps, at).flatMap((row) => {
    const { transform, breaks } = data.patterns[data.steps.pattern[row]!]!;
    return breaks.flatMap((each) => (each.repository === name ? [breakPart(each, data.transforms[transform]!)] : []));
  });
  return [el('h3', {}, 'Built and run'), el('p', { class: own.length > 0 ? 'warn' : '' }, `It was ${built}.`), ...own];
}

function pullsOf(fleet: Fleet, at: number): readonly Child[] {
  const items = rowsOf(fleet.pulls, at).map((row) => {
    const { number, url, state, ci } = fleet.data.pulls[row]!;
    return el('li', {}, outLink(url, `#${number}`), ` ${state}, CI ${ci}`);
  });
  return list('Pull requests', items);
}

function stepsOf(fleet: Fleet, at: number): readonly Child[] {
  const { data } = fleet;
  const items = rowsOf(fleet.steps, at).map((row) => {
    const number = data.steps.pattern[row]!;
    const pattern = data.patterns[number]!;
    const level = data.levels[data.steps.level[row]!]!;
    const change = el(
      'details',
      {},
      el(
        'summary',
        {},
        el('code', {}, data.transforms[pattern.transform]!),
        ' ',
        el('span', { class: `level ${level}` }, level),
        times(data.steps.count[row]!),
      ),
    );
    change.addEventListener('toggle', () => {
      if (change.open && change.childElementCount === 1) change.append(...there(changeParts(fleet, number)));
    });
    return el('li', {}, change, placesOf(fleet, row));
  });
  return list('Steps', items);
}

function placesOf({ data, places }: Fleet, row: number): Child {
  const found: string[] = [];
  for (let at = places[row]!; at < places[row + 1]! && found.length < MOST_PLACES; at++) {
    const file = data.places.file[at];
    if (file === undefined) return undefined;
    found.push(`${data.places.files[file]}:${data.places.line[at]}`);
  }
  const more = places[row + 1]! - places[row]! - found.length;
  return el(
    'p',
    { class: 'places' },
    ...found.flatMap((place) => [el('code', {}, place), ' ']),
    more > 0 ? `and ${more} more` : undefined,
  );
}

function patternParts(fleet: Fleet, number: number, sum: Sum): readonly Child[] {
  const pattern = fleet.data.patterns[number]!;
  return [
    el('p', {}, pattern.title),
    el('p', { class: 'dim' }, `pattern ${pattern.id} · ${pattern.verdict ?? 'not decided'}`),
    facts(fleet, sum),
    ...proofParts(pattern),
    ...changeParts(fleet, number),
  ];
}

/** The change of a pattern: what all have in common, and how one of them looks. */
function changeParts(fleet: Fleet, number: number): readonly Child[] {
  const { change, examples } = fleet.data.patterns[number]!;
  return [
    el('pre', { class: 'change', tabindex: 0 }, change),
    ...examples.flatMap(({ repository, file, line, why, assumptions, diff }) => [
      why === undefined ? undefined : el('p', {}, why),
      assumptionList(assumptions),
      el('p', { class: 'dim' }, `As in ${fleet.data.repositories.name[repository]}, ${file}:${line}`),
      diff === undefined ? undefined : patch(diff),
    ]),
  ];
}

function patternsOfTransform(fleet: Fleet, transform: number): readonly Child[] {
  const own = fleet.data.patterns
    .flatMap((pattern, number) => (pattern.transform === transform ? [number] : []))
    .slice(0, 5);
  return own.length === 0
    ? []
    : [el('h3', {}, 'Its most consequential patterns'), ...own.flatMap((number) => changeParts(fleet, number))];
}

function refusalParts({ data }: Fleet, key: number, sum: Sum): readonly Child[] {
  const { examples } = data.refusals.kinds[key]!;
  const items = examples.map(([repository, file, line, sentence]) =>
    el('li', {}, sentence, ' ', el('span', { class: 'dim' }, `${data.repositories.name[repository]}, ${file}:${line}`)),
  );
  return [
    el('p', {}, `${counted(sum.refusals, 'time')} in ${counted(sum.repositories, 'repository', 'repositories')}.`),
    ...list(`For example (${items.length})`, items),
  ];
}

function rowsOf(starts: Int32Array, at: number): readonly number[] {
  const rows: number[] = [];
  for (let row = starts[at]!; row < starts[at + 1]!; row++) rows.push(row);
  return rows;
}

function list(title: string, items: readonly HTMLElement[]): readonly Child[] {
  return items.length === 0 ? [] : [el('h3', {}, title), el('ul', {}, ...items)];
}

function times(count: number): Child {
  return count === 1 ? undefined : el('span', { class: 'dim' }, ` × ${count.toLocaleString('en')}`);
}
