import { formatScalar, quoted } from './yaml-scalar.js';
import type { Quote } from './yaml-scalar.js';
import type { YamlStyle } from './yaml-style.js';

/** What can be added: scalars, lists and maps of them. */
export type YamlValue = string | number | boolean | readonly YamlValue[] | { readonly [key: string]: YamlValue };

type Layout = Pick<YamlStyle, 'step' | 'listStep' | 'quote'>;

/** The lines of `key: value`, the key at the given column. */
export function renderEntry(key: string, value: YamlValue, column: number, style: Layout): string[] {
  const head = `${' '.repeat(column)}${formatScalar(key, style.quote, false)}:`;
  if (typeof value !== 'object') return [`${head} ${formatScalar(value, style.quote, false)}`];
  if (isList(value)) {
    if (value.length === 0) return [`${head} []`];
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
