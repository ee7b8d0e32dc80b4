// Values that a transform adds to a service, and the edits they take.
import { type Edit, type Span, stop, type Stop, isStop, nonEmpty } from '../model/index.js';
import {
  addAt,
  addListItems,
  addMapKeys,
  asSeq,
  asText,
  columnOf,
  findEntry,
  findOwnEntry,
  renderEntry,
  styleOf,
  type YamlEdits,
  type YamlEntry,
  type YamlNode,
  type YamlValue,
} from '../yaml/index.js';
import { type ComposeDoc, type Service, serviceKeyOrder } from '../compose/index.js';

/**
 * A value to add at a path of keys below the service: `['deploy', 'resources', 'limits', 'memory']`. Of a list that the
 * service has at a key of its own, the items that are missing are added.
 */
export interface Setting {
  readonly path: readonly [string, ...string[]];
  readonly value: YamlValue;
}

/** Keys that are missing at the top of the service stand in the order of the file; others where they belong. None where a list has all. */
export function editsOf(doc: ComposeDoc, service: Service, settings: readonly Setting[]): readonly Edit[] | Stop {
  const fresh: { [key: string]: YamlValue } = {};
  const edits: Edit[] = [];
  // Values that are no map of their own yet: all keys come in one edit.
  const opened = new Map<YamlEntry, YamlValue>();
  for (const { path, value } of settings) {
    const [head, ...rest] = path;
    if (service.map && findEntry(service.map, head)) {
      const own = service.own(head);
      if (own && rest.length > 0 && (own.value.kind === 'alias' || shortOf(own) !== undefined)) {
        const context = shortOf(own);
        opened.set(own, nest(opened.get(own) ?? (context === undefined ? {} : { context }), rest, value));
        continue;
      }
      const list = own && listAt(own, rest);
      const items = list && missingItems(list.value, value);
      if (items) {
        const added = nonEmpty(items);
        const result = added && addListItems(doc.yaml, list, added);
        if (isStop(result)) return result;
        edits.push(...(result ?? []));
        continue;
      }
      const result = addAt(doc.yaml, service.entry, path, value, serviceKeyOrder(doc));
      if (isStop(result)) return result;
      edits.push(...result);
    } else {
      fresh[head] = nest(fresh[head], rest, value);
    }
  }
  for (const [own, keys] of opened) {
    const result = own.value.kind === 'alias' ? addMapKeys(doc.yaml, own, keys as Keys) : spelledOut(doc, own, keys);
    if (isStop(result)) return result;
    edits.push(...result);
  }
  if (Object.keys(fresh).length > 0) {
    const result = addMapKeys(doc.yaml, service.entry, fresh, serviceKeyOrder(doc));
    if (isStop(result)) return result;
    edits.push(...result);
  }
  return edits;
}

type Keys = { readonly [key: string]: YamlValue };

/** `build: .`, the context alone. */
function shortOf({ name, value }: YamlEntry): string | undefined {
  return name === 'build' && value.kind === 'scalar' ? asText(value) : undefined;
}

/** `build: .` as a map with more keys, the comment behind it where it was. */
function spelledOut(doc: ComposeDoc, entry: YamlEntry, value: YamlValue): YamlEdits {
  const { yaml } = doc;
  const written = entry.value;
  const line = yaml.lines.lineAt(entry.key.span.start);
  const several = yaml.lines.lineAt(written.span.start) !== line || yaml.lines.lineAt(written.span.end) !== line;
  if (entry.flow || entry.explicit || written.anchor !== undefined || written.tag !== undefined || several)
    return stop('unsupported-syntax', 'build is not written as one word on its line');
  const style = styleOf(yaml);
  const rendered = renderEntry(entry.name, value, columnOf(yaml, entry.key.span.start), style);
  // The context as it is written, quotes or none.
  const raw = doc.text.slice(written.span.start, written.span.end);
  const lines = rendered.slice(1).map((each, index) => (index === 0 ? each.replace(/:.*/s, () => `: ${raw}`) : each));
  const text = lines.map((each) => style.eol + each).join('');
  const { end } = yaml.lines.contentOf(line);
  const edit = (span: Span, inserted: string): Edit => ({
    kind: 'edit',
    file: doc.file,
    span,
    expect: doc.text.slice(span.start, span.end),
    text: inserted,
  });
  const gone = { start: entry.colon + 1, end: written.span.end };
  if (gone.end === end) return [edit(gone, text)];
  return [edit(gone, ''), edit({ start: end, end }, text)];
}

/** The list that the service itself writes at a path, to which items are added. */
function listAt(own: YamlEntry, path: readonly string[]): YamlEntry | undefined {
  let at: YamlEntry | undefined = own;
  for (const key of path) at = at?.value.kind === 'map' ? findOwnEntry(at.value, key) : undefined;
  return at && asSeq(at.value) ? at : undefined;
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
