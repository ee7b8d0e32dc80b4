const OCTAL = /^([-+]?)0([0-7]+)$/;
const BASED = /^([-+]?)(0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+)$/;
const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
/** Words that some YAML 1.1 reader takes for something else than text. */
const WORD_VALUE = /^(y|n|yes|no|on|off|true|false|null|nan|inf)$/i;
const PLAIN = /^(?:\.\/)?[A-Za-z/_$][A-Za-z0-9 _./:$@+=~%{}\\-]*$/;
const PLAIN_FLOW = /^(?:\.\/)?[A-Za-z/_$][A-Za-z0-9 _./:$@+=~%\\-]*$/;
/** `512m`, `30s`: a number with a unit, which no reader takes for a number. */
const QUANTITY = /^[1-9][0-9]{0,8}(?:ns|us|ms|[smhbkKMGT]|[KMGkmg][ib])$/;

/**
 * The value of an unquoted scalar as Compose reads it: YAML 1.2 words, and numbers as Go writes them (0755 is octal,
 * 1_000 is a thousand). `yes` stays text, `22:22` too. Numbers that a double cannot hold stay text, so that no
 * difference between two of them is lost.
 */
export function resolvePlain(text: string): string | number | boolean | null {
  const first = text.charCodeAt(0);
  // Most scalars start with a letter: only t, f, n can be a word value, in either case.
  if (first >= 65) return text.length <= 5 ? word(text) : text;
  if (text === '') return null;
  if ((first < 48 || first > 57) && first !== 43 && first !== 45 && first !== 46) return text;
  const digits = text.includes('_') ? text.replaceAll('_', '') : text;
  const number = numberOf(digits);
  if (number === undefined || !Number.isFinite(number)) return text;
  if (Number.isInteger(number) && !Number.isSafeInteger(number)) return text;
  return number;
}

function word(text: string): string | boolean | null {
  switch (text) {
    case 'true':
    case 'True':
    case 'TRUE':
      return true;
    case 'false':
    case 'False':
    case 'FALSE':
      return false;
    case '~':
    case 'null':
    case 'Null':
    case 'NULL':
      return null;
    default:
      return text;
  }
}

function numberOf(digits: string): number | undefined {
  const octal = OCTAL.exec(digits);
  if (octal) return sign(octal[1]) * Number.parseInt(octal[2]!, 8);
  const based = BASED.exec(digits);
  if (based) return sign(based[1]) * Number(based[2]);
  return FLOAT.test(digits) ? Number(digits) : undefined;
}

function sign(text: string | undefined): 1 | -1 {
  return text === '-' ? -1 : 1;
}

export type Quote = 'single' | 'double';

/**
 * A scalar as YAML text that every reader, 1.1 or 1.2, takes for that value: unquoted where it is safe, else in the
 * quotes given, or in single ones where those save escapes.
 */
export function formatScalar(value: string | number | boolean, quote: Quote, flow: boolean): string {
  if (typeof value !== 'string') return String(value);
  return isPlainSafe(value, flow) ? value : quoted(value, withoutEscapes(value, quote));
}

/** Single quotes for a text that double ones would fill with backslashes. */
export function withoutEscapes(value: string, quote: Quote): Quote {
  return /["\\]/.test(value) && !value.includes("'") ? 'single' : quote;
}

function isPlainSafe(value: string, flow: boolean): boolean {
  if (QUANTITY.test(value)) return true;
  if (!(flow ? PLAIN_FLOW : PLAIN).test(value) || WORD_VALUE.test(value)) return false;
  return !value.includes(': ') && !value.endsWith(':') && !value.endsWith(' ');
}

/** The text in quotes; double where single quotes cannot hold it. */
export function quoted(value: string, quote: Quote): string {
  if (quote === 'single' && isPrintable(value)) return `'${value.replaceAll("'", "''")}'`;
  return JSON.stringify(value).replace(/[\u007f-\u009f\u2028\u2029\ufeff]/g, (char) => {
    return '\\u' + char.charCodeAt(0).toString(16).padStart(4, '0');
  });
}

function isPrintable(value: string): boolean {
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if (code < 0x20 || (code >= 0x7f && code < 0xa0) || code === 0x2028 || code === 0x2029 || code === 0xfeff)
      return false;
  }
  return true;
}
