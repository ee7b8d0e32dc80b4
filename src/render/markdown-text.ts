import { oneLine, visible } from './visible.js';

/** Untrusted text as a code span: the fence is longer than any run of backticks inside. One line, no markup, no mention. */
export function code(text: string): string {
  const shown = oneLine(text);
  if (shown === '') return '';
  const fence = '`'.repeat(longestRun(shown) + 1);
  const pad = shown.startsWith('`') || shown.endsWith('`') ? ' ' : '';
  return fence + pad + shown + pad + fence;
}

/** The same inside a table, where a bar ends the cell even in a code span. */
export function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

/**
 * Prose as Markdown that says the same and nothing more: code spans stay, every other mark is escaped, so that no file
 * name or title can become a link, an image, HTML, a heading, a mention or a reference to an issue.
 */
export function text(prose: string): string {
  const parts = oneLine(prose).split('`');
  // An even number of backticks pairs up; with an odd one, or a run of several, none is trusted.
  const paired = parts.length % 2 === 1 && !/``/.test(prose);
  if (!paired) return escapeText(parts.join('`'));
  return parts.map((part, at) => (at % 2 === 1 ? code(part) : escapeText(part))).join('');
}

function escapeText(part: string): string {
  return part
    .replace(/&(?=#?[0-9A-Za-z]{1,32};)/g, '&amp;')
    .replace(/[\\`*[\]<>~$|]/g, (mark) => (mark === '<' ? '&lt;' : mark === '>' ? '&gt;' : `\\${mark}`))
    .replace(/(?<![\p{L}\p{N}_])_|_(?![\p{L}\p{N}_])/gu, '\\_')
    .replace(/^(\d{1,9})([.)])(?=\s|$)/, '$1\\$2')
    .replace(/^[#+=-]/, (mark) => `\\${mark}`)
    .replace(/(?<![\p{L}\p{N}])([@#])(?=[\p{L}\p{N}])/gu, '$1<!-- -->')
    .replace(/\b(https?|ftp|www)(?=[:.])/gi, '$1<!-- -->');
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
      .map((part) => visible(part))
      .join('\t');
  });
  const fence = '`'.repeat(Math.max(3, longestRun(hunks) + 1));
  return [`${fence}diff`, ...shown, fence].join('\n');
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
