// Templates and generated files, told by position. A marker alone proves nothing: `docker inspect -f '{{.Id}}'` in a RUN
// and `tag: "{{.Name}}"` in Compose are ordinary text.

export interface Marked {
  /** 1-based. */
  readonly line: number;
  readonly detail: string;
}

/**
 * Dockerfile: a template when a marker (`{{`, `{%`, `{#`, `<%`) stands
 * - where an instruction must begin, or alone on a continuation line;
 * - anywhere in FROM, or FROM names something no image reference can hold (`<image>`, `@BASE@`, `%%TAG%%`);
 * - anywhere in the first line of an instruction that takes paths, names or ports (ADD, COPY, WORKDIR, USER, EXPOSE, VOLUME, STOPSIGNAL);
 * - first in a value: `RUN {{ cmd }}`, `ENV A={{ a }}`, `CMD {{ cmd }}`.
 * Comments, quoted text and heredoc bodies never count.
 */
export function dockerfileTemplate(text: string): Marked | undefined {
  const escapeCharacter = /^#[ \t]*escape[ \t]*=[ \t]*`/im.test(text.slice(0, 500)) ? '`' : '\\';
  const heredocs: string[] = [];
  let continued = false;
  let line = 0;
  for (const raw of lines(text)) {
    line++;
    const trimmed = raw.trim();
    if (heredocs.length > 0) {
      if (trimmed === heredocs[0]) heredocs.shift();
      continue;
    }
    if (trimmed === '' || (trimmed.startsWith('#') && !trimmed.startsWith('#}'))) continue;
    const marked = continued ? aloneOnLine(trimmed) : inInstruction(trimmed);
    if (marked) return { line, detail: `"${shorten(trimmed)}"` };
    heredocs.push(...heredocNames(trimmed, continued));
    continued = trimmed.endsWith(escapeCharacter) && heredocs.length === 0;
  }
  return undefined;
}

function startsMarker(text: string): boolean {
  return text.startsWith('{{') || text.startsWith('{%') || text.startsWith('{#') || text.startsWith('<%');
}

function holdsMarker(text: string): boolean {
  return text.includes('{{') || text.includes('{%') || text.includes('<%');
}

function aloneOnLine(line: string): boolean {
  return (
    startsMarker(line) && (line.endsWith('}}') || line.endsWith('%}') || line.endsWith('#}') || line.endsWith('%>'))
  );
}

const TAKES_PATHS = new Set(['ADD', 'COPY', 'WORKDIR', 'USER', 'EXPOSE', 'VOLUME', 'STOPSIGNAL']);
const TAKES_VALUES = new Set(['RUN', 'CMD', 'ENTRYPOINT', 'ENV', 'ARG', 'LABEL', 'ONBUILD', 'MAINTAINER', 'SHELL']);

function inInstruction(line: string): boolean {
  if (startsMarker(line)) return true;
  const blank = line.search(/[ \t]/);
  if (blank === -1) return false;
  const keyword = line.slice(0, blank).toUpperCase();
  const rest = line.slice(blank).trimStart();
  if (keyword === 'FROM') return !isImageText(rest);
  if (TAKES_PATHS.has(keyword)) return holdsMarker(rest) && !rest.includes('<<');
  if (!TAKES_VALUES.has(keyword)) return false;
  if (startsMarker(rest)) return true;
  return (keyword === 'ENV' || keyword === 'ARG') && startsMarker(firstValue(rest));
}

/** `B` of `A=B` and of `A B`. */
function firstValue(rest: string): string {
  const end = rest.search(/[= \t]/);
  return end === -1 ? '' : rest.slice(end + 1).trimStart();
}

