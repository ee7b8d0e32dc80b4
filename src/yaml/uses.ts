import { entriesOf, resolveAlias } from './read.js';
import type { YamlFile, YamlNode, YamlScalar } from './types.js';

/**
 * The keys that lead to each of some scalars, as a reader sees the documents: once for every alias and every merge key
 * that brings it in. Of the size of what the file stands for.
 */
export function findKeyPaths(yaml: YamlFile, wanted: ReadonlySet<YamlScalar>): Map<YamlScalar, (readonly string[])[]> {
  const found = new Map<YamlScalar, (readonly string[])[]>();
  const keys: string[] = [];
  function walk(node: YamlNode): void {
    const target = resolveAlias(node);
    if (target.kind === 'scalar') {
      if (!wanted.has(target)) return;
      const list = found.get(target);
      if (list) list.push([...keys]);
      else found.set(target, [[...keys]]);
      return;
    }
    const inner: Iterable<readonly [string, YamlNode]> =
      target.kind === 'seq'
        ? target.items.map((item, index) => [String(index), item] as const)
        : [...entriesOf(target)].map(([key, entry]) => [key, entry.value] as const);
    for (const [key, value] of inner) {
      keys.push(key);
      walk(value);
      keys.pop();
    }
  }
  for (const root of yaml.documents) walk(root);
  return found;
}
