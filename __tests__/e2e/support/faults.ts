// Transforms that are wrong on purpose, and harmless ones between them, for a verification to tell apart.
import type { FilePath, Target, Transform } from '../../../src/model/index.js';
import { registry } from '../../../transforms/index.js';

export interface Replacement {
  readonly id: string;
  readonly target: 'dockerfile' | 'compose' | 'kubernetes';
  readonly from: string;
  readonly to: string;
  readonly touches: readonly string[];
}

/** A transform that replaces some characters where they stand, with everything that a step has to say. */
function replacing(
  { id, target, from, to, touches }: Replacement,
  after: readonly string[],
): Transform<{ readonly file: FilePath; readonly text: string }> {
  return {
    meta: {
      id,
      title: `Test: ${id}`,
      summary: 'Of a test.',
      target: target satisfies Target,
      phase: 'packages',
      after,
      ceiling: 'review',
      rules: [],
      since: '0.1.0',
      references: [],
    },
    propose({ file, text }) {
      const start = text.indexOf(from);
      if (!active.has(id) || start === -1 || (to.includes(from) && text.includes(to)))
        return { proposals: [], refusals: [] };
      const span = { start, end: start + from.length };
      const anchor = { dockerfile: 'stage:0', compose: 'services.web', kubernetes: 'Deployment/web' }[target];
      const at = { file, span };
      const base = { id: `${id}@${anchor}`, anchor, at, title: `Test: ${id}`, why: 'A test wants it.', touches };
      const evidence = [{ says: 'it stands there', from: { kind: 'source', file, line: 1 } }] as const;
      const change = { kind: 'edit', file, span, expect: from, text: to } as const;
      const assumption = { id: 'test', believes: 'it is right', breaksIf: 'it is not', checkBy: 'running it' };
      return {
        proposals: [
          { ...base, evidence: [...evidence], safety: 'review', assumptions: [assumption], changes: [change] },
        ],
        refusals: [],
      };
    },
  };
}

/** What proposes something: the order of a registry is worked out once, so what was loaded stays in it, and is silent. */
let active: ReadonlySet<string> = new Set();

/** Puts transforms into the registry, one after the other, until the returned function takes them out. Only `taken` propose. */
export function load(replacements: readonly Replacement[], taken = replacements): () => void {
  const lists = registry as unknown as Record<Target, Transform<never>[]>;
  const before = { ...lists };
  active = new Set(taken.map(({ id }) => id));
  for (const target of ['dockerfile', 'compose', 'kubernetes'] as const) {
    const own = replacements.filter((each) => each.target === target);
    lists[target] = own.map(
      (each, at) =>
        replacing(
          each,
          own.slice(0, at).map(({ id }) => id),
        ) as unknown as Transform<never>,
    );
  }
  lists.pipeline = [];
  return () => void Object.assign(lists, before);
}
