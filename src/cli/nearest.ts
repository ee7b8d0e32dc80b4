import { distance } from 'fastest-levenshtein';

/** The known word a misspelt one most likely stands for; `undefined` when none is close. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const away = distance(word.toLowerCase(), candidate.toLowerCase());
    if (away >= least) continue;
    least = away;
    best = candidate;
  }
  return best;
}
