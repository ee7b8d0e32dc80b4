import { type Edit, type NonEmpty, type Span, type Stop, nonEmpty, stop } from '../model/index.js';
import { asMap, findEntry, findOwnEntry, resolveAlias } from './read.js';
import { renderEntry, renderFlowEntry, renderFlowValue, renderItem, type YamlValue } from './render.js';
import { formatScalar, quoted } from './scalar.js';
import { type KeyOrder, placeOfKey } from './order.js';
import { findInsertionPoint, isOpenBetween, isParted } from './place.js';
import { columnOf, listStepOf, styleOf } from './style.js';
import type { YamlEntry, YamlFile, YamlMap, YamlNode, YamlScalar, YamlSeq } from './types.js';

/** The edits, or why there are none. */
export type YamlEdits = NonEmpty<Edit> | Stop;

/** Where to add: a map or list, or the entry that holds it (which may be empty, or an alias). */
export type MapPlace = YamlEntry | YamlMap;
export type ListPlace = YamlEntry | YamlSeq;

type Added = { readonly [key: string]: YamlValue };

/**
 * Adds one key to a map: where an order says, else at the end. Refuses `conflicts` when the map has the key, `inherited`
 * when a merge key brings it in or the map itself comes from elsewhere, `unsupported-syntax` for forms that are not edited.
 * An edit in an anchored map shows wherever the anchor is used: see `aliasedBy`.
 */
export function addMapKey(yaml: YamlFile, at: MapPlace, key: string, value: YamlValue, order?: KeyOrder): YamlEdits {
  return addMapKeys(yaml, at, { [key]: value }, order);
}

/** `addMapKey` for several keys. All or nothing. */
export function addMapKeys(yaml: YamlFile, at: MapPlace, added: Added, order?: KeyOrder): YamlEdits {
  const map = asMap('kind' in at ? at : at.value);
  for (const key of map ? Object.keys(added) : []) {
    const present = map && findEntry(map, key);
    if (!present) continue;
    if (map && findOwnEntry(map, key) && ('kind' in at || at.value.kind === 'map'))
      return stop('conflicts', `${key} is already set`);
    return stop('inherited', `${key} comes through a merge key`);
  }
  if ('kind' in at) return at.flow ? addToFlowMap(yaml, at, added) : addToBlockMap(yaml, at, added, order);
  const { value } = at;
  if (value.kind === 'map')
    return value.flow ? addToFlowMap(yaml, value, added) : addToBlockMap(yaml, value, added, order);
  if (value.kind === 'seq') return stop('unsupported-syntax', `${at.name} is a list`);
  if (value.kind === 'scalar' && value.value !== null) return stop('unsupported-syntax', `${at.name} is a scalar`);
  if (value.kind === 'alias' && !map) return stop('inherited', `${at.name} is an alias`);
  return fillEntry(yaml, at, (column) => {
    const indent = ' '.repeat(column + styleOf(yaml).step);
    const merge = value.kind === 'alias' ? [`${indent}<<: *${value.name}`] : [];
    return [...merge, ...blockLines(yaml, column + styleOf(yaml).step, added)];
  });
}

/**
 * Adds a value at a path of keys, making the maps that are missing on the way. Refuses like `addMapKey`; a map on the
 * way that a merge key brings in is `inherited`. An order is that of the keys of `at`.
 */
export function addAt(
  yaml: YamlFile,
  at: MapPlace,
  path: readonly [string, ...string[]],
  value: YamlValue,
  order?: KeyOrder,
): YamlEdits {
  let here = at;
  for (let depth = 0; depth < path.length - 1; depth++) {
    const map = asMap('kind' in here ? here : here.value);
    const own = map && findOwnEntry(map, path[depth]!);
    if (!own) {
      const rest = path.slice(depth + 1).reduceRight<YamlValue>((inner, key) => ({ [key]: inner }), value);
      return addMapKey(yaml, here, path[depth]!, rest, depth === 0 ? order : undefined);
    }
    if (!('kind' in here) && here.value.kind === 'alias') return stop('inherited', `${here.name} is an alias`);
    here = own;
  }
  return addMapKey(yaml, here, path[path.length - 1]!, value, path.length === 1 ? order : undefined);
}

