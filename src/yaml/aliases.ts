import { factOf, contains, type Span } from '../model/index.js';
import type { YamlAlias, YamlEntry, YamlFile, YamlNode } from './types.js';

/** A node that aliases stand for, and the nearest such node around it. */
interface Target {
  readonly span: Span;
  readonly aliases: YamlAlias[];
  readonly around: Target | undefined;
}

/**
 * The aliases through which an edit inside `node` shows elsewhere: those that stand for the node or for something
 * around it, and those that stand for a place where such an alias is used.
 */
export function findAliases(yaml: YamlFile, node: YamlNode | YamlEntry): YamlAlias[] {
  if (yaml.aliases.length === 0) return [];
  const found = new Set<YamlAlias>();
  const visited = new Set<Target>();
  const spans: Span[] = ['kind' in node ? node.span : node.value.span];
  for (let span = spans.pop(); span; span = spans.pop()) {
    for (
      let target = nearest(factOf(yaml, targetsOf), span.start);
      target && !visited.has(target);
      target = target.around
    ) {
      if (!contains(target.span, span)) continue;
      visited.add(target);
      for (const alias of target.aliases) {
        if (found.has(alias)) continue;
        found.add(alias);
        spans.push(alias.span);
      }
    }
  }
  return [...found];
}

/** Sorted by start, each knowing its parent: nodes nest, so a stack tells who stands around whom. */
function targetsOf(yaml: YamlFile): readonly Target[] {
  const byNode = new Map<YamlNode, YamlAlias[]>();
  for (const alias of yaml.aliases) {
    const list = byNode.get(alias.target);
    if (list) list.push(alias);
    else byNode.set(alias.target, [alias]);
  }
  const nodes = [...byNode].sort(([a], [b]) => a.span.start - b.span.start || b.span.end - a.span.end);
  const sorted: Target[] = [];
  for (const [{ span }, aliases] of nodes) {
    let around = sorted[sorted.length - 1];
    while (around && !contains(around.span, span)) around = around.around;
    sorted.push({ span, aliases, around });
  }
  return sorted;
}

/** The last target that starts at or before the offset. */
function nearest(sorted: readonly Target[], offset: number): Target | undefined {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]!.span.start <= offset) low = middle + 1;
    else high = middle;
  }
  return sorted[low - 1];
}
