// The texts that a file of C# writes out.
// Source: https://learn.microsoft.com/dotnet/csharp/language-reference/builtin-types/reference-types#string-literals

export interface Literal {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Texts between quotes, escapes read; what stands in comments is none. */
export function literalsOf(text: string): Literal[] {
  const found: Literal[] = [];
  for (let at = 0; at < text.length; at++) {
    const two = text.slice(at, at + 2);
    if (two === '//') at = endAt(text, '\n', at);
    else if (two === '/*') at = endAt(text, '*/', at + 2) + 1;
    else if (text[at] === "'") at = endOfChar(text, at);
    else if (text[at] === '"') {
      const start = at;
      at = endOfLiteral(text, at, isVerbatim(text, at));
      found.push({ text: valueOf(text.slice(start, at + 1), isVerbatim(text, start)), start, end: at + 1 });
    }
  }
  return found;
}

function endAt(text: string, words: string, from: number): number {
  const end = text.indexOf(words, from);
  return end === -1 ? text.length : end;
}

/** `'"'` opens no text. */
function endOfChar(text: string, at: number): number {
  const end = text[at + 1] === '\\' ? at + 3 : at + 2;
  return text[end] === "'" ? end : at;
}

/** `@"C:\"`, `$@"..."`: a quote is written twice, and a backslash is one. */
function isVerbatim(text: string, at: number): boolean {
  return text[at - 1] === '@' || (text[at - 1] === '$' && text[at - 2] === '@');
}

function endOfLiteral(text: string, start: number, verbatim: boolean): number {
  if (text.startsWith('"""', start)) return endAt(text, '"""', start + 3) + 2;
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '"') {
      if (!verbatim || text[at + 1] !== '"') return at;
      at++;
    } else if (!verbatim && text[at] === '\\') at++;
    else if (!verbatim && text[at] === '\n') return at;
  }
  return text.length;
}

function valueOf(written: string, verbatim: boolean): string {
  const inner = written.replace(/^"{1,3}/, '').replace(/"{1,3}$/, '');
  return verbatim ? inner.replaceAll('""', '"') : inner.replace(/\\(["\\])/g, '$1');
}
