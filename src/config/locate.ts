import { asMap, asSeq, findEntry, type YamlNode } from '../yaml/index.js';

/** Where a value, or the key of an entry, stands in the file. */
export type Locate = (at: { readonly pointer: readonly string[]; readonly key?: string }) => number;

/** The offset of what a path of keys and indexes leads to; of the nearest place above it where it does not exist. */
export function locate(root: YamlNode, { pointer, key }: Parameters<Locate>[0]): number {
  let node = root;
  for (const part of pointer) {
    const next = child(node, part);
    if (next === undefined) break;
    node = next;
  }
  const map = key === undefined ? undefined : asMap(node);
  const entry = map === undefined || key === undefined ? undefined : findEntry(map, key);
  return entry === undefined ? node.span.start : entry.key.span.start;
}

function child(node: YamlNode, part: string): YamlNode | undefined {
  const map = asMap(node);
  if (map !== undefined) return findEntry(map, part)?.value;
  return asSeq(node)?.items[Number(part)];
}

/** `/overrides/0/paths` taken apart. */
export function pointerParts(pointer: string): string[] {
  if (pointer === '') return [];
  return pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}
