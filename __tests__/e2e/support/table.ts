// The table of sizes and rebuild times.
import type { Stop } from './trial.js';

/** Before and after. */
export type Pair<Value> = readonly [Value, Value];

export interface Row {
  readonly name: string;
  readonly buildTools: boolean;
  readonly bytes: Pair<number>;
  readonly rebuild?: Pair<number>;
  /** The source was copied before the packages were installed: a rebuild is to take at most half as long. */
  readonly sourceFirst?: boolean;
  readonly stop?: Pair<Stop>;
  readonly users?: readonly string[];
  readonly steps: readonly string[];
  readonly refused: number;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export const ratio = ([before, after]: Pair<number>): number => after / before;

/** Begins the line that says which applications miss the goal; scripts/bench-images.mjs looks for it. */
const SLOW = 'More than half as long';

/** Markdown, with the medians below it, and whether rebuilds are as short as they are to be. */
export function renderTable(rows: readonly Row[]): string {
  const lines = [
    '| application | size before, MB | after | ratio | rebuild before, s | after | ratio | user | stop before | after | steps | refused |',
    '| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |',
  ];
  for (const row of rows) {
    const { name, bytes, rebuild, stop, users, steps, refused } = row;
    const cells = [name, ...bytes.map((each) => (each / 1e6).toFixed(0)), ratio(bytes).toFixed(2)];
    cells.push(...(rebuild ? [...rebuild.map((each) => each.toFixed(1)), ratio(rebuild).toFixed(2)] : ['', '', '']));
    cells.push(users?.join(', ') ?? '', ...(stop ? stop.map(told) : ['', '']));
    cells.push(String(steps.length), String(refused));
    lines.push(`| ${cells.join(' | ')} |`);
  }
  const sizes = rows.filter((row) => row.buildTools).map((row) => ratio(row.bytes));
  const rebuilds = rows.flatMap((row) => (row.rebuild ? [ratio(row.rebuild)] : []));
  if (sizes.length > 0)
    lines.push('', `Median size where build tools were left in: ${median(sizes).toFixed(2)} of before.`);
  if (rebuilds.length > 0)
    lines.push(`Median rebuild after a change of source: ${median(rebuilds).toFixed(2)} of before.`);
  const moved = rows.filter((row) => row.sourceFirst && row.rebuild);
  const slow = moved.filter((row) => ratio(row.rebuild!) > 0.5).map(({ name }) => name);
  if (moved.length > 0)
    lines.push(
      slow.length > 0
        ? `${SLOW} where the source was copied before the install: ${slow.join(', ')}.`
        : `At most half as long in each of the ${moved.length} where the source was copied before the install.`,
    );
  return `${lines.join('\n')}\n`;
}

function told({ seconds, code }: Stop): string {
  return code === 137 ? 'killed' : `${code}, ${seconds.toFixed(1)} s`;
}
