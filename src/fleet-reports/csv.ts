// Tables for spreadsheets: a row a line, and no cell that a spreadsheet takes for a formula.
import { cellOf, type Database, type Value } from '../fleet/index.js';
import type { FleetNumbers } from './numbers/read.js';
import { tablesOf } from './numbers/tables.js';
import type { Review } from './review/read.js';

/** What a row is. */
export type CsvTable = 'repositories' | 'steps' | 'refusals' | 'images' | 'rules' | 'patterns' | 'proofs';

type Cell = Value | boolean;
type Row = Readonly<Record<string, Cell | undefined>>;

const COLUMNS = {
  repositories: [
    'name',
    'url',
    'organisation',
    'team',
    'state',
    'reason',
    'commit',
    'wave',
    'steps',
    'safe',
    'review',
    'unverified',
    'refusals',
    'found',
    'resolved',
    'images',
    'endedImages',
    'pulls',
    'built',
  ],
  steps: ['repository', 'transform', 'level', 'file', 'line', 'title', 'pattern'],
  refusals: ['repository', 'transform', 'code', 'file', 'line', 'sentence'],
  images: ['repository', 'name', 'tag', 'digest', 'ends_on', 'file', 'line'],
  rules: ['repository', 'rule', 'found', 'resolved'],
  proofs: ['repository', 'pattern', 'outcome', 'says', 'excerpt'],
  patterns: ['pattern', 'transform', 'level', 'title', 'change', 'steps', 'repositories', 'held', 'broke', 'verdict'],
} satisfies Record<CsvTable, readonly string[]>;

/** The lines of a table as CSV (RFC 4180), the first of them its head. */
export function* csvLines(ledger: Database, numbers: FleetNumbers, review: Review, table: CsvTable): Generator<string> {
  const columns = COLUMNS[table];
  yield lineOf(columns);
  for (const row of rowsOf(ledger, numbers, review, table)) yield lineOf(columns.map((column) => row[column] ?? null));
}

function rowsOf(ledger: Database, numbers: FleetNumbers, review: Review, table: CsvTable): readonly Row[] {
  if (table === 'patterns') return tablesOf(numbers, review).patterns.map(({ breaks: _, ...row }): Row => row);
  if (table === 'repositories')
    return tablesOf(numbers, review).repositories.map(({ levels, pulls, ...row }): Row => {
      const { safe = 0, review: forReview = 0, unverified = 0 } = levels;
      return { ...row, safe, review: forReview, unverified, pulls: pulls.join(' ') };
    });
  const own = COLUMNS[table].slice(1);
  return ledger.all<Row>(
    `SELECT r.name AS repository, ${own.map((column) => `t.${column}`).join(', ')} FROM ${table} t JOIN repositories r ON r.id = t.repository ORDER BY r.name, r.url, ${own.map((column) => `t.${column}`).join(', ')}`,
  );
}

function lineOf(cells: readonly Cell[]): string {
  return `${cells.map(cellText).join(',')}\r\n`;
}

/** A cell as text. */
function cellText(cell: Cell): string {
  return cell === null ? '' : typeof cell === 'string' ? cellOf(cell) : String(cell);
}
