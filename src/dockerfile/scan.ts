// Line by line as BuildKit's parser reads (frontend/dockerfile/parser/parser.go), in one pass, linear in the text.
import { ParseError, type Span, LIMITS } from '../model/index.js';
import { LineIndex, type MappedText, MappedTextBuilder, trimBlankEnd } from '../text/index.js';
import { readHeredocNames } from './heredoc.js';

export interface Directive {
  /** Lower case: syntax, escape, check. */
  readonly name: string;
  readonly value: string;
  readonly line: number;
  readonly span: Span;
  readonly valueSpan: Span;
}

/** A comment line, between instructions or inside a continuation. Never a directive. */
export interface Comment {
  readonly line: number;
  /** From `#` to the end of the line. */
  readonly span: Span;
  readonly text: string;
  /** Index of the instruction it stands inside; absent between instructions. */
  readonly inside?: number;
}

export interface Heredoc {
  readonly name: string;
  /** False when the delimiter is quoted: no expansion. */
  readonly expand: boolean;
  /** `<<-`: leading tabs are dropped. */
  readonly chomp: boolean;
  /** The lines between, with their line breaks. */
  readonly body: Span;
  readonly terminator: Span;
}

/** An instruction as scanned: where it is and what its joined text says. */
export interface RawInstruction {
  /** Whole logical text: keyword, blanks, arguments. */
  readonly body: MappedText;
  /** First character of the keyword to the last character of its last line, heredocs included. */
  readonly span: Span;
  /** 0-based. */
  readonly line: number;
  readonly endLine: number;
  /** 0-based lines that are blank inside a continuation. */
  readonly emptyLines: readonly number[];
  readonly heredocs: readonly Heredoc[];
}

export interface Scan {
  readonly lines: LineIndex;
  readonly escape: '\\' | '`';
  readonly directives: readonly Directive[];
  readonly comments: readonly Comment[];
  readonly instructions: readonly RawInstruction[];
}

/** What the reader takes at most. A file as found may be a quarter of it, so that steps have room. */
const MAX_LINES = 4 * LIMITS.lines;
const MAX_LENGTH = 4 * LIMITS.characters;

