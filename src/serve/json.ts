/** A value of a parsed text, by its keys; `undefined` where there is none. */
export function valueAt(data: unknown, ...keys: readonly string[]): unknown {
  let value = data;
  for (const key of keys) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

/** A text by its keys; empty where there is none. */
export function textAt(data: unknown, ...keys: readonly string[]): string {
  const value = valueAt(data, ...keys);
  return typeof value === 'string' ? value : '';
}
