// The smallest set that works, found in few tries.

/** A try: true where the thing works with these, and nothing else. */
export type Try<T> = (chosen: readonly T[]) => Promise<boolean>;

export interface Found<T> {
  /** In the order of `all`; `undefined` where it does not even work with all of them. */
  readonly set: readonly T[] | undefined;
  readonly tries: number;
}

/**
 * A smallest set out of `all` with which `works`. First nothing is tried. Then each of the guesses: of the first that
 * works, one member after the other is left out, n tries for n members. Without one that works the needed members are
 * found by halving, k·(1 + log2 n) tries for k of n. Right where more never breaks what less makes work; then no member
 * of the result can be left out.
 */
export async function smallestSet<T>(
  all: readonly T[],
  guesses: readonly (readonly T[])[],
  works: Try<T>,
): Promise<Found<T>> {
  const known = new Map<string, boolean>();
  let tries = 0;
  async function attempt(chosen: readonly T[]): Promise<boolean> {
    const sorted = all.filter((each) => chosen.includes(each));
    const key = JSON.stringify(sorted);
    let result = known.get(key);
    if (result === undefined) {
      tries++;
      result = await works(sorted);
      known.set(key, result);
    }
    return result;
  }

  if (await attempt([])) return { set: [], tries };
  for (const guess of guesses) {
    const own = all.filter((each) => guess.includes(each));
    if (own.length > 0 && (await attempt(own))) return { set: await withoutEach(own, attempt), tries };
  }
  if (!(await attempt(all))) return { set: undefined, tries };
  const found = await byHalving(all, attempt);
  return { set: all.filter((each) => found.includes(each)), tries };
}

async function withoutEach<T>(working: readonly T[], works: Try<T>): Promise<readonly T[]> {
  let kept = working;
  for (const each of working) {
    const less = kept.filter((other) => other !== each);
    if (await works(less)) kept = less;
  }
  return kept;
}

/** The shortest beginning of the list that works beside what is known to be needed ends with another needed member. */
async function byHalving<T>(all: readonly T[], works: Try<T>): Promise<T[]> {
  const needed: T[] = [];
  let open = all;
  while (!(await works(needed))) {
    let low = 1;
    let high = open.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (await works([...needed, ...open.slice(0, middle)])) high = middle;
      else low = middle + 1;
    }
    needed.push(open[high - 1]!);
    open = open.slice(0, high - 1);
  }
  return needed;
}
