/** A list with at least one entry. */
export type NonEmpty<T> = readonly [T, ...T[]];

/** The same list where it has an entry; `undefined` where it has none. */
export function nonEmpty<T>(list: readonly T[]): NonEmpty<T> | undefined {
  return hasEntry(list) ? list : undefined;
}

function hasEntry<T>(list: readonly T[]): list is NonEmpty<T> {
  return list.length > 0;
}

/** What `make` gives for each entry of a list that has one: a list that has one as well. */
export function mapNonEmpty<T, U>([first, ...rest]: NonEmpty<T>, make: (each: T) => U): NonEmpty<U> {
  return [make(first), ...rest.map(make)];
}

/** A list and what comes behind it, of which there is something. */
export function followedBy<T>(list: readonly T[], last: NonEmpty<T>): NonEmpty<T> {
  const [first, ...rest] = list;
  return first === undefined ? last : [first, ...rest, ...last];
}
