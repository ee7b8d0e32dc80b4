// YAML as most people write it: block mappings and lists whose values stand on one line, or below a `|`. Such a text is read
// in one pass over its lines, many times as fast as the library reads all that YAML can be, and a plan reads each file once
// a step. simple never reads what it is not sure of: where anything else stands in a text, the library reads all of it.
import { emptyValue, inlineValue, keyAt, nameAt, OTHER, type Resolve } from './simple-values.js';
import type { YamlAlias, YamlComment, YamlEntry, YamlMap, YamlNode, YamlScalar, YamlSeq } from './types.js';

export interface SimpleFile {
  readonly documents: readonly YamlNode[];
  readonly aliases: readonly YamlAlias[];
  readonly comments: readonly YamlComment[];
}

const MOST_DEPTH = 60;
/** Values that aliases may add to those written down: far below what the library would refuse. */
const MOST_EXPANSION = 10_000;

/** Tabs, carriage returns, other controls, and marks of byte order. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const ODD = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff]/;

/** The documents, aliases and comments of a text; `undefined` where it is not simple, or wrong. */
export function readSimple(text: string): SimpleFile | undefined {
  if (ODD.test(text)) return undefined;
  try {
    return new Reader(text).file();
  } catch (error) {
    if (error === OTHER) return undefined;
    throw error;
  }
}

interface Anchored {
  readonly node: YamlAlias['target'];
  /** How many values it is, those of its aliases included. */
  readonly size: number;
}

class Reader {
  private readonly comments: YamlComment[] = [];
  private readonly aliases: YamlAlias[] = [];
  /** Of this document; `undefined` while one is still being read. */
  private readonly anchors = new Map<string, Anchored | undefined>();
  private nodes = 0;
  private expanded = 0;
  /** The line with content that is read next: its start. */
  private line = 0;
  /** How deep it stands; -1 where there is none, and at a `---`. */
  private indent = -1;
  /** Where its content begins. */
  private at = 0;
  /** It is a `---`. */
  private separates = false;

  constructor(private readonly text: string) {}

  file(): SimpleFile {
    const documents: YamlNode[] = [];
    this.next(0);
    for (;;) {
      if (this.separates) this.next(this.at + 3);
      if (this.indent !== 0 || this.separates) throw OTHER;
      this.anchors.clear();
      documents.push(this.block(0, 0));
      if (this.isAtEnd()) return { documents, aliases: this.aliases, comments: this.comments };
      if (!this.separates) throw OTHER;
    }
  }

  private isAtEnd(): boolean {
    return this.indent === -1 && !this.separates;
  }

  /** Goes to the next line with content, from the end of a line or the start of the text. */
  private next(from: number): void {
    const { text } = this;
    this.separates = false;
    this.indent = -1;
    let start = from;
    if (start > 0) {
      if (start < text.length && text[start] !== '\n') throw OTHER;
      start++;
    }
    for (; start < text.length; start++) {
      let at = start;
      while (text[at] === ' ') at++;
      if (text[at] === '#') at = this.comment(at, true);
      else if (at < text.length && text[at] !== '\n') {
        this.line = start;
        this.at = at;
        if (at === start && /^(?:---|\.\.\.|%)/.test(text.slice(at, at + 3))) {
          if (!text.startsWith('---', at)) throw OTHER;
          this.separates = true;
          return;
        }
        this.indent = at - start;
        return;
      }
      start = at;
    }
  }

  /** @returns the end of its line. */
  private comment(at: number, ownLine: boolean): number {
    const end = this.lineEnd(at);
    this.comments.push({ offset: at, text: this.text.slice(at, end), ownLine });
    return end;
  }

  private lineEnd(at: number): number {
    const end = this.text.indexOf('\n', at);
    return end === -1 ? this.text.length : end;
  }

