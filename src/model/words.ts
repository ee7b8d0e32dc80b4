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

/** Finds one of the words in a text, where neither a letter, a digit nor an underscore touches it. */
export function wordPattern(text: string, flags = ''): RegExp {
  const list = wordList(text).map((word) => word.replace(/[^\w\s-]/g, '\\$&'));
  return new RegExp(`\\b(?:${list.join('|')})\\b`, flags);
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
