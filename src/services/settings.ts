// Values that a transform adds to a service, and the edits they take.
import type { Edit } from '../model/index.js';
import {
  addAt,
  addListItems,
  addMapKeys,
  asSeq,
  asText,
  findEntry,
  type ComposeDoc,
  type Service,
  type YamlEdits,
  type YamlNode,
  type YamlValue,
} from '../compose/index.js';

/**
 * A value to add at a path of keys below the service: `['deploy', 'resources', 'limits', 'memory']`. Of a list that the
 * service has at a key of its own, the items that are missing are added.
 */
export interface Setting {
  readonly path: readonly [string, ...string[]];
  readonly value: YamlValue;
}

/** Keys that are missing at the top of the service come in one edit; others where they belong. */
export function editsOf(doc: ComposeDoc, service: Service, settings: readonly Setting[]): YamlEdits {
  const fresh: { [key: string]: YamlValue } = {};
  const edits: Edit[] = [];
  for (const { path, value } of settings) {
    const [head, ...rest] = path;
    if (service.map && findEntry(service.map, head)) {
      const own = service.own(head);
      const items = rest.length === 0 && own && asSeq(own.value) ? missingItems(own.value, value) : undefined;
      if (items && own) {
        const [first, ...others] = items;
        const result = first === undefined ? undefined : addListItems(doc.yaml, own, [first, ...others]);
        if (result?.ok === false) return result;
        edits.push(...(result?.edits ?? []));
        continue;
      }
      const result = addAt(doc.yaml, service.entry, path, value);
      if (!result.ok) return result;
      edits.push(...result.edits);
    } else {
      fresh[head] = nest(fresh[head], rest, value);
    }
  }
  if (Object.keys(fresh).length > 0) {
    const result = addMapKeys(doc.yaml, service.entry, fresh);
    if (!result.ok) return result;
    edits.push(...result.edits);
  }
  return { ok: true, edits: edits as unknown as Extract<YamlEdits, { ok: true }>['edits'] };
}

function missingItems(list: YamlNode, wanted: YamlValue): YamlValue[] {
  const present = new Set((asSeq(list)?.items ?? []).map((item) => asText(item)));
  return Array.isArray(wanted) ? wanted.filter((each: YamlValue) => !present.has(String(each))) : [];
}

function nest(into: YamlValue | undefined, [key, ...rest]: readonly string[], value: YamlValue): YamlValue {
  if (key === undefined) return value;
  const map = (into ?? {}) as { readonly [key: string]: YamlValue };
  return { ...map, [key]: nest(map[key], rest, value) };
}