  /** The end of the line behind a value, with a comment perhaps. */
  private rest(from: number): number {
    const { text } = this;
    let at = from;
    while (text[at] === ' ') at++;
    if (text[at] === '#' && at > from) return this.comment(at, false);
    if (at < text.length && text[at] !== '\n') throw OTHER;
    return at;
  }

  /** What stands at this place, whose column is the indent. */
  private block(indent: number, depth: number): YamlNode {
    if (depth > MOST_DEPTH) throw OTHER;
    this.nodes++;
    return this.isDash() ? this.list(indent, depth) : this.map(indent, depth);
  }

  private isDash(): boolean {
    const behind = this.text[this.at + 1];
    return this.text[this.at] === '-' && (behind === ' ' || behind === '\n' || behind === undefined);
  }

  private list(indent: number, depth: number): YamlSeq {
    const start = this.at;
    const items: YamlNode[] = [];
    const dashes: number[] = [];
    while (this.indent === indent && this.isDash()) {
      dashes.push(this.at);
      items.push(this.item(indent, depth));
    }
    if (this.indent > indent) throw OTHER;
    return { kind: 'seq', flow: false, items, dashes, span: { start, end: items.at(-1)!.span.end } };
  }

  private item(indent: number, depth: number): YamlNode {
    const { text } = this;
    let at = this.at + 1;
    while (text[at] === ' ') at++;
    if (this.isLineEnd(at)) return this.deeper(this.at + 1, indent, depth);
    if (text[at] === '&') return this.anchored(at, indent, depth);
    this.at = at;
    if (this.isDash()) throw OTHER;
    if (keyAt(text, at)) {
      // The mapping stands as deep as its first key.
      this.indent = at - this.line;
      return this.map(this.indent, depth + 1);
    }
    return this.value(at, indent);
  }

  private map(indent: number, depth: number): YamlMap {
    const start = this.at;
    const entries: YamlEntry[] = [];
    const names = new Set<string>();
    while (this.indent === indent && !this.isDash()) {
      const entry = this.entry(indent, depth);
      // The library says where the first one is.
      if (names.has(entry.name)) throw OTHER;
      names.add(entry.name);
      entries.push(entry);
    }
    if (this.indent > indent || entries.length === 0) throw OTHER;
    return { kind: 'map', flow: false, entries, span: { start, end: entries.at(-1)!.span.end } };
  }

  private entry(indent: number, depth: number): YamlEntry {
    const key = keyAt(this.text, this.at);
    if (!key) throw OTHER;
    const { text } = this;
    const colon = key.span.end;
    let at = colon + 1;
    while (text[at] === ' ') at++;
    const value = this.valueOf(colon, at, indent, depth);
    const isEmpty = value.span.start === value.span.end;
    const end = isEmpty ? colon + 1 : value.span.end;
    const span = { start: key.span.start, end };
    const merge = key.style === 'plain' && key.text === '<<';
    if (merge && !isMergeable(value)) throw OTHER;
    return { key, name: key.text, value, span, colon, merge, explicit: false, flow: false };
  }

  private valueOf(colon: number, at: number, indent: number, depth: number): YamlNode {
    if (this.isLineEnd(at)) return this.below(colon, at, indent, depth);
    return this.text[at] === '&' ? this.anchored(at, indent, depth) : this.value(at, indent);
  }

  /** Nothing more stands on the line, but for a comment. */
  private isLineEnd(at: number): boolean {
    return at >= this.text.length || this.text[at] === '\n' || this.text[at] === '#';
  }

  /** A value with an anchor: behind it on the line, or a block below. */
  private anchored(at: number, indent: number, depth: number): YamlNode {
    const { text } = this;
    const name = nameAt(text, at);
    const end = at + 1 + name.length;
    let behind = end;
    while (text[behind] === ' ') behind++;
    this.anchors.set(name, undefined);
    const before = this.nodes;
    // The anchor of a key is none of the mapping.
    if (!this.isLineEnd(behind) && keyAt(text, behind)) throw OTHER;
    const made = this.isLineEnd(behind) ? this.deeper(end, indent, depth) : this.value(behind, indent);
    if (made.kind === 'alias') throw OTHER;
    const node = { ...made, anchor: name };
    this.anchors.set(name, { node, size: this.nodes - before });
    return node;
  }

