// What harden makes of the repositories in __tests__/plans/ as `harden fix --offline` plans them: the files that
// change, and one line a step and a refusal.
import { join } from 'node:path';
import { plan } from '../src/index.js';
import type { Plan } from '../src/model/index.js';
import { byCode } from '../src/render/index.js';
import { readTree } from './example-files.js';

export interface PlanCase {
  readonly plan: Plan;
  readonly before: Readonly<Record<string, string>>;
  /** Files that change or are made, by path. */
  readonly after: Readonly<Record<string, string>>;
  /** The text of plan.txt. */
  readonly listing: string;
}

/** Plans before/ with every transform that is on by default. Reads the disk, writes nothing. */
export function makePlanCase(folder: string): PlanCase {
  const before = readTree(join(folder, 'before'));
  const made = plan({ files: before, level: 'review' });
  const changed = made.groups.flatMap(({ result }) => [...result]).sort(([a], [b]) => byCode(a, b));
  return { plan: made, before, after: Object.fromEntries(changed), listing: listPlan(made) };
}

/** Steps with what they assume, then refusals with their reason; what only a registry could answer is left out. */
function listPlan({ groups, errors }: Plan): string {
  const lines: string[] = [];
  for (const { steps, refused } of groups) {
    for (const { safety, at, transform, anchor, assumptions } of steps) {
      const assumed = assumptions.length > 0 ? ` (${assumptions.map(({ id }) => id).join(', ')})` : '';
      lines.push(`${safety.padEnd(7)} ${at.file}:${at.line} ${transform}@${anchor}${assumed}`);
    }
    for (const { code, transform, anchor, at, line, message } of refused) {
      if (code !== 'no-answer') lines.push(`refused ${at.file}:${line} ${transform}@${anchor} [${code}] ${message}`);
    }
  }
  for (const { path, line, message, hint } of errors)
    lines.push(`error   ${path}:${line ?? 1} ${message}${hint === undefined ? '' : ` (${hint})`}`);
  return `${lines.join('\n')}\n`;
}
