// Which of some states in a row is the first that fails.

/**
 * Finds the least `k` in 1..`count` for which `fails(k)` holds while `fails(k - 1)` does not, in about log2(count)
 * calls. `fails(0)` is known not to hold, and `fails(count)` to hold; neither is called.
 */
export async function firstFailing(count: number, fails: (state: number) => Promise<boolean>): Promise<number> {
  let good = 0;
  let bad = count;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (await fails(middle)) bad = middle;
    else good = middle;
  }
  return bad;
}
