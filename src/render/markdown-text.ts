import { oneLine, makeVisible } from './visible.js';

/** Untrusted text as a code span: the fence is longer than any run of backticks inside. One line, no markup, no mention. */
export function markdownCode(text: string): string {
  const shown = oneLine(text);
  if (shown === '') return '';
  const fence = '`'.repeat(longestRun(shown) + 1);
  const pad = shown.startsWith('`') || shown.endsWith('`') ? ' ' : '';
  return fence + pad + shown + pad + fence;
}

/** The same inside a table, where a bar ends the cell even in a code span. */
export function markdownCodeCell(text: string): string {
  return text.replaceAll('|', '\\|');
}

/**
 * Prose as Markdown that says the same and nothing more: code spans stay, words that are code by their form become some,
 * every other mark is escaped, so that no file name or title can become a link, an image, HTML, a heading, a mention or
 * a reference to an issue.
 */
export function markdownText(prose: string): string {
  return spans(prose, markdownCode);
}

/** Names that only look like code, as the ids of rules do: without a code span, and nothing in them is markup. */
export function markdownName(words: string): string {
  return escapeMarks(oneLine(words));
}

/** `text` inside a table. */
export function textCell(prose: string): string {
  return spans(prose, (part) => markdownCodeCell(markdownCode(part)));
}

function spans(prose: string, codeSpan: (part: string) => string): string {
  const parts = oneLine(prose).split('`');
  // An even number of backticks pairs up; with an odd one, or a run of several, none is trusted.
  const paired = parts.length % 2 === 1 && !/``/.test(prose);
  if (!paired) return escapeText(parts.join('`'));
  const last = parts.length - 1;
  const shown = parts.map((part, at) => {
    if (at % 2 === 1) return codeSpan(part);
    return escapeText(part, { codeSpan, glued: [at > 0, at < last] });
  });
  return shown.join('');
}

interface Words {
  codeSpan(part: string): string;
  /** Whether a code span touches the first word, and the last: two spans without a blank between would be one. */
  readonly glued: readonly [boolean, boolean];
}

/** Prose without a code span in it. With `words` given, words that are code by their form become spans. */
function escapeText(part: string, words?: Words): string {
  if (!words) return escapeMarks(part);
  const found = part.split(' ');
  const out: string[] = [];
  let plain: string[] = [];
  for (const [at, word] of found.entries()) {
    const touches = (at === 0 && words.glued[0]) || (at === found.length - 1 && words.glued[1]);
    const [start, end] = touches ? [0, 0] : codePart(word);
    if (start === end) {
      plain.push(word);
      continue;
    }
    const before = escapeMarks([...plain, word.slice(0, start)].join(' '));
    out.push(before + words.codeSpan(word.slice(start, end)) + escapeMarks(word.slice(end)));
    plain = [];
  }
  return [...out, ...(plain.length > 0 ? [escapeMarks(plain.join(' '))] : [])].join(' ');
}

const LONGEST_CODE = 200;

/** The part of a word that is code, without the brackets and stops around it; empty when it is an ordinary word. */
function codePart(word: string): [number, number] {
  if (word.length > LONGEST_CODE) return [0, 0];
  let start = 0;
  let end = word.length;
  while (start < end && '("“'.includes(word[start]!)) start++;
  while (end > start && ')"”.,;:!?'.includes(word[end - 1]!)) end--;
  return isCode(word.slice(start, end)) ? [start, end] : [0, 0];
}

const CODE_FORMS: readonly RegExp[] = [
  /^--?[A-Za-z][\w-]*(?:=[\w./:@%+-]*)?$/, // an option
  /^\$\{?[A-Za-z_]\w*\}?$/, // a variable
  /^[\w./-]+=[\w./-]+$/, // a setting
  /^(?:\.{1,2}|~)?\/[\w./@%+*~-]*$/, // a path
  /^\.[a-z][\w.-]*$/, // a file whose name starts with a dot
  /^https?:\/\/[\w./?#=&%+~:@,-]+$/,
  /^[a-z0-9][\w./-]*:[\w][\w.-]*$/, // an image, a place in a file
];

function isCode(word: string): boolean {
  if (CODE_FORMS.some((form) => form.test(word))) return true;
  // A path or a pattern in the middle of prose: more than `and/or`.
  if (/^[\w.@%+*~/-]+$/.test(word) && word.includes('/')) return /[.*_]|\/.*\//.test(word);
  if (/^\*\.\w+$/.test(word)) return true;
  return /^\w+$/.test(word) && /[A-Za-z0-9]_[A-Za-z0-9]|^__\w+__$/.test(word);
}

function escapeMarks(part: string): string {
  return part
    .replace(/&(?=#?[0-9A-Za-z]{1,32};)/g, '&amp;')
    .replace(/[\\`*[\]<>~$|]/g, (mark) => (mark === '<' ? '&lt;' : mark === '>' ? '&gt;' : `\\${mark}`))
    .replace(/_+/g, escapeUnderscores)
    .replace(/^(\d{1,9})([.)])(?=\s|$)/, '$1\\$2')
    .replace(/^[#+=-]/, (mark) => `\\${mark}`)
    .replace(/(?<![\p{L}\p{N}])([@#])(?=[\p{L}\p{N}])/gu, '$1<!-- -->')
    .replace(/\b(https?|ftp|www)(?=[:.])/gi, '$1<!-- -->');
}

/** A run of underscores stays only inside a word, where CommonMark lets it neither open nor close emphasis. */
function escapeUnderscores(run: string, at: number, whole: string): string {
  const inside = /[\p{L}\p{N}]/u.test(whole[at - 1] ?? '') && /[\p{L}\p{N}]/u.test(whole[at + run.length] ?? '');
  return inside ? run : '\\_'.repeat(run.length);
}

/**
 * A diff as a fenced block; the fence is longer than any run of backticks in the content. Nothing hidden, nothing cut:
 * tabs stay, a carriage return shows where it is part of the change, the rest of what nobody sees is spelled out.
 */
export function fencedDiff(hunks: string): string {
  const lines = hunks.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const content = lines.filter((line) => /^[ +-]/.test(line));
  const returns = content.every((line) => line.endsWith('\r'));
  const shown = lines.map((line) => {
    const body = returns && line.endsWith('\r') ? line.slice(0, -1) : line;
    return body
      .split('\t')
      .map((part) => makeVisible(part))
      .join('\t');
  });
  const fence = fenceFor(hunks);
  return [`${fence}diff`, ...shown, fence].join('\n');
}

/** What stands around a code block: longer than any run of backticks inside. */
export function fenceFor(text: string): string {
  return '`'.repeat(Math.max(3, longestRun(text) + 1));
}

function longestRun(text: string): number {
  let longest = 0;
  let run = 0;
  for (const character of text) {
    run = character === '`' ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}

/** To be opened by a click. The blank lines make Markdown of what is inside. */
export function folded(summary: string, parts: readonly string[]): string[] {
  return [`<details><summary>${summary}</summary>`, ...parts, '</details>'];
}
