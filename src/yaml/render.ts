import { formatScalar, quoted, withoutEscapes, type Quote } from './scalar.js';
import type { YamlStyle } from './style.js';

/** What can be added: scalars, lists and maps of them. */
export type YamlValue = string | number | boolean | readonly YamlValue[] | { readonly [key: string]: YamlValue };

const ONE_LINE = new WeakSet<readonly YamlValue[]>();
const LONGEST_LINE = 100;

/** Words that people write in one line, `["CMD", "redis-cli", "ping"]`, unless that is long or needs escapes. */
export function asOneLineWords(words: readonly string[]): readonly string[] {
  ONE_LINE.add(words);
  return words;
}

function flowLine(head: string, words: readonly YamlValue[], quote: Quote): string | undefined {
  const written = words.map((word) => quoted(String(word), withoutEscapes(String(word), quote)));
  const line = `${head} [${written.join(', ')}]`;
  return line.length <= LONGEST_LINE && !line.includes('\\') ? line : undefined;
}

type Layout = Pick<YamlStyle, 'step' | 'listStep' | 'quote'>;

/** The lines of `key: value`, the key at the given column. */
export function renderEntry(key: string, value: YamlValue, column: number, style: Layout): string[] {
  const head = `${' '.repeat(column)}${formatScalar(key, style.quote, false)}:`;
  if (typeof value !== 'object') return [`${head} ${formatScalar(value, style.quote, false)}`];
  if (isList(value)) {
    if (value.length === 0) return [`${head} []`];
    const line = ONE_LINE.has(value) ? flowLine(head, value, style.quote) : undefined;
    if (line !== undefined) return [line];
    return [head, ...value.flatMap((item) => renderItem(item, column + style.listStep, 1, style))];
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return [`${head} {}`];
  return [head, ...entries.flatMap(([name, inner]) => renderEntry(name, inner, column + style.step, style))];
}

/** The lines of one list item, the dash at the given column and `gap` blanks behind it. */
export function renderItem(value: YamlValue, column: number, gap: number, style: Layout): string[] {
  const head = `${' '.repeat(column)}-${' '.repeat(gap)}`;
  if (typeof value !== 'object') return [head + formatScalar(value, style.quote, false)];
  if (isList(value) || Object.keys(value).length === 0) return [head + renderFlowValue(value, style.quote, false)];
  const lines = Object.entries(value).flatMap(([key, inner]) => renderEntry(key, inner, column + 1 + gap, style));
  return [head + lines[0]!.slice(head.length), ...lines.slice(1)];
}

/** `key: value` for inside braces. With `jsonLike`, every string is in double quotes. */
export function renderFlowEntry(key: string, value: YamlValue, quote: Quote, jsonLike: boolean): string {
  return `${flowScalar(key, quote, jsonLike)}: ${renderFlowValue(value, quote, jsonLike)}`;
}

export function renderFlowValue(value: YamlValue, quote: Quote, jsonLike: boolean): string {
  if (typeof value !== 'object') return flowScalar(value, quote, jsonLike);
  if (isList(value)) return `[${value.map((item) => renderFlowValue(item, quote, jsonLike)).join(', ')}]`;
  const entries = Object.entries(value).map(([key, inner]) => renderFlowEntry(key, inner, quote, jsonLike));
  return `{${entries.join(', ')}}`;
}

function flowScalar(value: string | number | boolean, quote: Quote, jsonLike: boolean): string {
  return jsonLike && typeof value === 'string' ? quoted(value, 'double') : formatScalar(value, quote, true);
}

function isList(value: readonly YamlValue[] | { readonly [key: string]: YamlValue }): value is readonly YamlValue[] {
  return Array.isArray(value);
}
