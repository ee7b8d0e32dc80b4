// JSON, TOML and XML with places. Hostile input is normal: depth is bounded, entities are not expanded, nothing throws.
import { type Node, type ParseError, parseTree } from 'jsonc-parser';
import { parse as parseToml } from 'smol-toml';
import { parser as xmlParser } from 'sax';
import { type AST, parseTOML } from 'toml-eslint-parser';
import type { Read } from '../model/index.js';
import type { ManifestText } from './manifest-text.js';

/** A JSON value with its place. */
export interface JsonNode {
  readonly value: unknown;
  readonly start: number;
  readonly end: number;
  readonly entries: ReadonlyMap<string, JsonNode>;
  readonly items: readonly JsonNode[];
}

const DEEPEST = 60;

/** Reads JSON, comments and commas at the end allowed as editors' own files have them; `undefined` for what is none. */
export function readJson(text: string): JsonNode | undefined {
  const errors: ParseError[] = [];
  try {
    // A blank in the place of the mark keeps the offsets.
    const tree = parseTree(text.replace(/^\ufeff/, ' '), errors, { allowTrailingComma: true });
    return tree && errors.length === 0 ? jsonNode(tree, 0) : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined; // deeper than the stack of the parser
    throw error;
  }
}

function jsonNode({ type, value, offset, length, children = [] }: Node, depth: number): JsonNode {
  if (depth > DEEPEST) throw new RangeError('too deep');
  const entries = new Map<string, JsonNode>();
  const items: JsonNode[] = [];
  for (const child of children) {
    if (type === 'array') items.push(jsonNode(child, depth + 1));
    else if (child.children?.[1])
      entries.set(child.children[0]!.value as string, jsonNode(child.children[1], depth + 1));
  }
  const isPlain = type !== 'object' && type !== 'array';
  return { value: isPlain ? value : undefined, start: offset, end: offset + length, entries, items };
}

/** The node at a path of keys. */
export function jsonAt(node: JsonNode | undefined, ...path: readonly string[]): JsonNode | undefined {
  let at = node;
  for (const key of path) at = at?.entries.get(key);
  return at;
}

export function jsonText(
  manifest: ManifestText,
  node: JsonNode | undefined,
  ...path: readonly string[]
): Read<string> | undefined {
  const at = jsonAt(node, ...path);
  return typeof at?.value === 'string' ? manifest.read(at.value, at.start, at.end) : undefined;
}

/** The strings of an object: `scripts`, `dependencies`. */
export function jsonTexts(
  manifest: ManifestText,
  node: JsonNode | undefined,
  ...path: readonly string[]
): Map<string, Read<string>> {
  const found = new Map<string, Read<string>>();
  for (const [key, { value, start, end }] of jsonAt(node, ...path)?.entries ?? []) {
    if (typeof value === 'string') found.set(key, manifest.read(value, start, end));
  }
  return found;
}

export type Table = Readonly<Record<string, unknown>>;

/** TOML as plain tables, with a way back to the line of a key. */
export class TomlManifest {
  private places: ReadonlyMap<string, number> | undefined;

  private constructor(
    readonly manifest: ManifestText,
    readonly root: Table,
  ) {}

  /** `undefined` for what is no TOML. */
  static read(manifest: ManifestText): TomlManifest | undefined {
    try {
      return new TomlManifest(manifest, parseToml(manifest.text.replace(/^\ufeff/, '')) as Table);
    } catch {
      return undefined; // the caller says of the file that it is no TOML
    }
  }

  at(...path: readonly string[]): unknown {
    let value: unknown = this.root;
    for (const key of path) value = isTable(value) ? value[key] : undefined;
    return value;
  }

  table(...path: readonly string[]): Table {
    const value = this.at(...path);
    return isTable(value) ? value : {};
  }

  list(...path: readonly string[]): readonly unknown[] {
    const value = this.at(...path);
    return Array.isArray(value) ? value : [];
  }

  text(...path: readonly string[]): Read<string> | undefined {
    const value = this.at(...path);
    return typeof value === 'string' ? this.read(value, ...path) : undefined;
  }

  /** A fact with the line of the nearest key of the path that has one. */
  read<T>(is: T, ...path: readonly string[]): Read<T> {
    this.places ??= tomlPlaces(this.manifest.text);
    for (let length = path.length; length > 0; length--) {
      const start = this.places.get(placeKey(path.slice(0, length)));
      if (start === undefined) continue;
      const { end } = this.manifest.lines.contentOf(this.manifest.lines.lineAt(start));
      return this.manifest.read(is, start, end);
    }
    return this.manifest.whole(is);
  }
}

