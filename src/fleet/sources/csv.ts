// Repositories in a table: as init reads it, and as the campaign's own list is written.
import { ConfigError } from '../../model/index.js';
import type { FoundRepository, RepositoryRow } from '../ledger/repositories.js';

export interface ListedRepository extends Pick<FoundRepository, 'branch' | 'team'> {
  readonly address: string;
  readonly line: number;
}

const COLUMNS: readonly string[] = ['url', 'branch', 'team'];

/**
 * Reads addresses from text: a table with a line of headings (`url`, `branch`, `team`; others are left alone), or one
 * address a line, with `#` before what is none.
 * @param shown what messages call it.
 * @throws ConfigError for a table that is none, with its place.
 */
export function readList(text: string, shown: string): readonly ListedRepository[] {
  const rows = readRows(text.replace(/^\uFEFF/, ''), shown).filter(({ cells }) => cells.some((cell) => cell !== ''));
  const heads = rows[0]?.cells.map((cell) => cell.toLowerCase()) ?? [];
  if (!heads.includes('url')) return rows.flatMap(({ cells, line }) => plainLine(cells, line, shown));
  const found: ListedRepository[] = [];
  const column = new Map(COLUMNS.map((name) => [name, heads.indexOf(name)]));
  for (const { cells, line } of rows.slice(1)) {
    const at = (name: string): string => cells[column.get(name) ?? -1] ?? '';
    if (at('url') === '') throw new ConfigError(`${shown}:${line}:1: the row has no url`);
    found.push({
      address: at('url'),
      line,
      ...(at('branch') === '' ? {} : { branch: at('branch') }),
      ...(at('team') === '' ? {} : { team: at('team') }),
    });
  }
  return found;
}

function plainLine(cells: readonly string[], line: number, shown: string): ListedRepository[] {
  const [address = '', ...others] = cells;
  if (address.startsWith('#')) return [];
  if (others.length > 0)
    throw new ConfigError(`${shown}:1:1: the first line names no column url; begin with url,branch,team`);
  return [{ address, line }];
}

interface Row {
  readonly cells: readonly string[];
  readonly line: number;
}

/** RFC 4180, with any line end, and blanks around cells left out. */
function readRows(text: string, shown: string): Row[] {
  const rows: Row[] = [];
  let cells: string[] = [];
  let line = 1;
  let begun = 1;
  let at = 0;
  while (at < text.length) {
    let cell: string;
    if (text[at] === '"') {
      const read = quoted(text, at);
      if (read === undefined) throw new ConfigError(`${shown}:${line}:1: a quote opens here that nothing closes`);
      cell = read.cell;
      for (const sign of text.slice(at, read.end)) if (sign === '\n') line++;
      at = read.end;
    } else {
      const end = endOfCell(text, at);
      cell = text.slice(at, end);
      at = end;
    }
    cells.push(cell.trim());
    const sign = text[at];
    if (sign === ',') {
      at++;
      if (at === text.length) cells.push('');
      continue;
    }
    if (sign !== undefined && sign !== '\n' && sign !== '\r')
      throw new ConfigError(`${shown}:${line}:1: text follows a closing quote; double a quote that is meant as one`);
    at += text.startsWith('\r\n', at) ? 2 : 1;
    rows.push({ cells, line: begun });
    cells = [];
    begun = ++line;
  }
  if (cells.length > 0) rows.push({ cells, line: begun });
  return rows;
}

function endOfCell(text: string, from: number): number {
  let end = from;
  while (end < text.length && text[end] !== ',' && text[end] !== '\n' && text[end] !== '\r') end++;
  return end;
}

function quoted(text: string, from: number): { readonly cell: string; readonly end: number } | undefined {
  let cell = '';
  let at = from + 1;
  for (;;) {
    const next = text.indexOf('"', at);
    if (next === -1) return undefined;
    cell += text.slice(at, next);
    if (text[next + 1] !== '"') return { cell, end: next + 1 };
    cell += '"';
    at = next + 2;
  }
}

/** The repositories of a campaign as a table, for people and for another campaign. */
export function listText(rows: readonly RepositoryRow[]): string {
  const lines = rows.map(({ url, branch, base, team, organisation, state, reason }) =>
    [url, branch ?? '', base ?? '', team, organisation, state === 'cannot' ? (reason ?? '') : ''].map(cellOf).join(','),
  );
  return `${['url,branch,commit,team,organisation,left', ...lines].join('\n')}\n`;
}

/** What spreadsheets take for the beginning of a formula, also behind blanks. */
const FORMULA = /^[\s\0]*[=+\-@\uff1d\uff0b\uff0d\uff20|]|^[\t\r\n]/;

/** A cell, quoted where it has to be. What a spreadsheet would run as a formula is text. */
export function cellOf(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",;\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
