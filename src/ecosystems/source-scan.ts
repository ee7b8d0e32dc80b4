// Source of languages without a parser here: calls that are spelled out on one line are found, and nothing is concluded
// from a line that is not understood.
import type { FilePath } from '../model/index.js';
import { databaseFile, Findings, type Value } from './source-values.js';

type Kind = 'file' | 'folder' | 'port' | 'route' | 'program';

/** A call up to its opening bracket; `at` is the position of the argument that counts. */
export interface ScanRule {
  readonly call: RegExp;
  readonly is: Kind;
  readonly at?: number;
  /** What follows the bracket when the call only reads. */
  readonly unless?: RegExp;
  /** A route stands behind these words of the string. */
  readonly after?: string;
}

/** Source: https://learn.microsoft.com/dotnet/standard/data/sqlite/connection-strings#keywords */
const SQLITE_FILE = /(["'])(?:Data Source|DataSource|Filename)=([^"';]+)/i;
const MAY_NAME_DATABASE = /sqlite|jdbc:h2|Data Source|DataSource|Filename/i;
/** Lines longer than this are generated or packed. */
const LONGEST_LINE = 2000;

/**
 * The facts of one file of a language that is scanned.
 * @param listens what a file has to hold for its ports to be its own.
 */
export function scanSource(file: FilePath, text: string, all: readonly ScanRule[], listens?: RegExp): Findings {
  const found = new Findings(file, text);
  const isClient = listens !== undefined && !listens.test(text);
  const rules = all.filter(({ call, is }) => (is !== 'port' || !isClient) && isIn(text, call));
  if (rules.length === 0 && !MAY_NAME_DATABASE.test(text)) return found;
  for (const [at, line] of text.split('\n').entries()) {
    if (line.length > LONGEST_LINE || /^\s*(?:\/\/|#(?!\[)|\*|\/\*)/.test(line)) continue;
    for (const { call, is, at: position = 0, unless, after } of rules) {
      call.lastIndex = 0;
      for (let match = call.exec(line); match; match = call.exec(line)) {
        if (unless?.test(line.slice(match.index + match[0].length))) continue;
        const value = argumentAt(line.slice(match.index + match[0].length), position, is);
        note(found, is, after === undefined ? value : behindWords(value, after), at + 1);
      }
    }
    for (const [, , literal] of line.matchAll(/(["'`])((?:sqlite|jdbc:sqlite|jdbc:h2)[^"'`]*)\1/g)) {
      const path = databaseFile(literal!);
      if (path !== undefined) found.wrote({ text: path }, false, at + 1);
    }
    const source = SQLITE_FILE.exec(line)?.[2];
    if (source !== undefined && /\.(?:db|sqlite\d?)$/.test(source)) found.wrote({ text: source }, false, at + 1);
    else if (/\bUseSqlite\(/.test(line) && !SQLITE_FILE.test(text)) found.wrote(undefined, false, at + 1);
  }
  return found;
}

function behindWords(value: Value, words: string): Value {
  return value.text?.startsWith(words) ? { ...value, text: value.text.slice(words.length) } : {};
}

/** Most files hold none of the calls: asked of the whole before each line is. */
function isIn(text: string, call: RegExp): boolean {
  call.lastIndex = 0;
  return call.test(text);
}

function note(found: Findings, is: Kind, value: Value, line: number): void {
  switch (is) {
    case 'file':
    case 'folder':
      found.wrote(value, is === 'folder', line);
      return;
    case 'program':
      found.started(value, line);
      return;
    case 'route':
      found.answered(value, line);
      return;
    case 'port': {
      const port = /(?:^|:)(\d{1,5})$/.exec(value.text ?? '')?.[1];
      if (port !== undefined) found.listened({ text: port }, line);
      else found.portUnread(line, value.variable);
    }
  }
}

const PORT_OF_GO = /^\s*(?:fmt\.Sprintf\(\s*":%[sdv]"\s*,\s*|":"\s*\+\s*)?os\.Getenv\("(\w+)"\)/;

/** The argument at a position, where it is a plain string (`"x"`, `Paths.get("x")`, `new File("x")`) or a port. */
function argumentAt(text: string, position: number, is: Kind): Value {
  let rest = text;
  for (let at = 0; at < position; at++) {
    const comma = rest.indexOf(',');
    if (comma === -1) return {};
    rest = rest.slice(comma + 1);
  }
  const number = is === 'port' ? /^\s*(\d{1,5})\s*[),]/.exec(rest) : null;
  if (number) return { text: number[1]! };
  const variable = is === 'port' ? PORT_OF_GO.exec(rest)?.[1] : undefined;
  if (variable !== undefined) return { variable };
  const match = /^\s*(?:(?:Paths\.get|Path\.of|new File|Path::new|&)\(?\s*)?(["'`])([^"'`$#]*)\1\s*[),}]/.exec(rest);
  return match ? { text: match[2]! } : {};
}
