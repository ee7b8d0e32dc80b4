// Keys and values that stand on one line, as `simple` reads them.
// simple-values never reads what may be meant in another way, or go on in the next line.
import { resolvePlain } from './scalar.js';
import type { YamlAlias, YamlNode, YamlScalar, YamlSeq } from './types.js';

/** Thrown within these two files alone: the text holds something that is not simple. */
export const OTHER = new Error('not simple');

const LONGEST_KEY = 200;
const KEY = /[A-Za-z0-9_./$][A-Za-z0-9_./$-]*(?=:(?:[ \n]|$))/y;
/** Quoted texts, with the escapes that people write. */
const SINGLE = /'(?:[^'\n]|'')*'(?!')/y;
const DOUBLE = /"(?:[^"\\\n]|\\["\\/nt])*"/y;
const ESCAPE = /\\["\\/nt]/g;
const ESCAPED: Readonly<Record<string, string>> = { n: '\n', t: '\t' };
/** Of an anchor or an alias. */
const NAME = /[A-Za-z0-9_-]{1,200}(?=[ \n\],]|$)/y;
/** To the end of the line; a comment in it is looked for afterwards. */
const PLAIN = /(?:[A-Za-z0-9_./$+~(^;\\<=\u00a0-\ud7ff]|-(?=[^ \n]))[^\n]*/y;
/** Within brackets. */
const PLAIN_IN_FLOW =
  /(?:[A-Za-z0-9_./$+~=]|-(?=[A-Za-z0-9_./-]))(?:[A-Za-z0-9_./$+~=@%-]|:(?=[A-Za-z0-9/])|[ ](?=[A-Za-z0-9_./$+~=@%-]))*/y;

/** The key that begins here; `undefined` where none does. */
export function keyAt(text: string, at: number): YamlScalar | undefined {
  const first = text[at];
  if (first === '"' || first === "'") {
    const end = quotedEnd(text, at);
    const behind = text[end + 1];
    if (text[end] !== ':' || (behind !== ' ' && behind !== '\n' && behind !== undefined)) return undefined;
    if (end - at > LONGEST_KEY || end - at === 2) throw OTHER;
    return unquoted(text, at, end);
  }
  if (first === '<' && /^<<:[ \n]/.test(text.slice(at, at + 4))) return scalar('plain', '<<', at, at + 2);
  KEY.lastIndex = at;
  const key = KEY.exec(text)?.[0];
  if (key === undefined) return undefined;
  if (key.length > LONGEST_KEY) throw OTHER;
  return scalar('plain', key, at, at + key.length);
}

function quotedEnd(text: string, at: number): number {
  const pattern = text[at] === '"' ? DOUBLE : SINGLE;
  pattern.lastIndex = at;
  if (!pattern.test(text)) throw OTHER;
  return pattern.lastIndex;
}

/** What an alias stands for. */
export type Resolve = (name: string, at: number) => YamlAlias;

/** The value that begins here and ends on this line. */
export function inlineValue(text: string, at: number, resolve: Resolve): YamlNode {
  switch (text[at]) {
    case '"':
    case "'":
      return quoted(text, at);
    case '[':
      return flowList(text, at, resolve);
    case '{':
      if (text[at + 1] !== '}') throw OTHER;
      return { kind: 'map', flow: true, entries: [], span: { start: at, end: at + 2 } };
    case '*':
      return resolve(nameAt(text, at), at);
    default:
      return plain(text, at);
  }
}

function quoted(text: string, at: number): YamlScalar {
  return unquoted(text, at, quotedEnd(text, at));
}

function unquoted(text: string, start: number, end: number): YamlScalar {
  const inner = text.slice(start + 1, end - 1);
  if (text[start] === "'") return scalar('single', inner.replaceAll("''", "'"), start, end);
  const plain = inner.includes('\\') ? inner.replace(ESCAPE, (escape) => ESCAPED[escape[1]!] ?? escape[1]!) : inner;
  return scalar('double', plain, start, end);
}

/** The name behind `&` or `*`. */
export function nameAt(text: string, at: number): string {
  NAME.lastIndex = at + 1;
  const name = NAME.exec(text)?.[0];
  if (name === undefined) throw OTHER;
  return name;
}

function plain(text: string, at: number): YamlScalar {
  PLAIN.lastIndex = at;
  const line = PLAIN.exec(text)?.[0];
  if (line === undefined) throw OTHER;
  const comment = line.indexOf(' #');
  let length = comment === -1 ? line.length : comment;
  while (line[length - 1] === ' ') length--;
  const found = line.slice(0, length);
  if (found.includes(': ') || found.endsWith(':')) throw OTHER;
  return scalar('plain', found, at, at + length);
}

function flowList(text: string, start: number, resolve: Resolve): YamlSeq {
  const items: YamlNode[] = [];
  const skip = (from: number): number => {
    let at = from;
    while (text[at] === ' ') at++;
    return at;
  };
  let at = skip(start + 1);
  if (text[at] !== ']') {
    for (;;) {
      const item = inFlow(text, at, resolve);
      items.push(item);
      at = skip(item.span.end);
      if (text[at] === ']') break;
      if (text[at] !== ',') throw OTHER;
      at = skip(at + 1);
    }
  }
  return { kind: 'seq', flow: true, items, dashes: [], span: { start, end: at + 1 } };
}

function inFlow(text: string, at: number, resolve: Resolve): YamlNode {
  switch (text[at]) {
    case '"':
    case "'":
      return quoted(text, at);
    case '*':
      return resolve(nameAt(text, at), at);
    default:
      return plainInFlow(text, at);
  }
}

function plainInFlow(text: string, at: number): YamlScalar {
  PLAIN_IN_FLOW.lastIndex = at;
  const found = PLAIN_IN_FLOW.exec(text)?.[0];
  if (found === undefined) throw OTHER;
  return scalar('plain', found, at, at + found.length);
}

/** What is not written. */
export function emptyValue(at: number): YamlScalar {
  return scalar('plain', '', at, at);
}

function scalar(style: YamlScalar['style'], text: string, start: number, end: number): YamlScalar {
  return { kind: 'scalar', style, text, value: style === 'plain' ? resolvePlain(text) : text, span: { start, end } };
}