/** Adds one item at the end of a list; an entry without a value gets a new list. Refuses like `addMapKey`. */
export function addListItem(yaml: YamlFile, at: ListPlace, value: YamlValue): YamlEdits {
  return addListItems(yaml, at, [value]);
}

/** `addListItem` for several items in one edit. */
export function addListItems(yaml: YamlFile, at: ListPlace, values: readonly [YamlValue, ...YamlValue[]]): YamlEdits {
  if (!('kind' in at) && at.merge) return stop('unsupported-syntax', 'a merge key takes mappings');
  const seq = 'kind' in at ? at : at.value;
  if (seq.kind === 'seq') return seq.flow ? addToFlowSeq(yaml, seq, values) : addToBlockSeq(yaml, seq, values);
  if (seq.kind === 'alias') return stop('inherited', 'the list is an alias');
  if ('kind' in at || seq.kind === 'map' || seq.value !== null) return stop('unsupported-syntax', 'not a list');
  const style = styleOf(yaml);
  return fillEntry(yaml, at, (column) =>
    values.flatMap((value) => renderItem(value, column + style.listStep, 1, style)),
  );
}

/** Replaces a scalar's value and keeps its quotes. Refuses an alias (`inherited`) and a block scalar. */
export function replaceScalar(yaml: YamlFile, node: YamlNode, value: string | number | boolean): YamlEdits {
  if (node.kind === 'alias') return stop('inherited', 'the value is an alias');
  if (node.kind !== 'scalar' || node.style === 'block' || node.span.start === node.span.end) {
    return stop('unsupported-syntax', 'only a scalar on one line is replaced');
  }
  const old = yaml.text.slice(node.span.start, node.span.end);
  if (old.includes('\n')) return stop('unsupported-syntax', 'only a scalar on one line is replaced');
  return yamlEdits(yamlEdit(yaml, node.span, scalarLike(yaml, node, value)));
}

/**
 * Replaces characters of a scalar's text and keeps everything around them as it is written; offsets are those of
 * `node.text`. Refuses what is not written as it reads: escapes, folded lines, block scalars. `text` may hold only what
 * needs no quotes anywhere.
 */
export function replaceInScalar(yaml: YamlFile, node: YamlScalar, { start, end }: Span, text: string): YamlEdits {
  const quote = node.style === 'plain' ? 0 : 1;
  const written = yaml.text.slice(node.span.start + quote, node.span.end - quote);
  if (node.style === 'block' || written !== node.text || !/^[\w.:@/-]*$/.test(text))
    return stop('unsupported-syntax', 'only a scalar that is written as it reads, on one line, is changed in part');
  const at = node.span.start + quote;
  return yamlEdits(yamlEdit(yaml, { start: at + start, end: at + end }, text));
}

function scalarLike(yaml: YamlFile, node: YamlScalar, value: string | number | boolean): string {
  if (typeof value === 'string' && node.style === 'single') return quoted(value, 'single');
  if (typeof value === 'string' && node.style === 'double') return quoted(value, 'double');
  // Flow rules are the stricter ones: what they allow unquoted is safe in a block as well.
  return formatScalar(value, styleOf(yaml).quote, true);
}

function addToBlockMap(yaml: YamlFile, map: YamlMap, added: Added, order?: KeyOrder): YamlEdits {
  const first = map.entries[0]!;
  const last = map.entries[map.entries.length - 1]!;
  if (map.entries.some((entry) => entry.explicit))
    return stop('unsupported-syntax', 'the map has a key written with ?');
  if (hasTabBefore(yaml, first.span.start)) return stop('unsupported-syntax', 'the map is indented with a tab');
  if (isOpen(last.value)) return stop('unsupported-syntax', 'a block scalar ends the file without a newline');
  const column = columnOf(yaml, first.span.start);
  const siblings = map.entries.flatMap((entry) => listStepOf(yaml, entry) ?? []);
  const parted = isParted(yaml, map);
  const edits = [...groupsOf(yaml, map, added, order)].map(([entry, keys]) => {
    const lines = Object.entries(keys).flatMap(([key, value]) => [
      ...(parted ? [''] : []),
      ...blockLines(yaml, column, { [key]: value }, siblings[siblings.length - 1]),
    ]);
    return linesEdit(yaml, endOfEntry(yaml, entry, column), lines);
  });
  return nonEmpty(edits) ?? stop('conflicts', 'nothing to add');
}