/** A manifest that a person wrote is much shorter. Of a longer one the values are read, and no places. */
const LONGEST_WITH_PLACES = 200_000;

/** Where each table and key begins; of a name that comes several times the first. */
function tomlPlaces(text: string): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  const above = new Map<string, number>();
  function note(path: readonly string[], start: number): void {
    const key = placeKey(path);
    if (!places.has(key)) places.set(key, start);
    for (let length = path.length - 1; length > 0; length--) {
      const parent = placeKey(path.slice(0, length));
      if (above.has(parent)) break;
      above.set(parent, start);
    }
  }
  function noteAll(keys: readonly AST.TOMLKeyValue[], section: readonly string[]): void {
    for (const { key, value, range } of keys) {
      const path = [...section, ...namesOf(key)];
      note(path, range[0]);
      if (value.type === 'TOMLInlineTable') noteAll(value.body, path);
    }
  }
  for (const node of topOf(text)) {
    if (node.type === 'TOMLKeyValue') {
      noteAll([node], []);
      continue;
    }
    note(namesOf(node.key), node.range[0]);
    noteAll(node.body, namesOf(node.key));
  }
  for (const [key, start] of above) if (!places.has(key)) places.set(key, start);
  return places;
}

function topOf(text: string): AST.TOMLTopLevelTable['body'] {
  if (text.length > LONGEST_WITH_PLACES) return [];
  try {
    return parseTOML(text.replace(/^\ufeff/, ' ')).body[0].body;
  } catch {
    return []; // its values could be read: it has no places that are known
  }
}

function namesOf({ keys }: AST.TOMLKey): string[] {
  return keys.map((key) => (key.type === 'TOMLBare' ? key.name : key.value));
}

function placeKey(path: readonly string[]): string {
  return path.join('\u0000');
}

export function isTable(value: unknown): value is Table {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Its own text, trimmed. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const MOST_ELEMENTS = 50_000;
const DEEPEST_XML = 200;

/** Reads XML strictly; `undefined` for what is not well-formed, or too deep. Entities of its own are not expanded. */
export function readXml(text: string): XmlElement | undefined {
  type Open = { -readonly [K in keyof XmlElement]: XmlElement[K] } & { children: XmlElement[] };
  const parser = xmlParser(true, { position: true });
  const stack: Open[] = [];
  let root: XmlElement | undefined;
  let count = 0;
  let failed = false;
  // Left at the first mistake: the parser itself goes on, and makes an error of every character behind it.
  const fail = (error: Error): never => {
    failed = true;
    throw error;
  };
  parser.onerror = fail;
  parser.onopentag = (tag) => {
    if (++count > MOST_ELEMENTS || stack.length > DEEPEST_XML) fail(new Error('too much to read'));
    const start = parser.startTagPosition - 1;
    const attributes = tag.attributes as Record<string, string>;
    stack.push({ name: tag.name.replace(/^.*:/, ''), attributes, children: [], text: '', start, end: start });
  };
  parser.ontext = (chunk) => {
    const top = stack.at(-1);
    if (top) top.text += chunk;
  };
  parser.oncdata = parser.ontext;
  parser.onclosetag = () => {
    const closed = stack.pop();
    if (!closed) return;
    closed.text = closed.text.trim();
    closed.end = parser.position;
    const above = stack.at(-1);
    if (above) above.children.push(closed);
    else root = closed;
  };
  const bom = text.startsWith('\ufeff');
  // A blank keeps the offsets; sax counts the mark, and the reader of a file keeps it.
  try {
    parser.write(bom ? ` ${text.slice(1)}` : text).close();
  } catch (error) {
    if (!failed) throw error;
    return undefined;
  }
  return root;
}

export function xmlChild(element: XmlElement | undefined, ...path: readonly string[]): XmlElement | undefined {
  let at = element;
  for (const name of path) at = at?.children.find((child) => child.name === name);
  return at;
}

export function xmlChildren(element: XmlElement | undefined, name: string): XmlElement[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}

export function xmlText(
  manifest: ManifestText,
  element: XmlElement | undefined,
  ...path: readonly string[]
): Read<string> | undefined {
  const at = xmlChild(element, ...path);
  return at && at.text !== '' ? manifest.read(at.text, at.start, at.end) : undefined;
}
