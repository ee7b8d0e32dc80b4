/** A list with at least one entry. */
export type NonEmpty<T> = readonly [T, ...T[]];

/** The same list where it has an entry; `undefined` where it has none. */
export function nonEmpty<T>(list: readonly T[]): NonEmpty<T> | undefined {
  return list.length > 0 ? (list as unknown as NonEmpty<T>) : undefined;
}
