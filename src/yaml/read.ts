import type { YamlEntry, YamlMap, YamlNode, YamlScalar, YamlSeq, PlainValue } from './types.js';

/** The node itself, or what an alias stands for. */
export function resolveAlias(node: YamlNode): YamlMap | YamlSeq | YamlScalar {
  return node.kind === 'alias' ? node.target : node;
}

/** The mapping a node is or stands for. */
export function asMap(node: YamlNode | undefined): YamlMap | undefined {
  const target = node && resolveAlias(node);
  return target?.kind === 'map' ? target : undefined;
}

/** The list a node is or stands for. */
export function asSeq(node: YamlNode | undefined): YamlSeq | undefined {
  const target = node && resolveAlias(node);
  return target?.kind === 'seq' ? target : undefined;
}

/** The text of a scalar, whatever its type: `80` and `"80"` are both `80`. `undefined` for null, maps and lists. */
export function asText(node: YamlNode | undefined): string | undefined {
  const target = node && resolveAlias(node);
  return target?.kind === 'scalar' && target.value !== null ? target.text : undefined;
}

/** A truth value as Compose and Kubernetes read a field of that type: `yes`, `on` and their kin count, quoted as well. */
export function asBoolean(node: YamlNode | undefined): boolean | undefined {
  const target = node && resolveAlias(node);
  if (target?.kind !== 'scalar') return undefined;
  if (typeof target.value === 'boolean') return target.value;
  if (/^(y|yes|on|true)$/i.test(target.text)) return true;
  if (/^(n|no|off|false)$/i.test(target.text)) return false;
  return undefined;
}

/** The entry written in this very map. */
export function findOwnEntry(map: YamlMap, key: string): YamlEntry | undefined {
  // The name of a key that is a map or a list is empty, too.
  if (key === '') return undefined;
  for (const entry of map.entries) if (entry.name === key && !entry.merge) return entry;
  return undefined;
}

const NONE: readonly YamlMap[] = [];

/** The maps that `<<` brings in, the strongest first. */
function mergedMaps(map: YamlMap): readonly YamlMap[] {
  // Asked for with every key: most maps have none.
  for (const { merge, value } of map.entries) {
    if (!merge) continue;
    const target = resolveAlias(value);
    if (target.kind === 'map') return [target];
    return target.kind === 'seq' ? target.items.flatMap((item) => asMap(item) ?? []) : NONE;
  }
  return NONE;
}

/** The entry that counts for a key: the map's own, else the first that its merge keys bring in. */
export function findEntry(map: YamlMap, key: string): YamlEntry | undefined {
  const own = findOwnEntry(map, key);
  if (own) return own;
  for (const merged of mergedMaps(map)) {
    const entry = findEntry(merged, key);
    if (entry) return entry;
  }
  return undefined;
}

/** The value at a path of keys, through aliases and merge keys. */
export function findValue(node: YamlNode | undefined, ...path: readonly string[]): YamlNode | undefined {
  let at = node;
  for (const key of path) {
    const map = asMap(at);
    if (!map) return undefined;
    at = findEntry(map, key)?.value;
  }
  return at && resolveAlias(at);
}

/** Every entry that counts, merge keys resolved, by key. */
export function entriesOf(map: YamlMap): Map<string, YamlEntry> {
  const found = new Map<string, YamlEntry>();
  collect(map, found);
  return found;
}

function collect(map: YamlMap, found: Map<string, YamlEntry>): void {
  for (const entry of map.entries) if (!entry.merge && !found.has(entry.name)) found.set(entry.name, entry);
  for (const merged of mergedMaps(map)) collect(merged, found);
}

/**
 * A node as plain JSON: aliases and merge keys resolved, a local tag kept as a key of its own (`{'!reset': null}`), so
 * that no difference is lost. The result shares nothing with the nodes.
 */
export function toJS(node: YamlNode): PlainValue {
  const target = resolveAlias(node);
  const value =
    target.kind === 'scalar' ? target.value : target.kind === 'seq' ? target.items.map(toJS) : mapToJS(target);
  return target.tag?.startsWith('!') ? { [target.tag]: value } : value;
}

function mapToJS(map: YamlMap): { [key: string]: PlainValue } {
  const out: { [key: string]: PlainValue } = {};
  for (const entry of map.entries) if (!entry.merge) setKey(out, keyText(entry), toJS(entry.value));
  for (const merged of mergedMaps(map)) {
    const values = mapToJS(merged);
    for (const key of Object.keys(values)) if (!Object.hasOwn(out, key)) setKey(out, key, values[key]!);
  }
  return out;
}

function keyText(entry: YamlEntry): string {
  const key = resolveAlias(entry.key);
  return key.kind === 'scalar' ? entry.name : JSON.stringify(toJS(key));
}

/** Sets a key that comes from a file: `__proto__` is a key like any other. */
export function setKey(out: { [key: string]: PlainValue }, key: string, value: PlainValue): void {
  if (key !== '__proto__') out[key] = value;
  else Object.defineProperty(out, key, { value, writable: true, enumerable: true, configurable: true });
}

/** True for a mapping, as opposed to a list or a scalar. */
export function isObject(value: PlainValue | undefined): value is { readonly [key: string]: PlainValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A dotted place as the guards and `touches` name it; a part that holds a dot or a quote is quoted. */
export function dottedPlace(...parts: readonly string[]): string {
  return parts.map((part) => (/["\s.]/.test(part) || part === '' ? JSON.stringify(part) : part)).join('.');
}

/** Every leaf of a plain value by its place; empty maps and lists are leaves. Values are JSON. */
export function flatten(value: PlainValue, prefix = ''): Map<string, string> {
  const out = new Map<string, string>();
  flattenInto(value, prefix, out);
  return out;
}

function flattenInto(value: PlainValue, at: string, out: Map<string, string>): void {
  if (typeof value !== 'object' || value === null) {
    out.set(at, JSON.stringify(value));
    return;
  }
  const keys = Object.keys(value);
  if (keys.length === 0) out.set(at, Array.isArray(value) ? '[]' : '{}');
  for (const key of keys) {
    const child = (value as { readonly [key: string]: PlainValue })[key]!;
    flattenInto(child, at === '' ? dottedPlace(key) : `${at}.${dottedPlace(key)}`, out);
  }
}
