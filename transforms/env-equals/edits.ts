// The same value behind an equals sign. Docker reads both forms with the same lexer (quotes, escapes, `$NAME`), but ends
// the value of `key=value` at a blank, so a value with blanks goes between double quotes.
import { type Edit, type Stop, stop, type NonEmpty } from '../../src/model/index.js';
import { insertAt, replaceSpan, type DockerfileDoc, type Instruction, type Pair } from '../../src/dockerfile/index.js';

/** The edits for a legacy pair, or why there are none. Each is in one piece, so continuations and comments stay. */
export function rewritePair(doc: DockerfileDoc, instruction: Instruction, pair: Pair): NonEmpty<Edit> | Stop {
  const raw = pair.rawValue ?? '';
  const state = readValue(raw, doc.escape);
  if (state === 'open quote') {
    return stop(
      'unsupported-syntax',
      `a quote in the value of ${pair.key.slice(0, 60)} is never closed, which fails the build; close it or put a backslash before it`,
    );
  }
  const { body } = instruction;
  const keyEnd = body.toSource(pair.start + pair.key.length - 1) + 1;
  const valueStart = body.toSource(pair.valueStart);
  // Only blanks, continuations and comments can stand there.
  if (doc.text.slice(keyEnd, valueStart).includes('#')) {
    return stop(
      'not-contiguous',
      `a comment stands between ${pair.key.slice(0, 60)} and its value; move it above the instruction`,
    );
  }
  const gap = { start: keyEnd, end: valueStart };
  if (state === 'one word') return [replaceSpan(doc, gap, '=')];
  const inner = intoDoubleQuotes(doc, instruction, pair);
  if (!inner) {
    return stop(
      'unsupported-syntax',
      `the value of ${pair.key.slice(0, 60)} has quotes inside a variable's default; write it as key="value" by hand`,
    );
  }
  const first = inner[0]?.span.start === valueStart ? inner.shift() : undefined;
  const opened = first
    ? { ...replaceSpan(doc, { start: keyEnd, end: first.span.end }, `="${first.text}`) }
    : replaceSpan(doc, gap, '="');
  const end = body.toSource(pair.end - 1) + 1;
  const last = inner.at(-1)?.span.end === end ? inner.pop() : undefined;
  const closed = last ? replaceSpan(doc, last.span, `${last.text}"`) : insertAt(doc, end, '"');
  return [opened, ...inner, closed];
}

/** Whether the value ends at a blank when it stands behind `key=`. (BuildKit, parser/line_parsers.go, parseWords) */
function readValue(raw: string, escaper: string): 'one word' | 'blanks' | 'open quote' {
  let quote = '';
  let blanks = false;
  for (let at = 0; at < raw.length; at++) {
    const char = raw[at]!;
    if (char === escaper && quote !== "'") at++;
    else if (quote) quote = char === quote ? '' : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (/\s|\u0085/.test(char)) blanks = true;
  }
  if (quote) return 'open quote';
  return blanks ? 'blanks' : 'one word';
}

/** Edits, one character each, that keep the meaning of a value put between double quotes. (BuildKit, shell/lex.go) */
function intoDoubleQuotes(doc: DockerfileDoc, instruction: Instruction, pair: Pair): Edit[] | undefined {
  const raw = pair.rawValue ?? '';
  const escaper = doc.escape;
  const edits: Edit[] = [];
  function change(at: number, text: string): void {
    const start = instruction.body.toSource(pair.valueStart + at);
    edits.push(replaceSpan(doc, { start, end: start + 1 }, text));
  }
  const special = new Set(['"', '$', escaper]);
  let quote = '';
  for (let at = 0; at < raw.length; at++) {
    const char = raw[at]!;
    if (char === '$' && raw[at + 1] === '{' && quote !== "'") {
      const close = raw.indexOf('}', at);
      if (close === -1 || /["'\\`]/.test(raw.slice(at, close))) return undefined;
      at = close;
    } else if (quote === "'") {
      if (char === "'") {
        quote = '';
        change(at, '');
      } else if (special.has(char)) change(at, escaper + char);
    } else if (char === escaper) {
      // Unquoted, the escape character goes whatever follows; in double quotes only before these three.
      if (!quote && !special.has(raw[at + 1] ?? '')) change(at, '');
      at++;
    } else if (char === quote) {
      quote = '';
      change(at, '');
    } else if (!quote && (char === '"' || char === "'")) {
      quote = char;
      change(at, '');
    }
  }
  return edits;
}
