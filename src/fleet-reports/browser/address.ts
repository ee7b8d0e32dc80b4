// What is looked at, in the address of the page: it can be sent to somebody, and the browser can go back to it.
import { imageName, type TableName } from './columns.js';
import { NO_FILTERS, type Filters } from './filters.js';
import type { Fleet } from './fleet.js';

export interface Sight {
  readonly table: TableName;
  readonly filters: Filters;
}

const TABLES: readonly TableName[] = ['repositories', 'patterns', 'transforms', 'teams', 'images', 'rules', 'refusals'];

/** By names, which are the same in the next report; numbers are not. */
function namesOf({ data }: Fleet): readonly (readonly [Exclude<keyof Filters, 'text'>, readonly string[]])[] {
  const { teams, states, transforms, levels, patterns, images, rules, refusals } = data;
  return [
    ['team', teams],
    ['state', states],
    ['transform', transforms],
    ['level', levels],
    ['pattern', patterns.map(({ id }) => id)],
    ['image', images.list.map(imageName)],
    ['rule', rules.names],
    ['refusal', refusals.kinds.map(({ code, transform }) => `${code}/${transforms[transform]}`)],
    ['ended', ['no', 'yes']],
  ];
}

/** `#table=patterns&team=web`. */
export function addressOf(fleet: Fleet, { table, filters }: Sight): string {
  const words = new URLSearchParams();
  if (table !== 'repositories') words.set('table', table);
  if (filters.text !== '') words.set('text', filters.text);
  for (const [name, names] of namesOf(fleet)) {
    const text = names[filters[name]];
    if (text !== undefined) words.set(name, text);
  }
  const address = words.toString();
  return address === '' ? '#' : `#${address}`;
}

/** What an address says; what it does not know is not chosen. */
export function sightAt(fleet: Fleet, address: string): Sight {
  const words = new URLSearchParams(address.replace(/^#/, ''));
  const table = TABLES.find((name) => name === words.get('table')) ?? 'repositories';
  const chosen: Record<string, number> = {};
  for (const [name, names] of namesOf(fleet)) {
    const text = words.get(name);
    if (text !== null) chosen[name] = names.indexOf(text);
  }
  return { table, filters: { ...NO_FILTERS, ...chosen, text: words.get('text') ?? '' } };
}
