// Git's ignore patterns (gitignore(5), wildmatch.c), by hand: patterns come from strangers, and a regular expression
// made from one can be told to run for hours.
import { rowOf } from '../model/index.js';

type Token =
  | { readonly kind: 'text'; readonly char: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'star' }
  | { readonly kind: 'class'; readonly negated: boolean; readonly has: (char: string) => boolean };
/** A text as it is, behind a star or not: what nearly all patterns are. */
interface Literal {
  readonly text: string;
  readonly starred: boolean;
}
/** One part between slashes; `'**'` is any number of parts. */
type Segment = readonly Token[] | Literal | '**';

export interface IgnoreRule {
  readonly negated: boolean;
  readonly directoryOnly: boolean;
  /** Without a slash the pattern meets the name alone, at any depth. */
  readonly nameOnly: boolean;
  readonly segments: readonly Segment[];
}

/** The rules of one `.gitignore`, in order. Lines that git could not match anything with are left out. */
export function parseIgnore(text: string): readonly IgnoreRule[] {
  const rules: IgnoreRule[] = [];
  for (const raw of (text.startsWith('\uFEFF') ? text.slice(1) : text).split('\n')) {
    const rule = parseRule(trimEnd(raw.endsWith('\r') ? raw.slice(0, -1) : raw));
    if (rule !== undefined) rules.push(rule);
  }
  return rules;
}

/** What the last matching rule says of a path relative to the rules' directory; `undefined` when none matches. */
export function matchIgnore(rules: readonly IgnoreRule[], path: string, directory: boolean): boolean | undefined {
  if (rules.length === 0) return undefined;
  const parts = asBytes(path).split('/');
  const name = parts[parts.length - 1]!;
  for (let index = rules.length - 1; index >= 0; index--) {
    const rule = rules[index]!;
    if (rule.directoryOnly && !directory) continue;
    const hit = rule.nameOnly ? matchName(rule.segments[0]!, name) : matchParts(rule.segments, parts);
    if (hit) return !rule.negated;
  }
  return undefined;
}

/** Trailing spaces do not count unless a backslash stands before them. */
function trimEnd(line: string): string {
  let end = line.length;
  while (end > 0 && line[end - 1] === ' ' && !escapedAt(line, end - 1)) end--;
  return line.slice(0, end);
}

function escapedAt(line: string, at: number): boolean {
  let slashes = 0;
  while (line[at - 1 - slashes] === '\\') slashes++;
  return slashes % 2 === 1;
}

function parseRule(line: string): IgnoreRule | undefined {
  if (line === '' || line.startsWith('#')) return undefined;
  const negated = line.startsWith('!');
  let pattern = negated ? line.slice(1) : line;
  const directoryOnly = pattern.endsWith('/');
  if (directoryOnly) pattern = pattern.slice(0, -1);
  const nameOnly = !pattern.includes('/');
  if (pattern.startsWith('/')) pattern = pattern.slice(1);
  if (pattern === '') return undefined;
  const segments = parseSegments(asBytes(pattern));
  if (segments === undefined) return undefined;
  return { negated, directoryOnly, nameOnly, segments };
}

/** `undefined` for a pattern that matches nothing: an open bracket, a backslash at the end. */
function parseSegments(pattern: string): readonly Segment[] | undefined {
  const segments: Segment[] = [];
  let tokens: Token[] = [];
  let start = 0;
  let at = 0;
  const close = (): void => {
    segments.push(pattern.slice(start, at) === '**' ? '**' : (literal(tokens) ?? tokens));
    tokens = [];
  };
  while (at < pattern.length) {
    const char = pattern[at]!;
    if (char === '/') {
      close();
      start = ++at;
    } else if (char === '*') {
      while (pattern[at] === '*') at++;
      tokens.push({ kind: 'star' });
    } else if (char === '?') {
      tokens.push({ kind: 'any' });
      at++;
    } else if (char === '[') {
      const parsed = parseClass(pattern, at + 1);
      if (parsed === undefined) return undefined;
      tokens.push(parsed.token);
      at = parsed.end;
    } else {
      if (char === '\\') at++;
      if (at >= pattern.length) return undefined;
      tokens.push({ kind: 'text', char: pattern[at]! });
      at++;
    }
  }
  close();
  return segments;
}

