import pc from 'picocolors';
import type { View } from './view.js';
import { oneLine, widthOf, wrap } from './visible.js';

export type Colors = ReturnType<typeof pc.createColors>;

/** A view with its colours and the signs it may use. */
export interface Page {
  readonly width: number;
  readonly unicode: boolean;
  readonly colors: Colors;
  readonly signs: {
    readonly dot: string;
    readonly rule: string;
    readonly gap: string;
    readonly blank: string;
    readonly goesOn: string;
  };
}

/** Prose wider than this is hard to read, however wide the terminal is. */
const READABLE = 100;

export function pageOf({ color, width, unicode }: View): Page {
  const known = Number.isFinite(width) ? Math.floor(width) : 80;
  return {
    width: Math.max(40, known),
    unicode,
    colors: pc.createColors(color),
    signs: unicode
      ? { dot: '·', rule: '─', gap: '⋮', blank: '·', goesOn: '↪' }
      : { dot: '-', rule: '-', gap: ':', blank: ' ', goesOn: '>' },
  };
}

/** Cells a line of prose may take. */
export function roomOf(page: Page): number {
  return Math.min(page.width, READABLE);
}

/** Untrusted prose as wrapped lines with an indent. */
export function layProse(page: Page, text: string, indent: number): string[] {
  const width = roomOf(page) - indent;
  return wrap(oneLine(text, page.unicode), width, page.unicode).map((line) => ' '.repeat(indent) + line);
}

/** Prose with a label in front of its first line: the lines below hang under the text. */
export function layLabelled(
  page: Page,
  label: string,
  text: string,
  at: { indent: number; hang: number },
  paint?: (text: string) => string,
): string[] {
  const lines = layProse(page, text, at.indent + at.hang);
  const first = lines[0] ?? '';
  const head = (paint ?? page.colors.dim)(label) + ' '.repeat(Math.max(1, at.hang - widthOf(label)));
  return [' '.repeat(at.indent) + head + first.trimStart(), ...lines.slice(1)];
}

/** A heading with a rule to the right edge: `── backend/Dockerfile ─────── 3 steps`. */
export function rulePage(page: Page, title: string, note: string): string {
  const { colors, signs } = page;
  const width = roomOf(page);
  const name = oneLine(title, page.unicode);
  const tail = note === '' ? '' : ` ${note}`;
  const rest = Math.max(2, width - 4 - widthOf(name) - widthOf(tail));
  return `${colors.dim(signs.rule.repeat(2))} ${colors.bold(name)} ${colors.dim(signs.rule.repeat(rest) + tail)}`;
}

/** `file:line:column`, as editors and terminals make it a link. */
export function layPlace(page: Page, file: string, line?: number, column?: number): string {
  const name = oneLine(file, page.unicode);
  if (line === undefined) return name;
  return column === undefined ? `${name}:${line}` : `${name}:${line}:${column}`;
}
