import type { Repository } from './repository.js';
import type { GroupContext } from './transform.js';

/** By what computes them, then by what they are facts of. */
const all = new WeakMap<object, WeakMap<object, unknown>>();

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

/**
 * What `compute` finds out from which files a tree has, and never from what they say. Groups of one run share it: a step
 * that makes no file changes nothing of it, and where one did it is worked out anew.
 * @param compute as for `factOf`.
 */
export function namesFact<Fact>(tree: Repository, compute: (tree: Repository) => Fact): Fact {
  let bottom = tree;
  for (; bottom.over; bottom = bottom.over.base) {
    const { base, changes } = bottom.over;
    for (const path of changes.keys()) if (base.kind(path) === undefined) return compute(tree);
  }
  return factOf(bottom, compute);
}

function kept<Fact>(owner: object, compute: object, make: () => Fact): Fact {
  let facts = all.get(compute);
  if (!facts) {
    facts = new WeakMap();
    all.set(compute, facts);
  }
  const known = facts.get(owner);
  if (known !== undefined || facts.has(owner)) return known as Fact;
  const fact = make();
  facts.set(owner, fact);
  return fact;
}
