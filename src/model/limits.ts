// What is too large to be read, planned or followed, in one table. A text beyond one of these is refused with its name, or
// the value is taken for one that is not known; the page on limits says which. Real files are far below them.

export const LIMITS = {
  /** Lines of a file that is planned. */
  lines: 20_000,
  /** Characters of a file that is planned. */
  characters: 1_000_000,
  /** Characters of a value that others were filled into: each line may double what the one before holds. */
  value: 8192,
  /** Services of which each extends the next. */
  extended: 100,
  /** Maps and lists within each other. */
  depth: 200,
} as const;

/**
 * A text with its references filled in; `undefined` where that makes it longer than a value may be (`LIMITS.value`, or as
 * long as the text is written).
 * @param valueOf gets what the pattern found, as `replace` hands it over.
 */
export function fillIn(
  text: string,
  pattern: RegExp,
  valueOf: (...found: readonly (string | undefined)[]) => string,
): string | undefined {
  const most = Math.max(text.length, LIMITS.value);
  let length = 0;
  let tooLong = false;
  const filled = text.replace(pattern, (...found: (string | undefined)[]) => {
    if (tooLong) return '';
    const value = valueOf(...found);
    length += value.length;
    tooLong = length > most;
    return tooLong ? '' : value;
  });
  return tooLong || filled.length > most ? undefined : filled;
}
