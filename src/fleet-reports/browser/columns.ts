// The tables of the page: which rows there are, and what stands in their columns.
import type { PageData } from '../page/page-data.js';
import type { Fleet } from './fleet.js';
import { proofRank, proofWords } from './proofs.js';
import type { Sum, Sums } from './sums.js';

export type TableName = 'repositories' | 'patterns' | 'transforms' | 'teams' | 'images' | 'rules' | 'refusals';

export interface Column {
  readonly title: string;
  /** Text is sorted as text, numbers as numbers. */
  value(sum: Sum): string | number;
  /** What is shown in place of the value. */
  text?(sum: Sum): string;
  /** What share of its size each level has, drawn beside the number. */
  levels?(sum: Sum): readonly number[];
  /** What it is sorted by, in place of the value. */
  rank?(sum: Sum): number;
  /** True where it is bad news. */
  warns?(sum: Sum): boolean;
  /** `code`: a name of a program. `level`: in the colour of the level. */
  readonly look?: 'code' | 'level' | 'warn';
  /** How the grid shares its width. */
  readonly width: string;
  /** Narrow screens show those of the lowest number only. */
  readonly priority: 1 | 2 | 3;
}

export interface Table {
  readonly name: TableName;
  readonly title: string;
  /** What one row is. */
  readonly one: string;
  readonly columns: readonly Column[];
  /** Which column it is sorted by at first, the highest on top. */
  readonly sort: number;
  rows(sums: Sums): readonly Sum[];
}

const numbers = (title: string, value: (sum: Sum) => number, priority: 1 | 2 | 3 = 2): Column => ({
  title,
  value,
  text: (sum) => value(sum).toLocaleString('en'),
  width: 'minmax(4.5rem,.6fr)',
  priority,
});
const steps = (priority: 1 | 2 = 1): Column => ({
  ...numbers('Steps', (sum) => sum.steps, priority),
  levels: (sum) => sum.levels,
  width: 'minmax(6rem,.9fr)',
});
const percent = (title: string, value: (sum: Sum) => number, of: (sum: Sum) => number): Column => ({
  title,
  value: (sum) => (of(sum) === 0 ? -1 : value(sum) / of(sum)),
  text: (sum) => (of(sum) === 0 ? '–' : `${Math.round((value(sum) / of(sum)) * 100)}%`),
  width: 'minmax(4.5rem,.5fr)',
  priority: 3,
});
const text = (title: string, value: (sum: Sum) => string, more: Partial<Column> = {}): Column => ({
  title,
  value,
  width: 'minmax(8rem,2fr)',
  priority: 1,
  ...more,
});

/** What a team is called that has no name. */
export function teamName(team: string): string {
  return team === '' ? '(no team)' : team;
}

/** `node:20-alpine`, `node:20-alpine@sha256:…`. */
export function imageName({ name, tag, pinned }: PageData['images']['list'][number]): string {
  return `${name}${tag === '' ? '' : `:${tag}`}${pinned ? '@sha256:…' : ''}`;
}

