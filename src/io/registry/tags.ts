// Tags as people write them. Nothing standardises them, and they are not semantic versions: `3.12` has two parts,
// `24.04` a leading zero, `3.12.1-slim-bookworm` a variant where a semantic version would have a pre-release.

export interface ParsedTag {
  readonly text: string;
  /** Words before the version: `['bookworm']` of `bookworm-20241223`. All words where there is no version. */
  readonly lead: readonly string[];
  /** Written with a `v`: `v1.2.3`. */
  readonly v: boolean;
  /** The dotted numbers as written, a build number (`21.0.5_11`) last; empty where there is no version. */
  readonly parts: readonly string[];
  readonly build: boolean;
  /** Words after the version: `['slim', 'bookworm']`. */
  readonly suffix: readonly string[];
  /** The version is a day: `20241223`, `noble-20241118.1`, `2024-12-23`. */
  readonly dated: boolean;
}

const VERSION = /^(v?)(\d+(?:\.\d+)*)(?:_(\d+))?$/;
const DAY = /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/;

/** A number after one of these names a commit, a change or a build, and says nothing about which is newer. */
const NOT_VERSIONED = new Set(['sha', 'commit', 'git', 'pr', 'mr', 'build', 'branch', 'run']);
/** Tags that follow a branch. No release shares their digest other than by chance. */
const BRANCHES = new Set(['main', 'master', 'develop', 'dev', 'trunk', 'head', 'canary', 'snapshot']);

/** Takes a tag apart. Linear in its length. */
export function parseTag(text: string): ParsedTag {
  const words = text.split('-');
  const none: ParsedTag = { text, lead: words, v: false, parts: [], build: false, suffix: [], dated: false };
  if (NOT_VERSIONED.has(words[0] ?? '')) return none;
  const at = words.findIndex((word) => VERSION.test(word));
  if (at === -1) return none;
  const lead = words.slice(0, at);
  const [, v, dotted = '', build] = VERSION.exec(words[at]!)!;
  const day = words.slice(at, at + 3);
  if (/^\d{4}$/.test(dotted) && DAY.test(day.join('')) && day.length === 3 && day.every((word) => word.length <= 4))
    return { text, lead, v: false, parts: day, build: false, suffix: words.slice(at + 3), dated: true };
  const parts = dotted.split('.');
  const dated = DAY.test(parts[0]!);
  if (build !== undefined) parts.push(build);
  return { text, lead, v: v === 'v', parts, build: build !== undefined, suffix: words.slice(at + 1), dated };
}

/**
 * True where looking for a more specific tag is of no use: three numbers or more, a day, a commit, a branch. Such a tag
 * costs one HEAD. `3.12.1` counts as exact although `3.12.1-bookworm` may exist: its digest says the rest.
 */
export function isExact(text: string): boolean {
  const tag = parseTag(text);
  if (tag.parts.length > 0) return tag.dated || tag.parts.length >= 3;
  return NOT_VERSIONED.has(tag.lead[0] ?? '') || BRANCHES.has(tag.lead[0] ?? '') || isCommit(text);
}

function isCommit(text: string): boolean {
  return /^[0-9a-f]{7,64}$/.test(text) && /\d/.test(text);
}

/**
 * Compares dotted numbers part by part, as numbers of any length; a missing part counts as less than any. Negative
 * where `a` is older. `3.9` < `3.12`, `24.04` < `24.10`, `3` < `3.0`.
 */
export function compareParts(a: readonly string[], b: readonly string[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const [x, y] = [a[index], b[index]];
    if (x === undefined || y === undefined) return x === y ? 0 : x === undefined ? -1 : 1;
    const order = compareNumbers(x, y);
    if (order !== 0) return order;
  }
  return 0;
}

/** Digits of any length: a build number may be larger than what a double holds. */
export function compareNumbers(a: string, b: string): number {
  const [x, y] = [a.replace(/^0+(?=\d)/, ''), b.replace(/^0+(?=\d)/, '')];
  if (x.length !== y.length) return x.length - y.length;
  return x < y ? -1 : x > y ? 1 : 0;
}

export function startsWith(parts: readonly string[], start: readonly string[]): boolean {
  return start.length <= parts.length && start.every((part, index) => part === parts[index]);
}

export function sameWords(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((word, index) => word === b[index]);
}
