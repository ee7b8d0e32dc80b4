import { contains, type Span, stop } from '../model/index.js';
import { indentOf } from '../text/index.js';
import { columnOf } from './style.js';
import { findOwnEntry } from './read.js';
import { yamlEdits, yamlEdit, type YamlEdits } from './edit.js';
import type { YamlEntry, YamlFile, YamlMap, YamlNode, YamlScalar, YamlSeq } from './types.js';

/**
 * Removes a key and its value, whole lines. Comments on lines of their own above it stay. Refuses `not-contiguous` when
 * a comment stands on those lines, unless `dropComments`; `used-later` when something inside is the anchor of an alias
 * elsewhere; `unsupported-syntax` for the only key of a map, the first key of a list item, and `? ` keys;
 * `inherited` for a key that is not the map's own.
 */
export function removeKey(
  yaml: YamlFile,
  map: YamlMap,
  key: string,
  options: { dropComments?: boolean } = {},
): YamlEdits {
  const entry = findOwnEntry(map, key);
  if (!entry) return stop('inherited', `${key} is not set here`);
  if (hasExplicitKey(entry)) return stop('unsupported-syntax', `${key} is or holds a key written with ?`);
  const outside = yaml.aliases.some(
    (alias) => contains(entry.span, alias.target.span) && !contains(entry.span, alias.span),
  );
  if (outside) return stop('used-later', `an anchor inside ${key} is used elsewhere`);
  if (map.entries.length === 1) return stop('unsupported-syntax', `${key} is the only key of its map`);
  const span = entry.flow ? flowSpan(yaml, map, entry) : blockSpan(yaml, map, entry);
  if (!span) return stop('unsupported-syntax', `${key} shares its line with something else`);
  const scalar = entry.flow ? undefined : blockScalarBefore(map, entry);
  if (scalar && wouldGrow(yaml, scalar, columnOf(yaml, entry.span.start), span.end)) {
    return stop('unsupported-syntax', `what follows ${key} would become part of the text block above it`);
  }
  if (!options.dropComments && hasComment(yaml, span)) return stop('not-contiguous', `a comment stands beside ${key}`);
  return yamlEdits(yamlEdit(yaml, span, ''));
}

/**
 * Removes one of several items of a list: whole lines, or up to the next item in `[ ]`. Refuses `not-contiguous` when a
 * comment stands beside the item, `inherited` for an alias or an anchor, `unsupported-syntax` for the only item, for one
 * that is no scalar on a line of its own, and for a flow list on several lines.
 */
export function removeListItem(yaml: YamlFile, seq: YamlSeq, item: YamlNode): YamlEdits {
  const index = seq.items.indexOf(item);
  if (item.kind === 'alias' || item.anchor !== undefined) return stop('inherited', 'the item is used elsewhere, too');
  if (index === -1 || item.kind !== 'scalar' || item.style === 'block' || seq.items.length === 1)
    return stop('unsupported-syntax', 'only one of several words of a list is removed');
  if (seq.flow) {
    if (yaml.text.slice(seq.span.start, seq.span.end).includes('\n'))
      return stop('unsupported-syntax', 'a list in brackets over several lines');
    const next = seq.items[index + 1];
    if (next) return yamlEdits(yamlEdit(yaml, { start: item.span.start, end: next.span.start }, ''));
    return yamlEdits(yamlEdit(yaml, { start: seq.items[index - 1]!.span.end, end: item.span.end }, ''));
  }
  const dash = seq.dashes[index]!;
  const line = yaml.lines.lineAt(dash);
  const before = yaml.text.slice(yaml.lines.startOf(line), dash);
  if (before.trim() !== '' || yaml.lines.lineAt(item.span.end) !== line)
    return stop('unsupported-syntax', 'the item shares its line with something else');
  const { start, end } = yaml.lines.whole(line);
  if (hasComment(yaml, { start, end })) return stop('not-contiguous', 'a comment stands beside the item');
  // The last line of a file without a final newline goes with the newline before it.
  if (end === yaml.text.length && !yaml.text.endsWith('\n'))
    return yamlEdits(yamlEdit(yaml, { start: yaml.lines.contentOf(line - 1).end, end }, ''));
  return yamlEdits(yamlEdit(yaml, { start, end }, ''));
}