// Go's unicode.IsSpace, which is not JavaScript's \s (no U+FEFF).
const LEADING_BLANKS = /^[\t\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;
const KEYWORD = /^[^\t\v\f\r ]+/;
const DIRECTIVE = /^([a-zA-Z][a-zA-Z0-9]*)[\t\v\f\r ]*=(.+)$/s;
const KNOWN_DIRECTIVES = new Set(['syntax', 'escape', 'check']);
const HEREDOC_KEYWORDS = new Set(['RUN', 'COPY', 'ADD']);

/**
 * Reads a Dockerfile.
 * @throws ParseError for what BuildKit rejects at this level (no instruction, an unterminated heredoc, a repeated or
 * invalid directive) and for what its reader and dockerfile-ast read differently (a lone CR).
 */
export function scan(text: string): Scan {
  const lone = loneCr(text);
  if (lone !== -1) {
    throw new ParseError(
      'a carriage return stands alone, which Docker and editors read differently',
      lone,
      'use LF or CRLF line ends',
    );
  }
  const lines = new LineIndex(text);
  if (text.length > MAX_LENGTH || lines.count > MAX_LINES) {
    throw new ParseError(
      `longer than ${MAX_LINES} lines or ${MAX_LENGTH} characters`,
      0,
      'split the file or name others',
    );
  }
  const directives: Directive[] = [];
  const comments: Comment[] = [];
  const instructions: RawInstruction[] = [];
  let escape: '\\' | '`' = '\\';
  let directivesDone = false;
  const count = lines.count;

  for (let line = 0; line < count; line++) {
    const { start: rawStart, end } = content(lines, line);
    const start = rawStart + blanks(text, line === 0 && text[0] === '\ufeff' ? rawStart + 1 : rawStart, end);
    const from = line === 0 && text[0] === '\ufeff' ? start + 1 : start;
    if (from >= end) {
      directivesDone = true;
      continue;
    }
    if (text[from] === '#') {
      const directive = directivesDone ? undefined : readDirective(text, line, from, end);
      if (!directive) {
        directivesDone = true;
        comments.push({ line, span: { start: from, end }, text: text.slice(from, end) });
        continue;
      }
      if (directives.some((known) => known.name === directive.name)) {
        throw new ParseError(`only one ${directive.name} directive can be used`, from, 'remove the second one');
      }
      if (directive.name === 'escape') {
        if (directive.value !== '\\' && directive.value !== '`') {
          throw new ParseError(
            `invalid escape character ${JSON.stringify(directive.value)}`,
            directive.valueSpan.start,
            'use ` or \\',
          );
        }
        escape = directive.value;
      }
      directives.push(directive);
      continue;
    }
    directivesDone = true;
    line = readInstruction({ text, lines, escape, comments, instructions }, line, from);
  }
  if (instructions.length === 0) throw new ParseError('no instructions', 0, 'a Dockerfile starts with FROM');
  return { lines, escape, directives, comments, instructions };
}

interface Reading {
  readonly text: string;
  readonly lines: LineIndex;
  readonly escape: '\\' | '`';
  readonly comments: Comment[];
  readonly instructions: RawInstruction[];
}

/** Reads from its first line; returns its last line. */
function readInstruction(reading: Reading, first: number, from: number): number {
  const { text, lines, escape, comments, instructions } = reading;
  const builder = new MappedTextBuilder();
  const emptyLines: number[] = [];
  const index = instructions.length;
  const count = lines.count;
  let line = first;
  let end = content(lines, line).end;
  let cut = continuationAt(text, from, end, escape);
  builder.add(text.slice(from, cut === -1 ? end : cut), from);
  while (cut !== -1 && line + 1 < count) {
    line++;
    const here = content(lines, line);
    const solid = here.start + blanks(text, here.start, here.end);
    if (solid < here.end && text[solid] === '#') {
      comments.push({ line, span: { start: solid, end: here.end }, text: text.slice(solid, here.end), inside: index });
      continue;
    }
    if (solid >= here.end) {
      emptyLines.push(line);
      continue;
    }
    end = here.end;
    cut = continuationAt(text, here.start, here.end, escape);
    builder.add(text.slice(here.start, cut === -1 ? here.end : cut), here.start);
  }
  const body = builder.build();
  let endLine = lines.lineAt(end);
  const heredocs: Heredoc[] = [];
  if (takesHeredoc(body.text)) {
    for (const heredoc of readHeredocNames(body.text)) {
      const read = readHeredocBody(reading, line + 1, heredoc, from);
      heredocs.push(read.heredoc);
      line = read.line;
      endLine = line;
      end = content(lines, line).end;
    }
  }
  instructions.push({ body, span: { start: from, end }, line: first, endLine, emptyLines, heredocs });
  return line;
}

function readHeredocBody(
  { text, lines }: Reading,
  first: number,
  { name, expand, chomp }: { name: string; expand: boolean; chomp: boolean },
  instructionStart: number,
): { heredoc: Heredoc; line: number } {
  const start = lines.startOf(first);
  for (let line = first; line < lines.count; line++) {
    const here = content(lines, line);
    let from = here.start;
    if (chomp) while (text[from] === '\t') from++;
    if (here.end - from === name.length && text.startsWith(name, from)) {
      const body = { start: first < lines.count ? start : here.start, end: here.start };
      return { heredoc: { name, expand, chomp, body, terminator: { start: from, end: here.end } }, line };
    }
  }
  throw new ParseError(
    `heredoc ${JSON.stringify(name)} is never closed`,
    instructionStart,
    `add a line that is just ${name}`,
  );
}

function takesHeredoc(body: string): boolean {
  if (!body.includes('<<')) return false;
  const words = body.split(/[\t\v\f\r ]+/, 2);
  const keyword = words[0]!.toUpperCase();
  const acting = keyword === 'ONBUILD' ? (words[1] ?? '').toUpperCase() : keyword;
  if (!HEREDOC_KEYWORDS.has(acting)) return false;
  const args = body.slice(keyword.length).trimStart();
  return !(args.startsWith('[') && isJsonArray(args));
}

/** The strings of a JSON array of strings, as Docker takes exec form; `undefined` for anything else. */
export function jsonStrings(text: string): string[] | undefined {
  const trimmed = text.trim();
  if (!trimmed.startsWith('[') || !trimmed.endsWith(']')) return undefined;
  try {
    const value: unknown = JSON.parse(trimmed);
    if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value as string[];
  } catch {
    return undefined; // Docker reads what is no JSON as shell form
  }
  return undefined;
}

function isJsonArray(text: string): boolean {
  return jsonStrings(text) !== undefined;
}

/** The line without its end; BuildKit drops every trailing CR. */
function content(lines: LineIndex, line: number): Span {
  const { start, end } = lines.contentOf(line);
  let stop = end;
  while (stop > start && lines.text[stop - 1] === '\r') stop--;
  return { start, end: stop };
}

function blanks(text: string, start: number, end: number): number {
  const code = text.charCodeAt(start);
  if (code > 32 && code < 0x80) return 0;
  return LEADING_BLANKS.exec(text.slice(start, end))?.[0].length ?? 0;
}

/**
 * Offset of the continuation character that ends the line, -1 when the line ends the instruction. Only blanks may
 * follow it, and two of them in a row are no continuation.
 */
function continuationAt(text: string, start: number, end: number, escape: string): number {
  let at = end - 1;
  while (at >= start && (text[at] === ' ' || text[at] === '\t')) at--;
  if (at < start || text[at] !== escape) return -1;
  return at === start || text[at - 1] !== escape ? at : -1;
}

function readDirective(text: string, line: number, start: number, end: number): Directive | undefined {
  let from = start + 1;
  from += blanks(text, from, end);
  const match = DIRECTIVE.exec(text.slice(from, end));
  if (!match) return undefined;
  const name = match[1]!.toLowerCase();
  if (!KNOWN_DIRECTIVES.has(name)) return undefined;
  const written = match[2]!;
  const before = blanks(written, 0, written.length);
  const value = trimBlankEnd(written.slice(before));
  const valueStart = from + match[0].length - written.length + before;
  return { name, value, line, span: { start, end }, valueSpan: { start: valueStart, end: valueStart + value.length } };
}

function loneCr(text: string): number {
  for (let at = text.indexOf('\r'); at !== -1; at = text.indexOf('\r', at + 1)) {
    if (text[at + 1] !== '\n' && !(text[at + 1] === '\r')) return at;
  }
  return -1;
}

/** Length of the keyword at the start of an instruction's logical text. */
export function keywordLength(body: string): number {
  return KEYWORD.exec(body)?.[0].length ?? 0;
}
