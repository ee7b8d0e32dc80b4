/** A call takes no more arguments than the stack holds. */
const MOST_ARGUMENTS = 10_000;

/** The list with `items` in place of `count` of it; the list itself is changed where that is cheaper. */
export function replaceRange<T>(list: T[], start: number, count: number, items: readonly T[]): T[] {
  if (items.length > MOST_ARGUMENTS) return [...list.slice(0, start), ...items, ...list.slice(start + count)];
  list.splice(start, count, ...items);
  return list;
}
