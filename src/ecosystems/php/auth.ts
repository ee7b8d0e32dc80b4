// What Composer is told of who somebody is.

/** Parts of auth.json that hold credentials. Source: https://getcomposer.org/doc/articles/authentication-for-private-packages.md */
const PARTS = [
  'http-basic',
  'bearer',
  'github-oauth',
  'gitlab-oauth',
  'gitlab-token',
  'bitbucket-oauth',
  'forgejo-token',
  'custom-headers',
];
/** What is no secret beside one. */
const NAMES: ReadonlySet<string> = new Set(['username', 'consumer-key']);
const DEEPEST = 4;

/** The tokens and passwords of auth.json; none where it is no JSON. */
export function readAuth(text: string): readonly string[] {
  try {
    const read: unknown = JSON.parse(text);
    return isRecord(read) ? PARTS.flatMap((part) => textsIn(read[part], DEEPEST)) : [];
  } catch {
    return []; // Composer does not read it either
  }
}

function textsIn(value: unknown, deep: number): string[] {
  if (typeof value === 'string') return value === '' ? [] : [value];
  if (!isRecord(value) || deep === 0) return [];
  return Object.entries(value).flatMap(([name, inner]) => (NAMES.has(name) ? [] : textsIn(inner, deep - 1)));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
