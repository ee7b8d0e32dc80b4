// Which words of an instruction open a heredoc. Rules from the behaviour of BuildKit's shell lexer: words are split at
// blanks outside quotes and `${ }`, a word must be `[fd]<<[-]NAME`, and an unclosed quote means there is none.

export interface HeredocName {
  readonly name: string;
  readonly expand: boolean;
  readonly chomp: boolean;
}

const OPENER = /^\d*<<(-?)([^<]+)$/;

/** The heredocs a line opens, in order. */
export function readHeredocNames(line: string): HeredocName[] {
  const found: HeredocName[] = [];
  for (const word of lexWords(line) ?? []) {
    const match = OPENER.exec(word);
    if (!match) continue;
    const raw = match[2]!;
    const name = unquote(raw);
    if (name === undefined || name === '') continue;
    found.push({ name, expand: name === raw, chomp: match[1] === '-' });
  }
  return found;
}

/** Words with their quotes; `undefined` when a quote is never closed. */
function lexWords(line: string): string[] | undefined {
  const words: string[] = [];
  let word = '';
  let at = 0;
  while (at < line.length) {
    const char = line[at]!;
    if (/\s/.test(char)) {
      if (word) words.push(word);
      word = '';
      at++;
      continue;
    }
    if (char === "'" || char === '"') {
      const close = closingQuote(line, at);
      if (close === -1) return undefined;
      word += line.slice(at, close + 1);
      at = close + 1;
      continue;
    }
    if (char === '\\') {
      word += line.slice(at, at + 2);
      at += 2;
      continue;
    }
    if (char === '$' && line[at + 1] === '{') {
      const close = line.indexOf('}', at);
      const stop = close === -1 ? line.length : close + 1;
      word += line.slice(at, stop);
      at = stop;
      continue;
    }
    word += char;
    at++;
  }
  if (word) words.push(word);
  return words;
}

function closingQuote(line: string, open: number): number {
  const quote = line[open]!;
  for (let at = open + 1; at < line.length; at++) {
    if (line[at] === quote) return at;
    if (line[at] === '\\' && quote === '"') at++;
  }
  return -1;
}

/** The delimiter without quotes and escapes; `undefined` when it is more than one word. */
function unquote(raw: string): string | undefined {
  let out = '';
  for (let at = 0; at < raw.length; at++) {
    const char = raw[at]!;
    if (char === "'" || char === '"') {
      const close = closingQuote(raw, at);
      if (close === -1) return undefined;
      out += raw.slice(at + 1, close);
      at = close;
    } else if (char === '\\') {
      at++;
      out += raw[at] ?? '';
    } else out += char;
  }
  return out;
}
