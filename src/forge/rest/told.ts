/** What a server said, read key by key. What is not as described ends the request, and never reaches a caller. */
export interface Told {
  text(key: string): string;
  /** Empty where there is none. */
  textOrNone(key: string): string;
  number(key: string): number;
  /** `undefined` where there is none. */
  maybeNumber(key: string): number | undefined;
  /** False where there is none. */
  flag(key: string): boolean;
  at(key: string): Told;
  /** `undefined` where there is none. */
  maybeAt(key: string): Told | undefined;
  list(key: string): readonly Told[];
  texts(key: string): readonly string[];
  /** Empty where there are none. */
  textsOrNone(key: string): readonly string[];
}

/** An answer that is none of this kind of server. */
export class Odd extends Error {}

/** @throws Odd for what is no object, and where what is read of it is not there. */
export function told(value: unknown): Told {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Odd('no object');
  const entries = new Map<string, unknown>(Object.entries(value));
  const read = <T>(key: string, is: (found: unknown) => found is T): T => {
    const found = entries.get(key);
    if (!is(found)) throw new Odd(key);
    return found;
  };
  const isThere = (key: string): boolean => (entries.get(key) ?? undefined) !== undefined;
  return {
    text: (key) => read(key, isText),
    textOrNone: (key) => (isThere(key) ? read(key, isText) : ''),
    number: (key) => read(key, isNumber),
    maybeNumber: (key) => (isThere(key) ? read(key, isNumber) : undefined),
    flag: (key) => isThere(key) && read(key, isFlag),
    at: (key) => told(entries.get(key)),
    maybeAt: (key) => (isThere(key) ? told(entries.get(key)) : undefined),
    list: (key) => toldEach(entries.get(key)),
    texts: (key) => read(key, isTexts),
    textsOrNone: (key) => (isThere(key) ? read(key, isTexts) : []),
  };
}

/** @throws Odd for what is no list of objects. */
export function toldEach(value: unknown): readonly Told[] {
  if (!Array.isArray(value)) throw new Odd('no list');
  return value.map(told);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value);
}

function isFlag(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText);
}