function literal(tokens: readonly Token[]): Literal | undefined {
  const starred = tokens[0]?.kind === 'star';
  let text = '';
  for (const token of starred ? tokens.slice(1) : tokens) {
    if (token.kind !== 'text') return undefined;
    text += token.char;
  }
  return { text, starred };
}

const POSIX: Readonly<Record<string, RegExp>> = {
  alnum: /[0-9A-Za-z]/,
  alpha: /[A-Za-z]/,
  blank: /[ \t]/,
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what the class names
  cntrl: /[\0-\x1f\x7f]/,
  digit: /[0-9]/,
  graph: /[!-~]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[ \t-\r]/,
  upper: /[A-Z]/,
  xdigit: /[0-9A-Fa-f]/,
};

function parseClass(pattern: string, from: number): { token: Token; end: number } | undefined {
  let at = from;
  const negated = pattern[at] === '!' || pattern[at] === '^';
  if (negated) at++;
  const first = at;
  const ranges: [string, string][] = [];
  const named: RegExp[] = [];
  while (at < pattern.length && (pattern[at] !== ']' || at === first)) {
    if (pattern.startsWith('[:', at)) {
      const end = pattern.indexOf(']', at + 2);
      if (end === -1) return undefined;
      if (pattern[end - 1] === ':' && end - 1 >= at + 2) {
        const set = rowOf(POSIX, pattern.slice(at + 2, end - 1));
        if (set === undefined) return undefined;
        named.push(set);
        at = end + 1;
        continue;
      }
    }
    const low = literalAt(pattern, at);
    at = low.end;
    // The first of a range counts even where the range runs backwards.
    ranges.push([low.char, low.char]);
    if (pattern[at] === '-' && at + 1 < pattern.length && pattern[at + 1] !== ']') {
      const high = literalAt(pattern, at + 1);
      ranges.push([low.char, high.char]);
      at = high.end;
    }
  }
  if (at >= pattern.length) return undefined;
  const has = (char: string): boolean =>
    ranges.some(([low, high]) => low <= char && char <= high) || named.some((set) => set.test(char));
  return { token: { kind: 'class', negated, has }, end: at + 1 };
}

function literalAt(pattern: string, at: number): { char: string; end: number } {
  const escaped = pattern[at] === '\\' ? 1 : 0;
  return { char: pattern[at + escaped] ?? '', end: at + escaped + 1 };
}

/** Goes back only to the last star: name length times pattern length at worst. */
function matchName(segment: Segment, name: string): boolean {
  if (segment === '**') return true;
  if ('text' in segment) return segment.starred ? name.endsWith(segment.text) : name === segment.text;
  let token = 0;
  let at = 0;
  let starToken = -1;
  let starAt = 0;
  while (at < name.length) {
    const current = segment[token];
    if (current?.kind === 'star') {
      starToken = token++;
      starAt = at;
    } else if (current !== undefined && meets(current, name[at]!)) {
      token++;
      at++;
    } else if (starToken !== -1) {
      token = starToken + 1;
      at = ++starAt;
    } else {
      return false;
    }
  }
  while (segment[token]?.kind === 'star') token++;
  return token === segment.length;
}

function meets(token: Token, char: string): boolean {
  if (token.kind === 'text') return token.char === char;
  if (token.kind === 'class') return token.has(char) !== token.negated;
  return token.kind === 'any';
}

/** The same walk over whole parts. A `**` at the end needs something inside; elsewhere it may stand for nothing. */
function matchParts(segments: readonly Segment[], parts: readonly string[]): boolean {
  let segment = 0;
  let at = 0;
  let starSegment = -1;
  let starAt = 0;
  while (at < parts.length) {
    const current = segments[segment];
    if (current === '**') {
      if (segment === segments.length - 1) return true;
      starSegment = segment++;
      starAt = at;
    } else if (current !== undefined && matchName(current, parts[at]!)) {
      segment++;
      at++;
    } else if (starSegment !== -1) {
      segment = starSegment + 1;
      at = ++starAt;
    } else {
      return false;
    }
  }
  return segment === segments.length;
}

/** Git compares bytes: `?` is one byte. One character a byte keeps that true for names that are not ASCII. */
function asBytes(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the test is whether every character is ASCII
  return /^[\x00-\x7f]*$/.test(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
}
