// JSON of strangers: parsed without trust, read by shape.

export type JsonRecord = Readonly<Record<string, unknown>>;

/** `undefined` where the text is not JSON. */
export function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

/** The value where it is an object, else an empty one. */
export function recordIn(value: unknown): JsonRecord {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(Object.entries(value));
}

/** The value where it is a list, else an empty one. */
export function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The strings of a list. */
export function stringsIn(value: unknown): string[] {
  return listIn(value).filter((each) => typeof each === 'string');
}

/** The value where it is a string that holds something. */
export function textIn(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
