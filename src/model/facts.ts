import type { GroupContext } from './transform.js';

const all = new WeakMap<object, Map<object, unknown>>();

/**
 * What `compute` finds out about a document, or about a part of one: worked out when first asked for, and kept as long as
 * the document is.
 * @param compute stands in a module, not in a function, since it is what the fact is known by. It looks at its argument
 * alone: what rests on other files as well is a fact of the group.
 */
export function factOf<Of extends object, Fact>(of: Of, compute: (of: Of) => Fact): Fact {
  return kept(of, compute, () => compute(of));
}

/**
 * What `compute` finds out about a group and the tree around it. Kept while the group is planned, from when it is first
 * asked for: steps that come later do not change it.
 * @param compute as for `factOf`.
 */
export function groupFact<Fact>(around: GroupContext, compute: (around: GroupContext) => Fact): Fact {
  return kept(around.documents, compute, () => compute(around));
}

function kept<Fact>(owner: object, key: object, make: () => Fact): Fact {
  let facts = all.get(owner);
  if (!facts) {
    facts = new Map();
    all.set(owner, facts);
  }
  if (facts.has(key)) return facts.get(key) as Fact;
  const fact = make();
  facts.set(key, fact);
  return fact;
}
