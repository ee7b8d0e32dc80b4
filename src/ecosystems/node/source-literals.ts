// What strings and numbers of JavaScript stand for, from how they are written.

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', 0: '\0' };
const ESCAPE = /\\(?:u\{([\da-fA-F]+)\}|u([\da-fA-F]{4})|x([\da-fA-F]{2})|\r\n|([\s\S]))/g;

/** The text of a string in its quotes. */
export function textOfString(written: string): string {
  return unescape(written.slice(1, -1));
}

/** The text of a piece of a template. */
export function templateText(written: string): string {
  return unescape(written.replaceAll('\r\n', '\n'));
}

function unescape(written: string): string {
  if (!written.includes('\\')) return written;
  return written.replace(ESCAPE, (_, braced?: string, four?: string, two?: string, char = '') => {
    const code = braced ?? four ?? two;
    if (code === undefined) return /[\n\r\u2028\u2029]/.test(char) ? '' : (ESCAPES[char] ?? char);
    const point = Number.parseInt(code, 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : '';
  });
}

/** The digits of a number; `undefined` for a large one (`10n`), which no port is. */
export function textOfNumber(written: string): string | undefined {
  const digits = written.replaceAll('_', '');
  const value = /^0[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number(digits);
  return Number.isNaN(value) ? undefined : String(value);
}
