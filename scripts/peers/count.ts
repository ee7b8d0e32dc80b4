// Findings by rule: before, after, gone and new, and which of them `fix` mends.
import { findRule, ruleKey, rowsOf } from '../../src/knowledge/index.js';
import type { TransformMeta } from '../../src/model/index.js';
import { registry } from '../../transforms/index.js';
import type { Found } from './check.js';
import type { Subject } from './corpus.js';
import { hashOf } from './corpus.js';
import type { RuleCounts } from './results.js';

const METAS: readonly TransformMeta[] = [
  ...registry.dockerfile,
  ...registry.compose,
  ...registry.kubernetes,
  ...registry.pipeline,
].map(({ meta }) => meta);

/** The transforms that resolve a rule by themselves: those that name it, else those of its row in the table. */
function transformsFor(rule: string): readonly TransformMeta[] {
  const key = ruleKey(rule);
  const naming = METAS.filter(({ rules }) => rules.some((each) => ruleKey(each) === key));
  if (naming.length > 0) return naming;
  const rows = findRule(rule);
  return METAS.filter((meta) => rowsOf(meta.rules).some((row) => rows.includes(row)));
}

function isOwn({ online, enabledByDefault }: TransformMeta): boolean {
  return online !== true && (enabledByDefault ?? true) === true;
}

/** The counts of each rule that was met. */
export function countRules(
  subjects: readonly Subject[],
  found: Readonly<Record<string, Found>>,
): Record<string, RuleCounts> {
  const counts = new Map<string, { -readonly [Key in keyof RuleCounts]: RuleCounts[Key] }>();
  const transforms = new Map<string, ReadonlySet<string>>();
  for (const { before, after, refused } of subjects) {
    const was = found[hashOf(before)] ?? {};
    const is = found[hashOf(after)] ?? {};
    for (const rule of new Set([...Object.keys(was), ...Object.keys(is)])) {
      if (!transforms.has(rule)) {
        const own = transformsFor(rule).filter(isOwn);
        transforms.set(rule, new Set(own.map(({ id }) => id)));
        counts.set(rule, {
          before: 0,
          after: 0,
          gone: 0,
          new: 0,
          refused: 0,
          fixable: own.length > 0 && findRule(rule).some(({ mark }) => mark === 'F'),
        });
      }
      const [b, a] = [was[rule] ?? 0, is[rule] ?? 0];
      const count = counts.get(rule)!;
      count.before += b;
      count.after += a;
      count.gone += Math.max(0, b - a);
      count.new += Math.max(0, a - b);
      const ids = transforms.get(rule)!;
      if ([...refused].some((id) => ids.has(id))) count.refused += Math.min(a, b);
    }
  }
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
