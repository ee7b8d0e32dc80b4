import { escapeHidden } from './visible.js';

/** A list in a value to print, whose items are made one after the other: together they may be larger than the plan. */
export class Listed {
  constructor(readonly items: () => Iterable<object>) {}

  /** As a value it is that list. */
  toJSON(): readonly object[] {
    return [...this.items()];
  }
}

/** The levels at which lists that long may stand. What lies deeper is printed at once. */
const OPEN_LEVELS = 4;
const LENGTH = 60_000;

/** What `JSON.stringify` with two blanks gives, hidden characters as escapes and with a line end, in pieces of some length. */
export function* jsonPieces(value: object): Generator<string> {
  let piece = '';
  for (const part of partsOf(value, 0, '')) {
    piece += part;
    if (piece.length < LENGTH) continue;
    yield piece;
    piece = '';
  }
  yield `${piece}\n`;
}

function* partsOf(value: unknown, level: number, indent: string): Generator<string> {
  if (level < OPEN_LEVELS && value instanceof Listed) yield* listed(value.items(), level, indent);
  else if (level < OPEN_LEVELS && Array.isArray(value)) yield* listed(value, level, indent);
  else if (level < OPEN_LEVELS && typeof value === 'object' && value !== null) yield* members(value, level, indent);
  else yield escapeHidden(JSON.stringify(value, null, 2).replaceAll('\n', `\n${indent}`));
}

function* listed(items: Iterable<unknown>, level: number, indent: string): Generator<string> {
  let isEmpty = true;
  for (const item of items) {
    yield `${isEmpty ? '[' : ','}\n${indent}  `;
    isEmpty = false;
    yield* partsOf(item, level + 1, `${indent}  `);
  }
  yield isEmpty ? '[]' : `\n${indent}]`;
}

function* members(value: object, level: number, indent: string): Generator<string> {
  let isEmpty = true;
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined) continue;
    yield `${isEmpty ? '{' : ','}\n${indent}  ${escapeHidden(JSON.stringify(key))}: `;
    isEmpty = false;
    yield* partsOf(member, level + 1, `${indent}  `);
  }
  yield isEmpty ? '{}' : `\n${indent}}`;
}
