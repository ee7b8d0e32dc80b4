// Tables of data that a script makes: who is in them, and how they are written.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = process.env.HARDEN_ROOT!;

function pathOf(table: string): string {
  return join(root, 'src', 'knowledge', 'data', `${table}.tsv`);
}

/** The first cells of a table, sorted. */
export function namesIn(table: string): string[] {
  const [, ...rows] = readFileSync(pathOf(table), 'utf8')
    .replace(/^#.*\n/gm, '')
    .trimEnd()
    .split('\n');
  return [...new Set(rows.map((row) => row.split('\t')[0]!))].sort();
}

/** Writes the rows below what the file says of itself, sorted, as looked at today. */
export function writeTable(table: string, columns: readonly string[], rows: readonly (readonly string[])[]): void {
  const sorted = [...rows].sort(([one = ''], [other = '']) => (one < other ? -1 : 1));
  const about = readFileSync(pathOf(table), 'utf8').match(/^#.*\n/gm) ?? [];
  const today = new Date().toISOString().slice(0, 10);
  const head = about.map((line) => (line.startsWith('# looked: ') ? `# looked: ${today}\n` : line));
  writeFileSync(pathOf(table), `${head.join('')}${[columns, ...sorted].map((row) => row.join('\t')).join('\n')}\n`);
  process.stdout.write(`${table}: ${rows.length} rows\n`);
}