/** The keys by the entry behind which they go. */
function groupsOf(yaml: YamlFile, map: YamlMap, added: Added, order: KeyOrder | undefined): Map<YamlEntry, Added> {
  const { entries } = map;
  if (!order) return new Map([[entries[entries.length - 1]!, added]]);
  const column = columnOf(yaml, entries[0]!.span.start);
  // With the keys that are new, so that the second of a kind finds the first.
  const row: { readonly name: string; readonly entry?: YamlEntry }[] = entries.map((entry) => ({
    name: entry.name,
    entry,
  }));
  function isPlaceOpen(place: number): boolean {
    const [before, behind] = [row[place - 1], row[place]];
    if (!before || !behind) return false;
    if (!before.entry || !behind.entry) return true;
    return isOpenBetween(yaml, endOfEntry(yaml, before.entry, column), before.entry, behind.entry);
  }
  for (const name of Object.keys(added)) {
    const names = row.map((each) => each.name);
    row.splice(placeOfKey(names, name, order, isPlaceOpen), 0, { name });
  }
  const groups = new Map<YamlEntry, Added>();
  let behind = entries[0]!;
  for (const { name, entry } of row) {
    if (entry) behind = entry;
    else groups.set(behind, { ...groups.get(behind), [name]: added[name]! });
  }
  return groups;
}

/** Where lines behind an entry go. */
function endOfEntry(yaml: YamlFile, { span, value }: YamlEntry, column: number): number {
  const seq = value.kind === 'seq' && !value.flow ? columnOf(yaml, value.span.start) : undefined;
  return findInsertionPoint(yaml, span.end, column, seq);
}

function blockLines(yaml: YamlFile, column: number, added: Added, listStep?: number): string[] {
  const style = styleOf(yaml);
  const local = listStep === undefined ? style : { ...style, listStep };
  return Object.entries(added).flatMap(([key, value]) => renderEntry(key, value, column, local));
}

function addToBlockSeq(yaml: YamlFile, seq: YamlSeq, values: readonly YamlValue[]): YamlEdits {
  const dash = seq.dashes[seq.dashes.length - 1]!;
  const last = seq.items[seq.items.length - 1]!;
  if (hasTabBefore(yaml, dash) || yaml.text[dash + 1] === '\t')
    return stop('unsupported-syntax', 'the list is indented with a tab');
  if (isOpen(last)) return stop('unsupported-syntax', 'a block scalar ends the file without a newline');
  const column = columnOf(yaml, dash);
  let gap = 1;
  while (yaml.text[dash + 1 + gap] === ' ' && last.span.end > last.span.start) gap++;
  const lines = values.flatMap((value) => renderItem(value, column, gap, styleOf(yaml)));
  return insertLines(yaml, findInsertionPoint(yaml, seq.span.end, column), lines);
}

function addToFlowMap(yaml: YamlFile, map: YamlMap, added: Added): YamlEdits {
  const { text } = yaml;
  if (text[map.span.start] !== '{') return stop('unsupported-syntax', 'a pair without braces');
  const last = map.entries[map.entries.length - 1];
  if (last && last.value.span.start === last.value.span.end)
    return stop('unsupported-syntax', 'the last key has no value');
  const jsonLike = map.entries.length > 0 && map.entries.every((entry) => text[entry.key.span.start] === '"');
  const quote = styleOf(yaml).quote;
  const words = Object.entries(added).map(([key, value]) => renderFlowEntry(key, value, quote, jsonLike));
  return insertFlow(yaml, map.span, last?.span.end, words.join(', '));
}

