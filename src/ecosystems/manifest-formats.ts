// JSON, TOML and XML with places. Hostile input is normal: depth is bounded, entities are not expanded, nothing throws.
import { parse as parseToml } from 'smol-toml';
import { parser as xmlParser } from 'sax';
import type { Read } from '../model/index.js';
import { linesOf, type ManifestText } from './manifest-text.js';

/** A JSON value with its place. */
export interface JsonNode {
  readonly value: unknown;
  readonly start: number;
  readonly end: number;
  readonly entries: ReadonlyMap<string, JsonNode>;
  readonly items: readonly JsonNode[];
}

const DEEPEST = 60;
const NONE: ReadonlyMap<string, JsonNode> = new Map();

/** Reads JSON, comments and commas at the end allowed as editors' own files have them; `undefined` for what is none. */
export function readJson(text: string): JsonNode | undefined {
  let at = text.startsWith('\ufeff') ? 1 : 0;

  function skip(): void {
    for (;;) {
      while (at < text.length && ' \t\r\n'.includes(text[at]!)) at++;
      if (text.startsWith('//', at)) {
        const end = text.indexOf('\n', at);
        at = end === -1 ? text.length : end;
      } else if (text.startsWith('/*', at)) {
        const end = text.indexOf('*/', at + 2);
        at = end === -1 ? text.length : end + 2;
      } else return;
    }
  }

  function string(): string | undefined {
    const start = at++;
    while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
    at++;
    try {
      return JSON.parse(text.slice(start, at)) as string;
    } catch {
      return undefined; // the caller says of the whole text that it is no JSON
    }
  }

  function node(depth: number): JsonNode | undefined {
    skip();
    const start = at;
    const char = text[at];
    if (char === '{' || char === '[') return depth > DEEPEST ? undefined : composite(char === '{', depth);
    if (char === '"') {
      const value = string();
      return value === undefined ? undefined : { value, start, end: at, entries: NONE, items: [] };
    }
    while (at < text.length && !',]} \t\r\n'.includes(text[at]!)) at++;
    const word = text.slice(start, Math.min(at, start + 40));
    const known = word === 'true' || word === 'false' || word === 'null' || /^-?\d[\d.eE+-]*$/.test(word);
    if (!known) return undefined;
    const value = word === 'null' ? null : word === 'true' || (word === 'false' ? false : Number(word));
    return { value, start, end: at, entries: NONE, items: [] };
  }

  function composite(isObject: boolean, depth: number): JsonNode | undefined {
    const start = at++;
    const entries = new Map<string, JsonNode>();
    const items: JsonNode[] = [];
    for (;;) {
      skip();
      if (text[at] === (isObject ? '}' : ']')) break;
      let key: string | undefined;
      if (isObject) {
        if (text[at] !== '"') return undefined;
        key = string();
        skip();
        if (key === undefined || text[at++] !== ':') return undefined;
      }
      const value = node(depth + 1);
      if (!value) return undefined;
      if (key === undefined) items.push(value);
      else entries.set(key, value);
      skip();
      if (text[at] === ',') at++;
      else if (text[at] !== (isObject ? '}' : ']')) return undefined;
    }
    at++;
    return { value: undefined, start, end: at, entries, items };
  }

  const root = node(0);
  skip();
  return at >= text.length ? root : undefined;
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
  private readonly places = new Map<string, number>();

  private constructor(
    readonly manifest: ManifestText,
    readonly root: Table,
  ) {
    let section = '';
    for (const { line, start } of linesOf(manifest.text)) {
      const solid = line.trimStart();
      if (solid.startsWith('[')) {
        const name = /^\[\[?\s*([^\]]{1,200}?)\s*\]/.exec(solid)?.[1];
        if (name !== undefined) section = name.replaceAll(/["'\s]/g, '');
        this.note(section, start);
        continue;
      }
      const key = /^(["']?)([\w.-]{1,200})\1\s*=/.exec(solid)?.[2];
      if (key !== undefined) this.note(section === '' ? key : `${section}.${key}`, start + line.length - solid.length);
    }
  }

  private note(path: string, start: number): void {
    if (!this.places.has(path)) this.places.set(path, start);
  }

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
    for (let length = path.length; length > 0; length--) {
      const start = this.places.get(path.slice(0, length).join('.'));
      if (start === undefined) continue;
      const { end } = this.manifest.lines.contentOf(this.manifest.lines.lineAt(start));
      return this.manifest.read(is, start, end);
    }
    return this.manifest.whole(is);
  }
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
  parser.onerror = () => {
    failed = true;
    parser.resume();
  };
  parser.onopentag = (tag) => {
    if (++count > MOST_ELEMENTS || stack.length > DEEPEST_XML) failed = true;
    if (failed) return;
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
  parser.write(bom ? ` ${text.slice(1)}` : text).close();
  return failed ? undefined : root;
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
