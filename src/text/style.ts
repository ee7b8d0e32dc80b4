/** The line break that most lines of the text end with; `\n` where there is none. */
export function findDominantEol(text: string): '\n' | '\r\n' {
  let crlf = 0;
  let lf = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    if (text[at - 1] === '\r') crlf++;
    else lf++;
  }
  return crlf > lf ? '\r\n' : '\n';
}

/** The blanks a line starts with. */
export function indentOf(line: string): string {
  let end = 0;
  while (line[end] === ' ' || line[end] === '\t') end++;
  return line.slice(0, end);
}

/** Offset of the first carriage return that no newline follows, which parsers read differently; -1 where none is. */
export function loneCarriageReturn(text: string): number {
  for (let at = text.indexOf('\r'); at !== -1; at = text.indexOf('\r', at + 1)) {
    if (text[at + 1] !== '\n') return at;
  }
  return -1;
}

/**
 * The text without blanks (not newlines) at its end. By hand: a regular expression would start anew at every blank of a
 * long run that something else follows.
 */
export function trimBlankEnd(text: string): string {
  let end = text.length;
  while (end > 0 && isBlank(text.charCodeAt(end - 1))) end--;
  return end === text.length ? text : text.slice(0, end);
}

/** Tab, vertical tab, form feed, carriage return, space. */
function isBlank(code: number): boolean {
  return code === 32 || code === 9 || (code >= 11 && code <= 13);
}
