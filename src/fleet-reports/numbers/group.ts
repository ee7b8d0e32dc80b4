// Rows counted and put in order.

/** Rows by key, keys in the order of their first row. */
export function groupBy<Row, Key>(rows: readonly Row[], keyOf: (row: Row) => Key): Map<Key, Row[]> {
  const groups = new Map<Key, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}

/** Sums by key. */
export class Sums<Key> {
  private readonly sums = new Map<Key, number>();
  add(key: Key, count: number): void {
    this.sums.set(key, this.of(key) + count);
  }
  of(key: Key): number {
    return this.sums.get(key) ?? 0;
  }
}

/** How many rows have each of the keys. */
export function countBy<Row, Key extends string>(
  rows: readonly Row[],
  keyOf: (row: Row) => Key,
  keys: readonly Key[],
): Record<Key, number> {
  const groups = groupBy(rows, keyOf);
  return Object.fromEntries(keys.map((key) => [key, groups.get(key)?.length ?? 0])) as Record<Key, number>;
}

/** The sum over rows. */
export function sum<Row>(rows: readonly Row[], of: (row: Row) => number): number {
  let total = 0;
  for (const row of rows) total += of(row);
  return total;
}

/** How many repositories the rows are of. */
export function distinct(rows: readonly { readonly repository: number }[]): number {
  return new Set(rows.map(({ repository }) => repository)).size;
}

/** The highest first, equal ones by name. */
export function sorted<Row>(
  rows: readonly Row[],
  of: (row: Row) => number,
  name: (row: Row) => string,
): readonly Row[] {
  return [...rows].sort((a, b) => of(b) - of(a) || (name(a) < name(b) ? -1 : name(a) > name(b) ? 1 : 0));
}