function addToFlowSeq(yaml: YamlFile, seq: YamlSeq, values: readonly YamlValue[]): YamlEdits {
  const last = seq.items[seq.items.length - 1];
  if (last && last.span.start === last.span.end) return stop('unsupported-syntax', 'the last item is empty');
  const jsonLike =
    seq.items.length > 0 &&
    seq.items.every((item) => resolveAlias(item) === item && yaml.text[item.span.start] === '"');
  const words = values.map((value) => renderFlowValue(value, styleOf(yaml).quote, jsonLike));
  return insertFlow(yaml, seq.span, last?.span.end, words.join(', '));
}

function insertFlow(yaml: YamlFile, span: Span, lastEnd: number | undefined, words: string): YamlEdits {
  const { text } = yaml;
  if (lastEnd === undefined) {
    const inside = text[span.start + 1];
    return yamlEdits(
      yamlEdit(yaml, { start: span.start + 1, end: span.start + 1 }, inside === ' ' ? ` ${words}` : words),
    );
  }
  let at = lastEnd;
  while (text[at] === ' ') at++;
  const trailing = text[at] === ',';
  const offset = trailing ? at + 1 : lastEnd;
  return yamlEdits(yamlEdit(yaml, { start: offset, end: offset }, trailing ? ` ${words}` : `, ${words}`));
}

/** Puts lines below the key of an entry that has no value, an explicit null, or an alias. */
function fillEntry(yaml: YamlFile, entry: YamlEntry, render: (column: number) => string[]): YamlEdits {
  const { value } = entry;
  if (entry.flow || entry.explicit || entry.colon === -1)
    return stop('unsupported-syntax', `${entry.name} has no value to add to`);
  if (value.tag !== undefined || value.anchor !== undefined)
    return stop('unsupported-syntax', `${entry.name} has a tag or an anchor`);
  if (hasTabBefore(yaml, entry.span.start)) return stop('unsupported-syntax', 'the map is indented with a tab');
  const written = value.span.end > value.span.start;
  const line = yaml.lines.lineAt(entry.colon);
  if (written && yaml.lines.lineAt(value.span.start) !== line)
    return stop('unsupported-syntax', `${entry.name} has its value on another line`);
  const eol = styleOf(yaml).eol;
  const text = render(columnOf(yaml, entry.key.span.start))
    .map((each) => eol + each)
    .join('');
  const end = yaml.lines.contentOf(line).end;
  if (!written) return yamlEdits(yamlEdit(yaml, { start: end, end }, text));
  const gone = { start: entry.colon + 1, end: value.span.end };
  if (gone.end === end) return yamlEdits(yamlEdit(yaml, gone, text));
  return yamlEdits(yamlEdit(yaml, gone, ''), yamlEdit(yaml, { start: end, end }, text));
}

function insertLines(yaml: YamlFile, offset: number, lines: readonly string[]): YamlEdits {
  return yamlEdits(linesEdit(yaml, offset, lines));
}

function linesEdit(yaml: YamlFile, offset: number, lines: readonly string[]): Edit {
  const eol = styleOf(yaml).eol;
  return yamlEdit(yaml, { start: offset, end: offset }, lines.map((line) => eol + line).join(''));
}

function hasTabBefore(yaml: YamlFile, offset: number): boolean {
  return yaml.text.slice(yaml.lines.startOf(yaml.lines.lineAt(offset)), offset).includes('\t');
}

/** The last thing written in the node is a block scalar that no newline ends. */
function isOpen(node: YamlNode): boolean {
  if (node.kind === 'scalar') return node.open === true;
  if (node.kind === 'alias') return false;
  const last = node.kind === 'seq' ? node.items[node.items.length - 1] : node.entries[node.entries.length - 1]?.value;
  return last !== undefined && isOpen(last);
}

export function yamlEdit(yaml: YamlFile, span: Span, text: string): Edit {
  return { kind: 'edit', file: yaml.file, span, expect: yaml.text.slice(span.start, span.end), text };
}

export function yamlEdits(first: Edit, ...rest: Edit[]): YamlEdits {
  return [first, ...rest];
}