/** Cheap when there is no `#` at all; else only a comment token counts. */
function hasComment(yaml: YamlFile, span: Span): boolean {
  if (!yaml.text.slice(span.start, span.end).includes('#')) return false;
  return yaml.comments.some(({ offset }) => span.start <= offset && offset < span.end);
}

function blockSpan(yaml: YamlFile, map: YamlMap, entry: YamlEntry): Span | undefined {
  const { lines, text } = yaml;
  const first = lines.lineAt(entry.span.start);
  const lineStart = lines.startOf(first);
  const column = columnOf(yaml, entry.span.start);
  const bom = lineStart === 0 && text.startsWith('\ufeff') ? 1 : 0;
  if (text.slice(lineStart + bom, entry.span.start) !== ' '.repeat(column)) return undefined;
  let last = lines.lineAt(entry.span.end);
  // One blank line goes with a key that stood between two, or at the top of the file.
  const openAbove = first === 0 || isBlank(yaml, first - 1);
  if (openAbove && last + 1 < lines.count && isBlank(yaml, last + 1) && map.entries[map.entries.length - 1] !== entry)
    last++;
  const end = lines.whole(last).end;
  const closed = end < text.length || text.endsWith('\n');
  if (closed || first === 0) return { start: lineStart + bom, end };
  let above = first - 1;
  while (above > 0 && isBlank(yaml, above)) above--;
  return { start: lines.contentOf(above).end, end };
}

function isBlank(yaml: YamlFile, line: number): boolean {
  const { start, end } = yaml.lines.contentOf(line);
  return yaml.text.slice(start, end).trim() === '';
}

function flowSpan(yaml: YamlFile, map: YamlMap, entry: YamlEntry): Span | undefined {
  const { text } = yaml;
  if (text.slice(map.span.start, map.span.end).includes('\n')) return undefined;
  const index = map.entries.indexOf(entry);
  const next = map.entries[index + 1];
  if (next) return { start: entry.span.start, end: next.span.start };
  return { start: map.entries[index - 1]!.span.end, end: entry.span.end };
}

function hasExplicitKey(entry: YamlEntry): boolean {
  return entry.explicit || entry.key.kind === 'map' || entry.key.kind === 'seq' || holdsExplicitKey(entry.value);
}

function holdsExplicitKey(node: YamlNode): boolean {
  if (node.kind === 'map') return node.entries.some(hasExplicitKey);
  return node.kind === 'seq' && node.items.some(holdsExplicitKey);
}

/** The block scalar that the entry before ends with. */
function blockScalarBefore(map: YamlMap, entry: YamlEntry): YamlScalar | undefined {
  let node: YamlNode | undefined = map.entries[map.entries.indexOf(entry) - 1]?.value;
  while (node && (node.kind === 'map' || node.kind === 'seq')) {
    node = node.kind === 'seq' ? node.items[node.items.length - 1] : node.entries[node.entries.length - 1]?.value;
  }
  return node?.kind === 'scalar' && node.style === 'block' ? node : undefined;
}

/** A block scalar takes in the blank lines and the indented comments that come to stand right below it. */
function wouldGrow(yaml: YamlFile, scalar: YamlScalar, column: number, from: number): boolean {
  const { lines, text } = yaml;
  const header = text.slice(scalar.span.start, lines.contentOf(lines.lineAt(scalar.span.start)).end);
  const keeps = /^[|>][0-9]?\+/.test(header);
  for (let line = lines.lineAt(from); line < lines.count && from < text.length; line++) {
    const { start, end } = lines.contentOf(line);
    const indent = indentOf(text.slice(start, end)).length;
    const blank = start + indent === end;
    if (blank && (keeps || indent > 0)) return true;
    if (!blank && text[start + indent] !== '#') return false;
    if (!blank && indent > column) return true;
  }
  return false;
}
