/** Top-level keys of other formats that have a `services:` map as well. */
const OTHERS = new Set(
  'apiVersion kind jobs on pipeline pipelines steps stages workflow workflows recipe tooling provider functions openapi swagger asyncapi AWSTemplateFormatVersion Resources parameters imports environments'.split(
    ' ',
  ),
);
const SERVICE_KEYS = new Set(
  'image build command entrypoint environment env_file ports volumes depends_on networks container_name restart extends healthcheck deploy'.split(
    ' ',
  ),
);

/**
 * True for text that is a Compose file by its content: a top-level `services:` map in which some entry has `image`,
 * `build` or `extends` beside keys only a service has. Looks at lines, parses nothing; a file in the v1 format is not
 * recognised.
 */
export function looksLikeCompose(text: string): boolean {
  if (!/^["']?services["']?[ \t]*:/m.test(text)) return false;
  let inServices = false;
  let serviceColumn = -1;
  let keyColumn = -1;
  let found = false;
  for (const { column, key } of keyLines(text)) {
    if (column === 0) {
      if (key !== undefined && OTHERS.has(key)) return false;
      inServices = key === 'services';
      serviceColumn = -1;
      continue;
    }
    if (!inServices || found) continue;
    if (key === undefined && serviceColumn === -1) inServices = false;
    else if (serviceColumn === -1 || column <= serviceColumn) {
      serviceColumn = column;
      keyColumn = -1;
    } else {
      if (keyColumn === -1) keyColumn = column;
      found = column === keyColumn && key !== undefined && (key === 'image' || key === 'build' || key === 'extends');
    }
  }
  return found && /^["']?services["']?[ \t]*:[ \t]*(#.*|&[^\s]+[ \t]*)?\r?$/m.test(text) && hasServiceKey(text);
}

function hasServiceKey(text: string): boolean {
  for (const { column, key } of keyLines(text))
    if (column > 0 && key !== undefined && SERVICE_KEYS.has(key)) return true;
  return false;
}

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
