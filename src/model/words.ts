// Lists of words, written as a person reads them: one after the other. What is here does nothing but read such a list,
// so the build leaves out the lists that nobody asks.

/** The words of a text, which stand between blanks and line ends, for a question: `words('build install').has(verb)`. */
export function words(text: string): ReadonlySet<string> {
  return new Set(wordList(text));
}

/** The words of a text in their order. */
export function wordList(text: string): readonly string[] {
  return text.match(/\S+/g) ?? [];
}

export interface WordOptions {
  /** What fits beside the words and is none. */
  readonly also?: readonly RegExp[];
  /** What has to stand before and behind them. */
  readonly before?: RegExp;
  readonly after?: RegExp;
  readonly flags?: string;
}

/** Finds one of the words where, unless it is said otherwise, no letter, digit or underscore touches it. */
export function wordPattern(text: string, options: WordOptions = {}): RegExp {
  return partPattern(text, { before: /\b/, after: /\b/, ...options });
}

/** Fits a text that is one of the words, whole. Where words are all there is, and their case counts, `words` does. */
export function exactPattern(text: string, options: Pick<WordOptions, 'also' | 'flags'>): RegExp {
  return partPattern(text, { before: /^/, after: /$/, ...options });
}

/** Finds one of the words anywhere, inside of others as well, unless it is said what has to stand around it. */
export function partPattern(text: string, { also = [], before, after, flags = '' }: WordOptions = {}): RegExp {
  const all = [asPattern(text), ...also.map(({ source }) => source)].filter((part) => part !== '').join('|');
  return new RegExp(`${before?.source ?? ''}(?:${all})${after?.source ?? ''}`, flags);
}

/** All at once, not word by word: most of it is done when the program starts. */
function asPattern(text: string): string {
  return text
    .trim()
    .replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
    .replace(/\s+/g, '|');
}

/**
 * Fits where one of the patterns does: what one expression of several hundred characters would say, in pieces that can be
 * read. All have the flags of the first.
 */
export function anyOf(first: RegExp, ...others: readonly RegExp[]): RegExp {
  const odd = others.find(({ flags }) => flags !== first.flags);
  if (odd) throw new RangeError(`${odd} has other flags than ${first}`);
  return new RegExp([first, ...others].map(({ source }) => source).join('|'), first.flags);
}