/** False when the image holds a character that neither a reference nor a variable has. */
function isImageText(rest: string): boolean {
  if (holdsMarker(rest)) return false;
  const words = withoutVariables(rest).split(/[ \t]+/);
  const image = words.find((word) => !word.startsWith('--')) ?? '';
  return !/[{}<>%#!]/.test(image) && !/^@[A-Za-z_]+@/.test(image);
}

/** `${...}` may hold `%`, `#` and braces of its own. */
function withoutVariables(text: string): string {
  const parts: string[] = [];
  let at = 0;
  for (;;) {
    const open = text.indexOf('${', at);
    const close = open === -1 ? -1 : text.indexOf('}', open);
    if (close === -1) break;
    parts.push(text.slice(at, open), '$');
    at = close + 1;
  }
  parts.push(text.slice(at));
  return parts.join('');
}

/**
 * True when the first instruction is FROM, or ARG with a FROM after it, written as an image build needs it: what tells
 * a Dockerfile of an unusual name from a program (`from flask import Flask`).
 */
export function looksLikeDockerfile(text: string): boolean {
  for (const raw of lines(text)) {
    const line = raw.replace('\uFEFF', '').trim();
    if (line === '' || line.startsWith('#')) continue;
    const words = line.slice(0, 1000).split(/[ \t]+/);
    const keyword = words[0]!.toUpperCase();
    if (keyword === 'ARG' && words.length > 1) continue;
    if (keyword !== 'FROM') return false;
    const rest = words.slice(1).filter((word) => !word.startsWith('--'));
    return rest.length === 1 || (rest.length === 3 && rest[1]!.toUpperCase() === 'AS');
  }
  return false;
}

/** Names of the heredocs a RUN, COPY or ADD opens. A line that goes on an instruction counts as well. */
function heredocNames(line: string, continued: boolean): string[] {
  if (!line.includes('<<') || (!continued && !/^(?:ONBUILD[ \t]+)?(?:RUN|COPY|ADD)[ \t]/i.test(line))) return [];
  const names: string[] = [];
  for (const match of line.matchAll(/(?<!<)<<-?(["']?)([A-Za-z_][A-Za-z0-9_.-]*)\1(?!<)/g)) names.push(match[2]!);
  return names;
}

/**
 * YAML: a template when a marker stands where a key, an item or an unquoted value must begin, or anywhere in an `image:`.
 * Elsewhere it is text: quoted, inside a word (`web-{{.Task.Slot}}` is Swarm's own), in a block of text, in a comment.
 */
export function yamlTemplate(text: string): Marked | undefined {
  let block = -1;
  let line = 0;
  for (const raw of lines(text)) {
    line++;
    const indent = blanks(raw, 0);
    if (indent === raw.length || raw[indent] === '\r') continue;
    if (block !== -1 && indent > block) continue;
    block = -1;
    let at = indent;
    while (raw[at] === '-' && raw[at + 1] === ' ') at = blanks(raw, at + 1);
    const item = raw.slice(at).trimEnd();
    if (item === '' || item.startsWith('#')) continue;
    if (startsMarker(item)) return { line, detail: `"${shorten(item)}"` };
    const colon = item.indexOf(': ');
    const key = colon === -1 || item.startsWith('"') || item.startsWith("'") ? undefined : item.slice(0, colon);
    const value = key === undefined ? item : item.slice(colon + 2).trimStart();
    if (key !== undefined && (startsMarker(value) || (key === 'image' && holdsMarker(value))))
      return { line, detail: `"${shorten(item)}"` };
    if (isBlockHeader(value)) block = key === undefined ? indent : at;
  }
  return undefined;
}

function blanks(line: string, from: number): number {
  let at = from;
  while (line[at] === ' ' || line[at] === '\t') at++;
  return at;
}

/** `|`, `>-`, `|2+`, after a tag or an anchor too. */
function isBlockHeader(value: string): boolean {
  let rest = value;
  while (rest.startsWith('!') || rest.startsWith('&')) {
    const end = rest.indexOf(' ');
    if (end === -1) return false;
    rest = rest.slice(end).trimStart();
  }
  return /^[|>][-+0-9]{0,2}[ \t]*(?:#.*)?$/.test(rest);
}

const HEADER_LINES = 10;
const SAYS_GENERATED: readonly RegExp[] = [
  /@generated\b/i,
  /\bdo not edit\b(?! (?:below|above|beyond|past|this line|these|the following|anything|if|unless|or))/i,
  /^(?:code |note: )?(?:this (?:\w+ )?)?(?:auto-?|automatically[ -]|was |is )*generated (?:by|from|via|with|using|on|file)\b/i,
  /^-*\s*(?:auto-?|automatically[ -])generated\b/i,
  /\b(?:file|dockerfile|containerfile|manifest|yaml|compose)\b (?:is|was|has been|were) (?:auto-?|automatically |being )?generated\b/i,
  // https://docs.ddev.com/en/stable/users/extend/customization-extendibility/: what has the word is written again.
  /^ddev-generated\b/i,
  // What `helm template` writes.
  /^source: (?=\S+\/templates\/\S)\S+$/i,
];

/** A comment in the first ten lines that says a program wrote the file and will write it again. */
export function generatedHeader(text: string): Marked | undefined {
  let line = 0;
  for (const raw of lines(text)) {
    if (++line > HEADER_LINES) return undefined;
    const comment = commentOf(raw);
    if (comment === undefined || !SAYS_GENERATED.some((pattern) => pattern.test(comment))) continue;
    return { line, detail: `says "${shorten(comment)}"` };
  }
  return undefined;
}

/** Words of a comment line, cut to a length that keeps the patterns cheap. */
function commentOf(raw: string): string | undefined {
  const text = raw.trim().replace('\uFEFF', '');
  if (!text.startsWith('#')) return undefined;
  let at = 0;
  while (text[at] === '#' || text[at] === ' ') at++;
  return text.slice(at, at + 200).trim();
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function* lines(text: string): Generator<string> {
  let start = 0;
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
    yield text.slice(start, end);
    start = end + 1;
  }
  yield text.slice(start);
}
