// `.harden.yaml` while it is written: what can stand at a place, by its schema. The file does not parse while somebody
// types, so the place is told by the lines above and how far they are indented.
import {
  type CompletionItem,
  CompletionItemKind,
  type Hover,
  MarkupKind,
  type Position,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Schema } from '../config/index.js';
import { baseName, rowOf } from '../model/index.js';
import { indentOf } from '../text/index.js';

/** A place in the file: the keys that lead there, `-` for an item of a list. */
interface Place {
  readonly keys: readonly string[];
  /** The key on whose line it is, behind its colon. */
  readonly ofKey?: string;
}

/** Keys and values that can be written at a place. */
export function completionsAt(schema: Schema, document: TextDocument, position: Position): CompletionItem[] {
  const { keys, ofKey } = placeAt(document, position);
  const here = below(schema, schema, ofKey === undefined ? keys : [...keys, ofKey]);
  if (ofKey !== undefined) return valuesOf(schema, here);
  const isItem = keys.at(-1) === '-';
  return [
    ...propertiesOf(schema, here).map(([name, of]) => keyItem(schema, name, of)),
    ...(isItem ? valuesOf(schema, here) : []),
  ];
}

/** What the key of a line is for. */
export function settingHover(schema: Schema, document: TextDocument, { line }: Position): Hover | null {
  const end = { line, character: Number.MAX_SAFE_INTEGER };
  const { keys, ofKey } = placeAt(document, end);
  if (ofKey === undefined) return null;
  const description = descriptionOf(schema, below(schema, schema, [...keys, ofKey]));
  return description === undefined ? null : { contents: { kind: MarkupKind.PlainText, value: description } };
}

function placeAt(document: TextDocument, position: Position): Place {
  const typed = lineOf(document, position.line).slice(0, position.character);
  const own = entryOf(typed);
  const keys: string[] = [];
  let column = own.isItem ? own.column : own.key === undefined && typed.trim() === '' ? typed.length : own.column;
  if (own.isItem) keys.unshift('-');
  let isItem = own.isItem;
  for (let line = position.line - 1; line >= 0 && (column > 0 || isItem); line--) {
    const text = lineOf(document, line);
    const entry = entryOf(text);
    if (entry.key === undefined && !entry.isItem) continue;
    // Of an item, the key stands behind the dash; the dash may stand below its key, not further in.
    if (entry.isItem && entry.keyColumn !== undefined && !isItem && entry.keyColumn === column) {
      keys.unshift('-');
      column = entry.column;
      isItem = true;
      continue;
    }
    const isAbove = isItem ? !entry.isItem && entry.column <= column : (entry.keyColumn ?? entry.column) < column;
    if (!isAbove || entry.key === undefined) continue;
    keys.unshift(entry.key);
    if (entry.isItem) keys.unshift('-');
    column = entry.column;
    isItem = entry.isItem;
  }
  return own.key === undefined ? { keys } : { keys, ofKey: own.key };
}

interface Entry {
  /** Of the first character: the dash, where it is an item. */
  readonly column: number;
  readonly isItem: boolean;
  readonly key: string | undefined;
  readonly keyColumn: number | undefined;
}

function entryOf(line: string): Entry {
  const column = indentOf(line).length;
  const content = line.slice(column);
  const isItem = content === '-' || content.startsWith('- ');
  const inner = isItem ? content.slice(1) : content;
  const blanks = indentOf(inner).length;
  const match = /^["']?([\w.:/-]+?)["']?[ \t]*:(?:[ \t]|$)/.exec(inner.slice(blanks));
  const keyColumn = column + (isItem ? 1 : 0) + blanks;
  return { column, isItem, key: match?.[1], keyColumn: match ? keyColumn : undefined };
}

function lineOf(document: TextDocument, line: number): string {
  const text = document.getText({ start: { line, character: 0 }, end: { line: line + 1, character: 0 } });
  return text.split(/[\r\n]/, 1)[0]!;
}

/** The schema of what keys lead to; an empty one where they lead to nothing. */
function below(root: Schema, from: Schema, keys: readonly string[]): Schema {
  let at = resolved(root, from);
  for (const key of keys) {
    if (key === '-') at = resolved(root, asSchema(at.items));
    else {
      const properties = asSchema(at.properties);
      at = resolved(root, asSchema(rowOf(properties, key) ?? at.additionalProperties));
    }
  }
  return at;
}

/** With what it refers to, and what it says of mappings, in one. */
function resolved(root: Schema, schema: Schema): Schema {
  const parts: Schema[] = [schema];
  if (typeof schema.$ref === 'string') {
    const name = baseName(schema.$ref);
    parts.push(resolved(root, asSchema(rowOf(asSchema(root.definitions), name))));
  }
  for (const each of Array.isArray(schema.allOf) ? schema.allOf : []) parts.push(resolved(root, asSchema(each)));
  for (const each of [schema.else, schema.then]) if (each !== undefined) parts.push(resolved(root, asSchema(each)));
  return Object.assign(
    {},
    ...parts,
    schema.description === undefined ? {} : { description: schema.description },
  ) as Schema;
}

function asSchema(value: unknown): Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Schema) : {};
}

function propertiesOf(root: Schema, schema: Schema): (readonly [string, Schema])[] {
  return Object.entries(asSchema(schema.properties)).map(([name, of]) => [name, resolved(root, asSchema(of))]);
}

function keyItem(root: Schema, label: string, of: Schema): CompletionItem {
  const documentation = descriptionOf(root, of);
  return {
    label,
    kind: CompletionItemKind.Property,
    insertText: `${label}: `,
    ...(documentation === undefined ? {} : { documentation }),
  };
}

function valuesOf(root: Schema, schema: Schema): CompletionItem[] {
  const values = [
    ...(Array.isArray(schema.enum) ? schema.enum : []),
    ...(schema.const === undefined ? [] : [schema.const]),
    ...(schema.type === 'boolean' ? [true, false] : []),
  ];
  const documentation = descriptionOf(root, schema);
  return values.map((value) => ({
    label: String(value),
    kind: CompletionItemKind.Value,
    ...(documentation === undefined ? {} : { documentation }),
  }));
}

function descriptionOf(root: Schema, schema: Schema): string | undefined {
  const { description } = resolved(root, schema);
  return typeof description === 'string' ? description : undefined;
}
