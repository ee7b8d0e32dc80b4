import { isAlias, isMap, isPair, isScalar, isSeq } from 'yaml';
import type { CST, Pair, ParsedNode, YAMLMap, YAMLSeq } from 'yaml';
import { ParseError } from '../model/index.js';
import type { LineIndex } from '../text/index.js';
import { resolvePlain } from './scalar.js';
import type { YamlAlias, YamlEntry, YamlFile, YamlMap, YamlNode, YamlScalar, YamlSeq } from './types.js';

/** Nodes that aliases may add to those written down. */
const MAX_EXPANSION = 100_000;

const STYLES = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'block',
  BLOCK_FOLDED: 'block',
} as const satisfies Record<string, YamlScalar['style']>;

/**
 * The library's nodes as ours: spans that end with the content, aliases bound to their anchors, keys checked.
 * @param quoted what quoted texts say whose characters the nodes do not have, by offset.
 * @throws ParseError on a duplicate key, an alias without its anchor or inside it, aliases that expand beyond measure,
 * and a `<<` that is no mapping.
 */
export function convertDocuments(
  text: string,
  lines: LineIndex,
  roots: readonly (ParsedNode | null)[],
  quoted: ReadonlyMap<number, string> = new Map(),
): Pick<YamlFile, 'documents' | 'aliases'> {
  const sizes = new Map<YamlNode, number>();
  const state: State = { text, lines, quoted, anchors: new Map(), sizes, aliases: [], nodes: 0, expanded: 0 };
  const documents = roots.map((root) => {
    state.anchors.clear();
    return convert(root, state);
  });
  return { documents, aliases: state.aliases };
}

interface State {
  readonly text: string;
  readonly lines: LineIndex;
  readonly quoted: ReadonlyMap<number, string>;
  /** `undefined` while the anchored node is still being read: an alias there would be a cycle. */
  readonly anchors: Map<string, YamlAlias['target'] | undefined>;
  readonly sizes: Map<YamlNode, number>;
  readonly aliases: YamlAlias[];
  nodes: number;
  expanded: number;
}

function convert(node: ParsedNode | null, state: State): YamlNode {
  if (!node) return { kind: 'scalar', style: 'plain', text: '', value: null, span: { start: 0, end: 0 } };
  if (isAlias(node)) return convertAlias(node.source, node.range[0], node.range[1], state);
  const before = state.nodes++;
  if (node.anchor !== undefined) state.anchors.set(node.anchor, undefined);
  const result = isMap(node)
    ? convertMap(node, state)
    : isSeq(node)
      ? convertSeq(node, state)
      : convertScalar(node, state);
  if (node.anchor !== undefined) {
    state.anchors.set(node.anchor, result);
    state.sizes.set(result, state.nodes - before);
  }
  return result;
}

function convertAlias(name: string, start: number, end: number, state: State): YamlAlias {
  const target = state.anchors.get(name);
  if (!target) {
    const cyclic = state.anchors.has(name);
    throw new ParseError(
      cyclic ? `the anchor &${name} contains itself` : `no anchor &${name} before this alias`,
      start,
    );
  }
  const size = state.sizes.get(target)!;
  state.nodes += size;
  state.expanded += size;
  if (state.expanded > MAX_EXPANSION)
    throw new ParseError('the aliases expand to too many values', start, 'write them out where they are used');
  const alias: YamlAlias = { kind: 'alias', name, target, span: { start, end } };
  state.aliases.push(alias);
  return alias;
}

/** The node with the anchor and the tag it is written with. Nearly all have none, and are not copied. */
function withProps<Node extends YamlNode>(made: Node, node: ParsedNode): Node {
  const anchor = 'anchor' in node ? node.anchor : undefined;
  const { tag } = node;
  if (anchor === undefined && tag === undefined) return made;
  return { ...made, ...(anchor === undefined ? {} : { anchor }), ...(tag === undefined ? {} : { tag }) };
}

function convertScalar(node: ParsedNode, state: State): YamlScalar {
  if (!isScalar(node)) throw new ParseError('not a value that YAML knows', node.range[0]);
  const [start, rawEnd] = node.range;
  const text = state.quoted.get(start) ?? (typeof node.value === 'string' ? node.value : String(node.value ?? ''));
  const style = STYLES[(node.type ?? 'PLAIN') as keyof typeof STYLES] ?? 'plain';
  const made: YamlScalar =
    style === 'block'
      ? { kind: 'scalar', style, text, value: text, ...blockEnd(state.text, start, rawEnd) }
      : { kind: 'scalar', style, text, value: typed(text, style, node.tag), span: { start, end: rawEnd } };
  return withProps(made, node);
}

function typed(text: string, style: YamlScalar['style'], tag: string | undefined): YamlScalar['value'] {
  if (tag === undefined || tag.startsWith('!')) return style === 'plain' ? resolvePlain(text) : text;
  const known =
    tag === 'tag:yaml.org,2002:int' || tag === 'tag:yaml.org,2002:bool' || tag === 'tag:yaml.org,2002:float';
  return known || tag === 'tag:yaml.org,2002:null' ? resolvePlain(text) : text;
}

/**
 * Where the content of a block scalar ends. Trailing empty lines are content after `+`, and lines of blanks can be
 * content too, so those stay inside.
 */
