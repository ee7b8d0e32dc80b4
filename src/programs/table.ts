// The table of programs, read when the first question is asked.
import { wordList, wordPattern, type WordOptions } from '../model/index.js';
import type { Fact } from './facts.js';
import { NATIVE, JVM } from './rows/builds.js';
import { FILES, TEXTS, ARCHIVES } from './rows/files.js';
import { PYTHON, NODE, RUBY_PHP } from './rows/languages.js';
import { PACKAGES, MACHINES } from './rows/packages.js';
import { DATABASES, SERVERS } from './rows/servers.js';
import { WORDS, SHELLS } from './rows/shells.js';
import { FRONTS, LOOKS, SETTINGS, NETWORK } from './rows/system.js';

/** One line of the table: programs of which the same is said. A name with `*` stands for its versions: `python3.12`. */
interface Row {
  readonly names: readonly string[];
  readonly facts: readonly string[];
}

export const TABLES = [
  WORDS,
  SHELLS,
  FILES,
  TEXTS,
  ARCHIVES,
  FRONTS,
  LOOKS,
  SETTINGS,
  NETWORK,
  PACKAGES,
  MACHINES,
  NATIVE,
  JVM,
  PYTHON,
  NODE,
  RUBY_PHP,
  DATABASES,
  SERVERS,
];
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

const patterns = new Map<WordOptions, Map<Fact, RegExp>>();
const ALONE: WordOptions = {};

/** The first program in a text of which the fact is said, as a word of its own. @param options kept by who asks: one object. */
export function programIn(text: string, fact: Fact, options = ALONE): string | undefined {
  let byFacts = patterns.get(options);
  if (!byFacts) {
    byFacts = new Map();
    patterns.set(options, byFacts);
  }
  let pattern = byFacts.get(fact);
  if (!pattern) {
    const versions = [...programsThat(fact)].filter((name) => name.endsWith('*'));
    const names = [...programsThat(fact)].filter((name) => !name.endsWith('*'));
    const also = [
      ...versions.map((name) => new RegExp(`${escaped(name.slice(0, -1))}[\\d.]*`)),
      ...(options.also ?? []),
    ];
    pattern = wordPattern(names.join(' '), { ...options, also });
    byFacts.set(fact, pattern);
  }
  return pattern.exec(text)?.[0];
}

/** True where a text has a program of which the fact is said. */
export function mentionsProgram(text: string, fact: Fact, options?: WordOptions): boolean {
  return programIn(text, fact, options) !== undefined;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

function withoutVersion(name: string): string {
  let end = name.length;
  while (end > 0 && '0123456789.'.includes(name[end - 1]!)) end--;
  return name.slice(0, end);
}

/** The rows of a text: `names = facts`. A line that is indented further goes on with the row above it; `#` is a remark. */
export function rowsOf(text: string): Row[] {
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    if (/^ {4}/.test(line)) lines.push(`${lines.pop() ?? ''} ${line}`);
    else if (/^ *[^ #]/.test(line)) lines.push(line);
  }
  return lines.map((line) => {
    const words = wordList(line);
    const at = words.indexOf('=');
    return { names: words.slice(0, at), facts: words.slice(at + 1) };
  });
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