  /** The block below a line that ends here. */
  private deeper(from: number, indent: number, depth: number): YamlNode {
    this.next(this.rest(from));
    if (this.indent <= indent) throw OTHER;
    return this.block(this.indent, depth + 1);
  }

  private readonly resolve: Resolve = (name, at) => {
    const found = this.anchors.get(name);
    if (!found) throw OTHER;
    this.nodes += found.size;
    this.expanded += found.size;
    if (this.expanded > MOST_EXPANSION) throw OTHER;
    const alias: YamlAlias = {
      kind: 'alias',
      name,
      target: found.node,
      span: { start: at, end: at + 1 + name.length },
    };
    this.aliases.push(alias);
    return alias;
  };

  /** The value of a key behind which nothing stands. */
  private below(colon: number, at: number, indent: number, depth: number): YamlNode {
    this.next(this.rest(colon + 1));
    if (this.text[this.at] === '&' && this.indent > indent) return this.anchoredAbove(indent, depth);
    const isNested = this.indent > indent || (this.indent === indent && this.isDash());
    return isNested ? this.block(this.indent, depth + 1) : emptyValue(at);
  }

  /** A block whose anchor stands on a line of its own. */
  private anchoredAbove(indent: number, depth: number): YamlNode {
    let behind = this.at + 1 + nameAt(this.text, this.at).length;
    while (this.text[behind] === ' ') behind++;
    if (!this.isLineEnd(behind)) throw OTHER;
    return this.anchored(this.at, indent, depth);
  }

  /** The lines below a `|` or a `|-`, as they are. */
  private literal(at: number, indent: number): YamlScalar {
    const { text } = this;
    const strips = text[at + 1] === '-';
    const header = at + (strips ? 2 : 1);
    if (text[header] !== '\n') throw OTHER;
    let start = header + 1;
    let deep = start;
    while (text[deep] === ' ') deep++;
    const depth = deep - start;
    if (depth <= indent || text[deep] === '\n') throw OTHER;
    const lines: string[] = [];
    let end = start;
    // Empty lines at the end are none of its.
    for (let count = 0; start < text.length; ) {
      const lineEnd = this.lineEnd(start);
      if (lineEnd === text.length) throw OTHER;
      if (lineEnd > start) {
        let first = start;
        while (first < start + depth && text[first] === ' ') first++;
        if (first === lineEnd) throw OTHER;
        if (first < start + depth) break;
        for (; count > 0; count--) lines.push('');
        lines.push(text.slice(first, lineEnd));
        end = lineEnd;
      } else count++;
      start = lineEnd + 1;
    }
    // Blanks at the end of lines may be all that there is of one.
    if (lines.some((line) => line.endsWith(' '))) throw OTHER;
    const value = lines.join('\n') + (strips ? '' : '\n');
    return { kind: 'scalar', style: 'block', text: value, value, span: { start: at, end } };
  }

  /** A value that begins and ends on this line. Nothing deeper may follow, which would go on with it: `list` and `map` look. */
  private value(at: number, indent: number): YamlNode {
    const isBlock = this.text[at] === '|';
    this.nodes++;
    const value = isBlock ? this.literal(at, indent) : inlineValue(this.text, at, this.resolve);
    this.next(isBlock ? value.span.end : this.rest(value.span.end));
    return value;
  }
}

/** What `<<` may stand before. */
function isMergeable(value: YamlNode): boolean {
  const target = value.kind === 'alias' ? value.target : value;
  if (target.kind === 'map') return true;
  return (
    target.kind === 'seq' && target.items.every((item) => (item.kind === 'alias' ? item.target : item).kind === 'map')
  );
}