/** Every table, in the order of the page. */
export function tablesOf({ data }: Fleet): readonly Table[] {
  const { patterns, transforms, teams, levels, states, images, rules, refusals } = data;
  const { name, team, state } = data.repositories;
  const live = (sums: readonly Sum[]): readonly Sum[] => sums.filter((sum) => sum.repositories > 0);
  return [
    {
      name: 'repositories',
      title: 'Repositories',
      one: 'repository',
      sort: 3,
      rows: (sums) => sums.repositories,
      columns: [
        text('Repository', ({ key }) => name[key]!, { width: 'minmax(9rem,2.4fr)' }),
        text('Team', ({ key }) => teamName(teams[team[key]!]!), { priority: 2, width: 'minmax(5rem,1fr)' }),
        text('State', ({ key }) => states[state[key]!]!, { priority: 3, width: 'minmax(4.5rem,.7fr)' }),
        steps(),
        numbers('Resolves', (sum) => sum.resolved, 3),
        numbers('Open', (sum) => sum.found - sum.resolved),
        numbers('Refusals', (sum) => sum.refusals, 3),
        { ...numbers('Past end of life', (sum) => sum.ended, 3), look: 'warn', width: 'minmax(8rem,.6fr)' },
      ],
    },
    {
      name: 'patterns',
      title: 'Patterns',
      one: 'pattern',
      sort: 4,
      rows: (sums) => live(sums.patterns),
      columns: [
        text('Transform', ({ key }) => transforms[patterns[key]!.transform]!, {
          look: 'code',
          width: 'minmax(9rem,1.3fr)',
        }),
        text('Change', ({ key }) => patterns[key]!.change.split('\n')[0]!, {
          look: 'code',
          priority: 2,
          width: 'minmax(8rem,3fr)',
        }),
        text('Level', ({ key }) => levels[patterns[key]!.level]!, {
          look: 'level',
          priority: 3,
          width: 'minmax(5rem,.7fr)',
        }),
        { ...numbers('Steps', (sum) => sum.steps), priority: 1 },
        numbers('Repositories', (sum) => sum.repositories),
        text('Built and run', ({ key }) => proofWords(patterns[key]!), {
          rank: ({ key }) => proofRank(patterns[key]!),
          warns: ({ key }) => patterns[key]!.broke > 0,
          priority: 2,
          width: 'minmax(7rem,.8fr)',
        }),
        text('Verdict', ({ key }) => patterns[key]!.verdict ?? 'open', { priority: 3, width: 'minmax(5rem,.6fr)' }),
      ],
    },
    {
      name: 'transforms',
      title: 'Transforms',
      one: 'transform',
      sort: 1,
      rows: (sums) => sums.transforms.filter((sum) => sum.steps > 0 || sum.refusals > 0),
      columns: [
        text('Transform', ({ key }) => transforms[key]!, { look: 'code' }),
        steps(),
        numbers('Repositories', (sum) => sum.repositories),
        numbers('Refusals', (sum) => sum.refusals),
      ],
    },
    {
      name: 'teams',
      title: 'Teams',
      one: 'team',
      sort: 3,
      rows: (sums) => live(sums.teams),
      columns: [
        text('Team', ({ key }) => teamName(teams[key]!)),
        numbers('Repositories', (sum) => sum.repositories),
        numbers('With steps', (sum) => sum.pending, 3),
        steps(),
        numbers('Found', (sum) => sum.found, 3),
        numbers('Open', (sum) => sum.found - sum.resolved),
        percent(
          'Resolved',
          (sum) => sum.resolved,
          (sum) => sum.found,
        ),
      ],
    },
    {
      name: 'images',
      title: 'Images',
      one: 'image',
      sort: 3,
      rows: (sums) => live(sums.images),
      columns: [
        text('Image', ({ key }) => imageName(images.list[key]!), { look: 'code' }),
        text('Pinned', ({ key }) => (images.list[key]!.pinned ? 'yes' : 'no'), {
          priority: 2,
          width: 'minmax(4.5rem,.5fr)',
        }),
        text('End of life', ({ key }) => images.list[key]!.ended, {
          look: 'warn',
          priority: 2,
          width: 'minmax(6rem,.8fr)',
        }),
        numbers('Repositories', (sum) => sum.repositories, 1),
        numbers('Places', (sum) => sum.places, 3),
      ],
    },
    {
      name: 'rules',
      title: 'Rules',
      one: 'rule',
      sort: 1,
      rows: (sums) => live(sums.rules),
      columns: [
        text('Rule', ({ key }) => rules.names[key]!, { look: 'code' }),
        numbers('Found', (sum) => sum.found),
        numbers('Resolved', (sum) => sum.resolved, 3),
        numbers('Open', (sum) => sum.found - sum.resolved, 1),
        percent(
          'Resolved share',
          (sum) => sum.resolved,
          (sum) => sum.found,
        ),
        numbers('Repositories', (sum) => sum.repositories),
      ],
    },
    {
      name: 'refusals',
      title: 'Refusals',
      one: 'kind of refusal',
      sort: 2,
      rows: (sums) => live(sums.refusals),
      columns: [
        text('Reason', ({ key }) => refusals.kinds[key]!.code, { look: 'code' }),
        text('Transform', ({ key }) => transforms[refusals.kinds[key]!.transform]!, { look: 'code', priority: 2 }),
        numbers('Refusals', (sum) => sum.refusals, 1),
        numbers('Repositories', (sum) => sum.repositories),
      ],
    },
  ];
}

/** Rows by one column: `up` the smallest first. Equal ones keep their order. */
export function sortedRows(rows: readonly Sum[], column: Column, up: boolean): readonly Sum[] {
  const keyed = rows.map((row) => ({ row, value: column.rank?.(row) ?? column.value(row) }));
  const compare = (a: string | number, b: string | number): number =>
    typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
  keyed.sort((a, b) => (up ? compare(a.value, b.value) : compare(b.value, a.value)));
  return keyed.map(({ row }) => row);
}
