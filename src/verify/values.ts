// Values of a Compose model, read without trust in their shape.
import type { ModelMap, ModelValue } from '../io/index.js';

/** The value where it is a map, else an empty one. */
export function mapIn(value: ModelValue | undefined): ModelMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as ModelMap) : {};
}

/** The value where it is a list, else an empty one. */
export function listIn(value: ModelValue | undefined): readonly ModelValue[] {
  return Array.isArray(value) ? value : [];
}

/** The value where it is a string, a number or a truth value, as text. */
export function textIn(value: ModelValue | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** The texts of a list. */
export function textsIn(value: ModelValue | undefined): string[] {
  return listIn(value).flatMap((item) => textIn(item) ?? []);
}

/** The map without some keys. */
export function omitKeys(map: ModelMap, ...keys: readonly string[]): Record<string, ModelValue> {
  return Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key)));
}
