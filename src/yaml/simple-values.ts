// Keys and values that stand on one line, as `simple` reads them.
// simple-values never reads what may be meant in another way, or go on in the next line.
import { resolvePlain } from './scalar.js';
import type { YamlNode, YamlScalar, YamlSeq } from './types.js';

/** Thrown within these two files alone: the text holds something that is not simple. */
export const OTHER = new Error('not simple');

const LONGEST_KEY = 200;
const KEY = /[A-Za-z0-9_./$][A-Za-z0-9_./$-]*(?=:(?:[ \n]|$))/y;
/** Quoted texts without escapes. */
const SINGLE = /'[^'\n]*'(?!')/y;
const DOUBLE = /"[^"\\\n]*"/y;
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
    return scalar(first === '"' ? 'double' : 'single', text.slice(at + 1, end - 1), at, end);
  }
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

/** The value that begins here and ends on this line. */
export function inlineValue(text: string, at: number): YamlNode {
  switch (text[at]) {
    case '"':
    case "'":
      return quoted(text, at);
    case '[':
      return flowList(text, at);
    case '{':
      if (text[at + 1] !== '}') throw OTHER;
      return { kind: 'map', flow: true, entries: [], span: { start: at, end: at + 2 } };
    default:
      return plain(text, at);
  }
}

function quoted(text: string, at: number): YamlScalar {
  const end = quotedEnd(text, at);
  return scalar(text[at] === '"' ? 'double' : 'single', text.slice(at + 1, end - 1), at, end);
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

function flowList(text: string, start: number): YamlSeq {
  const items: YamlNode[] = [];
  const skip = (from: number): number => {
    let at = from;
    while (text[at] === ' ') at++;
    return at;
  };
  let at = skip(start + 1);
  if (text[at] !== ']') {
    for (;;) {
      const item = text[at] === '"' || text[at] === "'" ? quoted(text, at) : plainInFlow(text, at);
      items.push(item);
      at = skip(item.span.end);
      if (text[at] === ']') break;
      if (text[at] !== ',') throw OTHER;
      at = skip(at + 1);
    }
  }
  return { kind: 'seq', flow: true, items, dashes: [], span: { start, end: at + 1 } };
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
