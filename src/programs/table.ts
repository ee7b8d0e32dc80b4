import { wordList } from '../model/index.js';
import type { Fact } from './facts.js';
import { SHELLS } from './rows/shells.js';

/** One line of the table: programs of which the same is said. A name with `*` stands for its versions: `python3.12`. */
export interface Row {
  readonly names: readonly string[];
  readonly facts: readonly string[];
}

export const TABLES = [SHELLS];
const NONE: ReadonlySet<string> = new Set();
let known: ReadonlyMap<string, ReadonlySet<string>> | undefined;

/** The programs of which a fact is said. */
export function programsThat(fact: Fact): ReadonlySet<string> {
  known ??= byFact(TABLES.flatMap(rowsOf));
  return known.get(fact) ?? NONE;
}

/** True where the table says the fact of the program. What is not in the table is nothing. */
export function programIs(name: string | undefined, fact: Fact): boolean {
  if (name === undefined) return false;
  const names = programsThat(fact);
  return names.has(name) || names.has(`${withoutVersion(name)}*`);
}

function withoutVersion(name: string): string {
  let end = name.length;
  while (end > 0 && '0123456789.'.includes(name[end - 1]!)) end--;
  return name.slice(0, end);
}

/** The rows of a text: `names = facts`, where a line without `=` goes on with the facts above it. */
export function rowsOf(text: string): Row[] {
  const rows: { readonly names: readonly string[]; readonly facts: string[] }[] = [];
  for (const line of text.split('\n')) {
    const words = wordList(line);
    if (words.length === 0 || words[0] === '#') continue;
    const at = words.indexOf('=');
    if (at === -1) rows.at(-1)?.facts.push(...words);
    else rows.push({ names: words.slice(0, at), facts: words.slice(at + 1) });
  }
  return rows;
}

function byFact(rows: readonly Row[]): Map<string, Set<string>> {
  const all = new Map<string, Set<string>>();
  for (const { names, facts } of rows) {
    for (const fact of facts) {
      const programs = all.get(fact);
      if (programs) for (const name of names) programs.add(name);
      else all.set(fact, new Set(names));
    }
  }
  return all;
}
