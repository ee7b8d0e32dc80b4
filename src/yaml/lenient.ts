// What YAML 1.2 ends too early: a quoted text over several lines, or `[ ]` and `{ }`, one of whose lines stands no deeper
// than the key it belongs to. The parser of Compose and kubectl (libyaml, go.yaml.in/yaml) reads on to the closing quote
// or bracket, and so do people. The text is made readable without moving anything: every offset stays what it was.
import { Lexer } from 'yaml';

export interface Lenient {
  /** As long as the original: quoted texts are blotted out, line ends within brackets are blanks. */
  readonly text: string;
  /** The quoted texts as they are written, by their offsets. */
  readonly quoted: ReadonlyMap<number, string>;
  /** Comments within brackets, which are blank now, by their offsets. */
  readonly comments: ReadonlyMap<number, string>;
}

/** More of them, and larger files, than anybody writes by hand; each takes a look at the whole text. */
const MOST = 20;
const LARGEST = 200_000;

/** The text as other parsers read it; `undefined` where nothing in it ends too early, or nothing ends it at all. */
export function lenientText(text: string): Lenient | undefined {
  if (text.length > LARGEST) return undefined;
  const found: Found = { chars: text.split(''), quoted: new Map(), comments: new Map() };
  for (let count = 0, now = text; count < MOST; count++, now = found.chars.join('')) {
    const early = endsEarly(now);
    if (!early) return count > 0 ? { ...found, text: now } : undefined;
    const readable = early.kind === 'quoted' ? blotOut(found, now, early.start) : joinLines(found, now, early.start);
    if (!readable) return undefined;
  }
  return undefined;
}

interface Found {
  /** The text as it is made readable. */
  readonly chars: string[];
  readonly quoted: Map<number, string>;
  readonly comments: Map<number, string>;
}

const SCALAR = '\u001f';
const DOCUMENT = '\u0002';
const FLOW_END = '\u0018';

/** The first quoted text or bracket that the lexer ends before its own end. */
function endsEarly(text: string): { readonly kind: 'quoted' | 'flow'; readonly start: number } | undefined {
  const open: number[] = [];
  let offset = 0;
  let isScalar = false;
  for (const lexeme of new Lexer().lex(text)) {
    if (lexeme === SCALAR && !isScalar) {
      isScalar = true;
      continue;
    }
    if (lexeme === FLOW_END && !isScalar && open.length > 0) return { kind: 'flow', start: open[0]! };
    if (lexeme === DOCUMENT || lexeme === FLOW_END) continue;
    const first = lexeme[0];
    if (!isScalar) {
      if (lexeme === '[' || lexeme === '{') open.push(offset);
      else if (lexeme === ']' || lexeme === '}') open.pop();
      else if ((first === '"' || first === "'") && closingQuote(text, offset) !== offset + lexeme.length - 1)
        return { kind: 'quoted', start: offset };
    }
    isScalar = false;
    offset += lexeme.length;
  }
  return undefined;
}

/** Where the quoted text that starts at an offset ends; -1 where nothing closes it. */
function closingQuote(text: string, start: number): number {
  const quote = text[start]!;
  for (let at = text.indexOf(quote, start + 1); at !== -1; at = text.indexOf(quote, at + 1)) {
    if (quote === "'" && text[at + 1] === "'") at++;
    else if (quote === "'" || !isEscaped(text, at)) return at;
  }
  return -1;
}

function isEscaped(text: string, at: number): boolean {
  let slashes = 0;
  while (text[at - 1 - slashes] === '\\') slashes++;
  return slashes % 2 === 1;
}

/** A line that begins a document or ends one does so within quotes as well. */
const DOCUMENT_LINE = /^(?:---|\.\.\.)(?:\s|$)/m;

function blotOut({ chars, quoted }: Found, text: string, start: number): boolean {
  const end = closingQuote(text, start);
  const source = text.slice(start, end + 1);
  if (end === -1 || quoted.has(start) || DOCUMENT_LINE.test(source)) return false;
  // A key stands on one line.
  if (/^[ \t]*:/.test(text.slice(end + 1, end + 200))) return false;
  quoted.set(start, source);
  chars.fill('x', start + 1, end);
  return true;
}

/** Makes one line of all that stands between two brackets. A plain word that goes on in the next line stays unread. */
function joinLines(found: Found, text: string, start: number): boolean {
  let depth = 0;
  let last = '';
  let isBroken = false;
  for (let at = start; at < text.length; at++) {
    const char = text[at]!;
    if (char === '\n' || char === '\r') {
      found.chars[at] = ' ';
      isBroken = true;
      continue;
    }
    if (char === ' ' || char === '\t') continue;
    if (char === '#' && (/\s/.test(text[at - 1]!) || /["'[\]{},]/.test(last))) {
      const end = endOfLine(text, at);
      found.comments.set(at, text.slice(at, end));
      found.chars.fill(' ', at, end);
      at = end - 1;
      continue;
    }
    if (isBroken && isWord(last) && !/[,\]}:]/.test(char)) return false;
    isBroken = false;
    last = char;
    if (char === '"' || char === "'") {
      const end = closingQuote(text, at);
      if (end === -1) return false;
      if (/[\r\n]/.test(text.slice(at, end)) && !blotOut(found, text, at)) return false;
      at = end;
    } else if (char === '[' || char === '{') depth++;
    else if ((char === ']' || char === '}') && --depth === 0) return true;
  }
  return false;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  if (end === -1) return text.length;
  return text[end - 1] === '\r' ? end - 1 : end;
}

function isWord(char: string): boolean {
  return char !== '' && !/["'[\]{},:]/.test(char);
}
