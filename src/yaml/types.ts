import type { FilePath, Span } from '../model/index.js';
import type { LineIndex } from '../text/index.js';

interface NodeBase {
  /** From the first character of the value (anchor and tag stand before it) to the end of its last content character. */
  readonly span: Span;
  readonly anchor?: string;
  /** As written for local tags (`!reset`), resolved for core ones (`tag:yaml.org,2002:str`). */
  readonly tag?: string;
}

export interface YamlScalar extends NodeBase {
  readonly kind: 'scalar';
  readonly style: 'plain' | 'single' | 'double' | 'block';
  /** The characters after unquoting and folding, before the type is guessed; `''` for an empty value. */
  readonly text: string;
  readonly value: string | number | boolean | null;
  /** A block scalar that runs to the end of a text without a final newline: adding a newline would change its value. */
  readonly open?: true;
}

/** `*name`, and what it stands for. Never a cycle. */
export interface YamlAlias extends NodeBase {
  readonly kind: 'alias';
  readonly name: string;
  readonly target: YamlMap | YamlSeq | YamlScalar;
}

export interface YamlSeq extends NodeBase {
  readonly kind: 'seq';
  readonly flow: boolean;
  readonly items: readonly YamlNode[];
  /** Offset of each item's `-`; empty in a flow sequence. */
  readonly dashes: readonly number[];
}

export interface YamlMap extends NodeBase {
  readonly kind: 'map';
  readonly flow: boolean;
  /** As written, merge keys included. */
  readonly entries: readonly YamlEntry[];
}

/** One `key: value` as it is written. */
export interface YamlEntry {
  readonly key: YamlNode;
  /** The key's text: `"80"` and `80` are both `80`. Empty for a key that is a map or a list. */
  readonly name: string;
  readonly value: YamlNode;
  /** From the key (with its anchor and tag) to the last content character of the value. */
  readonly span: Span;
  /** Offset of the `:`; -1 where there is none. */
  readonly colon: number;
  /** `<<` */
  readonly merge: boolean;
  /** Written with `? `. */
  readonly explicit: boolean;
  /** True inside `{ }`. */
  readonly flow: boolean;
}

export type YamlNode = YamlScalar | YamlAlias | YamlSeq | YamlMap;

export interface YamlComment {
  /** Of the `#`. */
  readonly offset: number;
  /** With the `#`, without the line break. */
  readonly text: string;
  /** True when nothing but blanks stands before it on its line. */
  readonly ownLine: boolean;
}

/** A parsed text. Read-only: an edit is a splice of the text, followed by a new parse. */
export interface YamlFile {
  readonly file: FilePath;
  readonly text: string;
  /** The root of each document, in order; an empty document is an empty scalar. */
  readonly documents: readonly YamlNode[];
  readonly aliases: readonly YamlAlias[];
  /** In order, as the lexer sees them. */
  readonly comments: readonly YamlComment[];
  readonly lines: LineIndex;
}

declare module '../model/index.js' {
  interface Documents {
    /** Any other file in YAML: a kustomization, the description of a build. */
    yaml(path: FilePath | undefined): YamlFile | undefined;
  }
}

export type PlainValue =
  | null
  | boolean
  | number
  | string
  | readonly PlainValue[]
  | { readonly [key: string]: PlainValue };
