import { eastAsianWidth } from 'get-east-asian-width';

/**
 * What a terminal or a reader would not show: controls, bidirectional overrides and other format characters, unpaired
 * surrogates, line separators, look-alike blanks, and code points that are invisible by definition. A single class
 * without a quantifier, so that no input makes it slow.
 */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u00a0\u2000-\u200a\u202f\u205f]/gu;
/** As `HIDDEN`, but for the blanks, and for the line breaks that lay a text out. */
const HIDDEN_IN_JSON = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
const PICTOGRAPH = /\p{Extended_Pictographic}/u;

/**
 * The text with every hidden character spelled out: ESC as `␛` (`^[` without unicode), a right-to-left override as
 * `<U+202E>`. Tabs and newlines are hidden characters too: lay them out before.
 */
export function makeVisible(text: string, unicode = true): string {
  return text.replace(HIDDEN, (character, at: number) => {
    if ((character === '\ufe0f' || character === '\u200d') && followsPictograph(text, at)) return character;
    const code = character.codePointAt(0)!;
    if (code < 0x20) return unicode ? String.fromCodePoint(0x2400 + code) : `^${String.fromCodePoint(64 + code)}`;
    if (code === 0x7f) return unicode ? '\u2421' : '^?';
    return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
  });
}

/** JSON that says the same, with every hidden character as an escape: in JSON they stand in strings alone. */
export function escapeHidden(json: string): string {
  return json.replace(HIDDEN_IN_JSON, (character) => {
    let escaped = '';
    for (let at = 0; at < character.length; at++)
      escaped += `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`;
    return escaped;
  });
}

/** Emoji are made with a variation selector and joiners: there they hide nothing. */
function followsPictograph(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1) === 0xfe0f ? at - 2 : at - 1;
  if (before < 0) return false;
  const low = text.charCodeAt(before) >= 0xdc00 && text.charCodeAt(before) <= 0xdfff;
  return PICTOGRAPH.test(String.fromCodePoint(text.codePointAt(low ? Math.max(0, before - 1) : before)!));
}

/** Prose from anywhere as one visible line: white space of any kind becomes single blanks. */
export function oneLine(text: string, unicode = true): string {
  return makeVisible(text.replace(/[\t\n\v\f\r ]+/g, ' ').trim(), unicode);
}

/** Tabs as blanks up to the next multiple of four, as editors show them. */
export function expandTabs(text: string): string {
  if (!text.includes('\t')) return text;
  let out = '';
  for (const character of text) out += character === '\t' ? ' '.repeat(4 - (out.length % 4)) : character;
  return out;
}

/** Below, each character takes one cell. */
const BEYOND_LATIN = /[^\0-\u02ff]/;
const ZERO_WIDTH = /\p{Mn}|\p{Me}|\u200d/u;

/** Cells one character takes on a terminal. The text must be visible already. */
function cellsOf(character: string): number {
  const code = character.codePointAt(0)!;
  if (code < 0x300) return 1;
  if (ZERO_WIDTH.test(character)) return 0;
  return eastAsianWidth(code);
}

/** Cells a visible text takes on a terminal. */
export function widthOf(text: string): number {
  if (!BEYOND_LATIN.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += cellsOf(character);
  return width;
}

const LONGEST_WORD = 300;

/**
 * Visible prose broken at blanks into lines of at most `width` cells. A longer word stands alone and whole, so that a
 * path or an address can be copied; one beyond any use is cut.
 */
export function wrap(text: string, width: number, unicode = true): string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const found of text.split(' ')) {
    if (found === '') continue;
    const word = cutText(found, LONGEST_WORD, unicode);
    const size = widthOf(word);
    if (line !== '' && used + 1 + size > width) {
      lines.push(line);
      line = '';
      used = 0;
    }
    line += line === '' ? word : ` ${word}`;
    used += size + (used === 0 ? 0 : 1);
  }
  if (line !== '') lines.push(line);
  return lines;
}

/** At most `limit` characters, with an ellipsis where something is missing; never half a surrogate pair. */
export function cutText(text: string, limit: number, unicode = true): string {
  if (text.length <= limit) return text;
  const ellipsis = unicode ? '…' : '...';
  let end = Math.max(0, limit - ellipsis.length);
  if (text.charCodeAt(end - 1) >= 0xd800 && text.charCodeAt(end - 1) <= 0xdbff) end--;
  return text.slice(0, end) + ellipsis;
}

/** The part of a row that may stay empty so that a line of code is broken at a blank and not inside a word. */
const MOST_EMPTY = 3 / 4;

/** The first piece of a visible text that fits `width` cells: up to the last blank in reach, else up to the edge. */
export function firstPiece(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let end = 0;
  let used = 0;
  for (const character of text) {
    used += cellsOf(character);
    // A piece is never empty, or nothing would go on.
    if (used > width && end > 0) {
      if (character === ' ') return text.slice(0, end);
      const blank = text.lastIndexOf(' ', end - 1);
      const inReach = blank > end * (1 - MOST_EMPTY) && text.slice(0, blank).trim() !== '';
      return text.slice(0, inReach ? blank + 1 : end);
    }
    end += character.length;
  }
  return text;
}
