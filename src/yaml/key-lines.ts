// The keys of a YAML text by its lines, for those who ask what a file is before it is parsed.
/** Each line that is neither blank nor a comment: its column, and the key it starts with if it starts with one. */
export function* keyLines(text: string): Generator<{ column: number; key: string | undefined }> {
  let at = text.startsWith('\ufeff') ? 1 : 0;
  while (at < text.length) {
    const next = text.indexOf('\n', at);
    const end = next === -1 ? text.length : next;
    let start = at;
    while (text[start] === ' ') start++;
    const column = start - at;
    const first = text[start];
    if (start < end && first !== '#' && first !== '\r' && first !== '\t')
      yield { column, key: keyAt(text, start, end) };
    at = end + 1;
  }
}

/** The key of `key:`, `key: value`, `"key": value`; a list item or a flow collection has none. */
function keyAt(text: string, start: number, end: number): string | undefined {
  const first = text[start];
  if (first === '-' && (start + 1 === end || text[start + 1] === ' ' || text[start + 1] === '\r')) return undefined;
  if (first === '{' || first === '[') return undefined;
  const quote = first === '"' || first === "'" ? first : undefined;
  const close = quote ? text.indexOf(quote, start + 1) : start;
  if (close === -1 || close >= end) return undefined;
  let colon = text.indexOf(':', close);
  while (colon !== -1 && colon < end && !endsWord(text[colon + 1])) colon = text.indexOf(':', colon + 1);
  if (colon === -1 || colon >= end) return undefined;
  return quote ? text.slice(start + 1, close) : text.slice(start, colon).trimEnd();
}

function endsWord(char: string | undefined): boolean {
  return char === undefined || char === ' ' || char === '\n' || char === '\r' || char === '\t';
}
