// Requirements as pip reads them: one by one (PEP 508), and whole files. Offsets are those of the text given.
// By hand: an edit needs the place of the name and of the version in a line, and of a file that holds a line nobody can read
// the others count all the same.
// Sources: https://packaging.python.org/en/latest/specifications/dependency-specifiers/,
// https://pip.pypa.io/en/stable/reference/requirements-file-format/
import { LruMap } from '../../text/index.js';

/** A requirement for a package by name. Addresses, paths and VCS references are none. */
export interface Requirement {
  /** Normalised as PEP 503 says. */
  readonly name: string;
  /** Behind the name and its extras: where a version goes. */
  readonly nameEnd: number;
  /** `>=1,<2` as written, blanks trimmed; empty for a bare name. */
  readonly specifier: string;
  readonly specifierStart: number;
  readonly specifierEnd: number;
  /** The environment marker behind `;`, without options; empty where there is none. */
  readonly marker: string;
}

const LONGEST = 1000;
const NAME = /^[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?/;
const SPECIFIER = /^(?:===|==|~=|!=|<=|>=|<|>)[\s]*[\w.*+!-]+$/;
const FILE = /\.(?:whl|zip|tar|tgz|gz|bz2|xz|egg|txt|in|cfg|toml|py)$/i;

/** PEP 503. */
export function normalisedName(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}

/** Reads one requirement; `undefined` for what is no name with a version range: a path, an address, a variable, a slip. */
export function readRequirement(text: string): Requirement | undefined {
  if (text.length > LONGEST) return undefined;
  const start = text.length - text.trimStart().length;
  const written = NAME.exec(text.slice(start))?.[0];
  if (written === undefined) return undefined;
  let at = start + written.length;
  const next = skip(text, at);
  if (text[next] === '[') {
    const close = text.indexOf(']', next);
    if (close === -1 || !/^[\w\s.,-]*$/.test(text.slice(next + 1, close))) return undefined;
    at = close + 1;
  } else if (FILE.test(written)) return undefined;
  const nameEnd = at;
  const semicolon = text.indexOf(';', at);
  const end = semicolon === -1 ? text.length : semicolon;
  const from = skip(text, at);
  const body = text.slice(Math.min(from, end), end).trimEnd();
  const inner = /^\(.*\)$/.test(body) ? body.slice(1, -1).trim() : body;
  if (inner !== '' && !inner.split(',').every((clause) => SPECIFIER.test(clause.trim()))) return undefined;
  return {
    name: normalisedName(written),
    nameEnd,
    specifier: inner,
    specifierStart: Math.min(from, end),
    specifierEnd: Math.min(from, end) + body.length,
    marker: semicolon === -1 ? '' : text.slice(semicolon + 1).trim(),
  };
}

function skip(text: string, at: number): number {
  while (at < text.length && (text[at] === ' ' || text[at] === '\t')) at++;
  return at;
}

/** A requirement in a file. Its offsets are those of the file. */
export interface FileRequirement extends Requirement {
  /** 1-based. */
  readonly line: number;
  /** As written, comment left out. */
  readonly text: string;
}

export interface RequirementsFile {
  readonly requirements: readonly FileRequirement[];
  /** Files named by `-r` and `-c`, as written. */
  readonly includes: readonly { readonly path: string; readonly constraint: boolean }[];
  /** It has hashes, so every version in it is fixed with what was downloaded. */
  readonly hashed: boolean;
  /** It names indexes or folders to install from, or asks for pre-releases. */
  readonly ownIndex: boolean;
}

const INCLUDE = /^(?:-r|--requirement|-c|--constraint)(?:\s*=\s*|\s+|(?=[^\s=-]))(\S.*)$/;
const INDEX = /^(?:-i|--index-url|--pypi-url|--extra-index-url|-f|--find-links|--no-index|--pre)(?:[\s=]|$)/;

const cache = new LruMap<string, RequirementsFile>(64);

/** Reads a requirements or constraints file. Lines that are none of a name are passed over. Linear. */
export function readRequirements(text: string): RequirementsFile {
  let known = cache.get(text);
  if (!known) {
    known = read(text);
    cache.set(text, known);
  }
  return known;
}

function read(text: string): RequirementsFile {
  const requirements: FileRequirement[] = [];
  const includes: { path: string; constraint: boolean }[] = [];
  let hashed = false;
  let ownIndex = false;
  let line = 0;
  let start = text.startsWith('\ufeff') ? 1 : 0;
  while (start < text.length) {
    line++;
    const first = line;
    let { end, next } = lineAt(text, start);
    const solid = text.slice(start, end);
    let whole = solid;
    // What follows on further lines is options of the requirement, or of a long line: joined for reading only.
    while (whole.endsWith('\\') && next < text.length) {
      const more = lineAt(text, next);
      const part = text.slice(next, more.end);
      line++;
      if (whole.length < LONGEST * 10) whole = whole.slice(0, -1) + part;
      end = more.end;
      next = more.next;
      if (!part.endsWith('\\')) break;
    }
    const at = start;
    start = next;
    const content = withoutComment(whole).trim();
    if (content === '') continue;
    if (/\s--hash\b/.test(content) || content.startsWith('--require-hashes')) hashed = true;
    if (content.startsWith('-')) {
      if (INDEX.test(content)) ownIndex = true;
      const path = INCLUDE.exec(content)?.[1];
      if (path !== undefined) includes.push({ path: path.trim(), constraint: /^(?:-c|--constraint)/.test(content) });
      continue;
    }
    const own = withoutComment(solid.endsWith('\\') ? solid.slice(0, -1) : solid);
    const option = own.search(/\s--?[a-z]/);
    const found = readRequirement(option === -1 ? own : own.slice(0, option));
    // A requirement that is split over lines is read whole by pip, and not edited here.
    if (!found || (whole !== solid && found.specifier === '' && !/^\S+\s+--?[a-z]/.test(content))) continue;
    requirements.push({
      ...found,
      nameEnd: found.nameEnd + at,
      specifierStart: found.specifierStart + at,
      specifierEnd: found.specifierEnd + at,
      line: first,
      text: own.trim(),
    });
  }
  return { requirements, includes, hashed, ownIndex };
}

function lineAt(text: string, start: number): { end: number; next: number } {
  const newline = text.indexOf('\n', start);
  if (newline === -1) return { end: text.length, next: text.length };
  return { end: newline > start && text[newline - 1] === '\r' ? newline - 1 : newline, next: newline + 1 };
}

/** A comment begins at `#` at the start or behind a blank. */
function withoutComment(line: string): string {
  for (let at = line.indexOf('#'); at !== -1; at = line.indexOf('#', at + 1)) {
    if (at === 0 || line[at - 1] === ' ' || line[at - 1] === '\t') return line.slice(0, at);
  }
  return line;
}
