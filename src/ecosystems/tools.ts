// Words that the tools of several languages have in common.
import type { CacheMount } from './ecosystem.js';

/** Whether the first word is one of these. */
export function startsWith(...first: readonly string[]): (verbs: readonly string[]) => boolean {
  return (verbs) => first.includes(verbs[0] ?? '');
}

/** Packages by name from an index; a path would be of the source. */
export function onlyNames(words: readonly string[]): boolean {
  return !words.some((word) => /^\.{0,2}\/|^\.$|^--path$|^-f$|^--file$/.test(word));
}

/** Several builds may use the folder at a time. */
export function shared(target: string): CacheMount {
  return { target, locked: false };
}

/** One build at a time. */
export function locked(target: string): CacheMount {
  return { target, locked: true };
}