function blockEnd(text: string, start: number, rawEnd: number): { span: YamlScalar['span']; open?: true } {
  const lineEnd = text.indexOf('\n', start);
  const header = text.slice(start, lineEnd === -1 ? text.length : lineEnd);
  const chomp = /^[|>][0-9]?([+-]?)[0-9]?/.exec(header)?.[1];
  if (rawEnd >= text.length && text[rawEnd - 1] !== '\n') {
    return chomp === '-' ? { span: { start, end: rawEnd } } : { span: { start, end: rawEnd }, open: true };
  }
  let end = rawEnd;
  while (text[end - 1] === '\n' || text[end - 1] === '\r') end--;
  const blanks = text[end - 1] === ' ' || text[end - 1] === '\t';
  if (chomp === '+' || blanks) {
    end = text[rawEnd - 1] === '\n' ? rawEnd - 1 : rawEnd;
    if (text[end - 1] === '\r') end--;
  }
  return { span: { start, end: Math.max(end, start + 1) } };
}

function convertSeq(node: YAMLSeq.Parsed, state: State): YamlSeq {
  const items: YamlNode[] = [];
  for (const item of node.items)
    items.push(isPair(item) ? convertLonePair(item, state) : convert(item as ParsedNode, state));
  const token = node.srcToken as CST.BlockSequence | CST.FlowCollection | undefined;
  const flow = token?.type !== 'block-seq';
  const dashes: number[] = [];
  let end = node.range[1];
  if (!flow) {
    end = node.range[0];
    for (const { start } of token.items) {
      const dash = start.find((each) => each.type === 'seq-item-ind');
      if (!dash) continue;
      dashes.push(dash.offset);
      end = Math.max(end, dash.offset + 1, propsEnd(start));
    }
    const last = items[items.length - 1];
    if (last) end = Math.max(end, last.span.end);
  }
  return withProps({ kind: 'seq', flow, items, dashes, span: { start: node.range[0], end } }, node);
}

/** `[a: b]`: the library may hand over the pair itself. */
function convertLonePair(pair: Pair, state: State): YamlMap {
  const entry = convertEntry(pair as Pair<ParsedNode, ParsedNode | null>, true, state);
  return { kind: 'map', flow: true, entries: [entry], span: entry.span };
}

function convertMap(node: YAMLMap.Parsed, state: State): YamlMap {
  const flow = node.flow === true;
  const entries: YamlEntry[] = [];
  const seen = new Set<string>();
  for (const pair of node.items) {
    const entry = convertEntry(pair, flow, state);
    const before = entries[entries.length - 1];
    // The library takes `a: [b]: c` for two keys; no other reader does.
    if (!flow && before && !state.text.slice(before.span.end, entry.span.start).includes('\n')) {
      throw new ParseError('two keys on one line', entry.span.start);
    }
    if (isScalarKey(entry.key)) {
      if (seen.has(entry.name))
        throw new ParseError(`duplicate key ${entry.name}`, entry.key.span.start, firstSeen(entries, entry, state));
      seen.add(entry.name);
    }
    if (entry.merge) checkMerge(entry.value);
    entries.push(entry);
  }
  const last = entries[entries.length - 1];
  const end = flow || !last ? node.range[1] : last.span.end;
  return withProps({ kind: 'map', flow, entries, span: { start: node.range[0], end } }, node);
}

function isScalarKey(key: YamlNode): boolean {
  return key.kind === 'scalar' || (key.kind === 'alias' && key.target.kind === 'scalar');
}

function firstSeen(entries: readonly YamlEntry[], entry: YamlEntry, state: State): string {
  const first = entries.find((each) => each.name === entry.name)!;
  // A mistake is found in the file as it is on disk.
  const { line: lineOnDisk } = state.lines.position(first.key.span.start);
  return `first on line ${lineOnDisk}`;
}

function checkMerge(value: YamlNode): void {
  const target = value.kind === 'alias' ? value.target : value;
  if (target.kind === 'map') return;
  const items = target.kind === 'seq' ? target.items : undefined;
  if (items?.every((item) => (item.kind === 'alias' ? item.target : item).kind === 'map')) return;
  throw new ParseError('<< needs a mapping, or a list of mappings', value.span.start);
}

function convertEntry(pair: Pair<ParsedNode, ParsedNode | null>, flow: boolean, state: State): YamlEntry {
  const key = convert(pair.key, state);
  const { start = [], sep = [] } = pair.srcToken ?? {};
  const colon = sep.find((each) => each.type === 'map-value-ind')?.offset ?? -1;
  const value = pair.value ? convert(pair.value, state) : emptyAt(key.span.end);
  const empty = value.kind === 'scalar' && value.span.start === value.span.end;
  const written = colon === -1 ? key.span.end : colon + 1;
  const end = empty ? Math.max(written, propsEnd(sep)) : value.span.end;
  const prop = start.find((each) => each.type === 'anchor' || each.type === 'tag' || each.type === 'explicit-key-ind');
  const scalar = key.kind === 'alias' ? key.target : key;
  const name = scalar.kind === 'scalar' ? scalar.text : '';
  const plain = key.kind === 'scalar' && key.style === 'plain' && (!key.tag || key.tag === 'tag:yaml.org,2002:merge');
  return {
    key,
    name,
    value,
    span: { start: prop ? Math.min(prop.offset, key.span.start) : key.span.start, end },
    colon,
    merge: plain && name === '<<',
    explicit: start.some((each) => each.type === 'explicit-key-ind'),
    flow,
  };
}

function emptyAt(offset: number): YamlScalar {
  return { kind: 'scalar', style: 'plain', text: '', value: null, span: { start: offset, end: offset } };
}

/** Where the anchor or tag of a value ends; 0 where it has none. */
function propsEnd(tokens: readonly CST.SourceToken[]): number {
  let end = 0;
  for (const token of tokens) {
    if (token.type === 'anchor' || token.type === 'tag') end = token.offset + token.source.length;
  }
  return end;
}
