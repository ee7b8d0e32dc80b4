// Which of some states in a row is the first that fails.

/**
 * Finds a `k` in 1..`count` for which `fails(k)` holds while `fails(k - 1)` does not, in about log2(count)
 * calls. `fails(0)` is known not to hold, and `fails(count)` to hold; neither is called.
 * @param likely the states that one that fails points to, the likeliest first: two calls find a guess that is right, and the
 * calls of a wrong one narrow the rest.
 */
export async function firstFailing(
  count: number,
  fails: (state: number) => Promise<boolean>,
  likely: (failing: number) => Promise<readonly number[]> = async () => [],
): Promise<number> {
  let good = 0;
  let bad = count;
  const guessed = new Set<number>();
  const look = async (state: number): Promise<void> => {
    if (state <= good || state >= bad) return;
    if (await fails(state)) bad = state;
    else good = state;
  };
  while (bad - good > 1) {
    const guess = (await likely(bad)).find((state) => state > good && state <= bad && !guessed.has(state));
    if (guess === undefined) {
      await look((good + bad) >> 1);
      continue;
    }
    guessed.add(guess);
    await look(guess - 1);
    await look(guess);
  }
  return bad;
}
