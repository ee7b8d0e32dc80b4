/**
 * What a table has under a name that somebody wrote; `undefined` where it has nothing. `constructor` is a name like any
 * other, which every object of JavaScript has.
 */
export function rowOf<Row>(table: Readonly<Record<string, Row>>, name: string): Row | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
