// Which steps a comment in the file turns off.
import { factOf, type FilePath, type Span, type TransformMeta } from '../model/index.js';
import { indentOf, LruMap } from '../text/index.js';
import type { ParsedFile } from './parsed.js';
import type { PlanOptions, Suppression, SuppressionReader } from './settings.js';

interface LineRange {
  readonly first: number;
  readonly last: number;
}

interface Entry {
  readonly suppression: Suppression;
  readonly comment: string;
  /** 0-based, inclusive; absent for the whole file. */
  readonly lines?: readonly LineRange[];
}

const NONE = Symbol('no suppression');

/** Comments are read again after every step, and hardly ever change. */
function parse(reader: SuppressionReader, comment: string): Suppression | undefined {
  const comments = factOf(reader, commentsRead);
  let suppression = comments.get(comment);
  if (suppression === undefined) {
    suppression = reader.parse(comment) ?? NONE;
    comments.set(comment, suppression);
  }
  return suppression === NONE ? undefined : suppression;
}

function commentsRead(): LruMap<string, Suppression | typeof NONE> {
  return new LruMap(1000);
}

/** The suppressions of a file. Empty, and cheap, where no comment is one. */
export function readSuppressions(parsed: ParsedFile, { suppressions }: PlanOptions): readonly Entry[] {
  if (!suppressions) return [];
  const entries: Entry[] = [];
  const content = firstContentLine(parsed);
  function add(comment: string, offset: number): void {
    const suppression = parse(suppressions!, comment);
    if (!suppression) return;
    const line = parsed.lines.lineAt(offset);
    const scope = line < content ? suppression.scope : suppression.below;
    if (scope === 'none') return;
    entries.push(
      scope === 'file' ? { suppression, comment } : { suppression, comment, lines: linesOf(parsed, offset, scope) },
    );
  }
  if (parsed.target === 'dockerfile') {
    for (const { name, span } of parsed.doc.directives)
      if (name === 'check') add(parsed.text.slice(span.start, span.end), span.start);
  }
  for (const { text, start } of parsed.comments()) add(text, start);
  return entries;
}

function firstContentLine(parsed: ParsedFile): number {
  if (parsed.target === 'dockerfile') return parsed.doc.instructions[0]?.line ?? 0;
  return nextSolidLine(parsed, 0);
}

function nextSolidLine(parsed: ParsedFile, from: number): number {
  for (let line = from; line < parsed.lines.count; line++) {
    const solid = lineText(parsed, line).trim();
    if (solid !== '' && !solid.startsWith('#') && solid !== '---') return line;
  }
  return parsed.lines.count;
}

function lineText(parsed: ParsedFile, line: number): string {
  const { start, end } = parsed.lines.contentOf(line);
  return parsed.text.slice(start, end).replace(/^\ufeff/, '');
}

/** The line a comment stands on and, where it has that line for itself, the next one with content, or its block. */
function linesOf(parsed: ParsedFile, offset: number, scope: 'line' | 'block'): LineRange[] {
  const own = parsed.lines.lineAt(offset);
  const { start } = parsed.lines.contentOf(own);
  const alone =
    parsed.text
      .slice(start, offset)
      .replace(/^\ufeff/, '')
      .trim() === '';
  if (!alone) return [{ first: own, last: own }];
  const next = nextSolidLine(parsed, own + 1);
  return [
    { first: own, last: own },
    { first: next, last: scope === 'block' ? blockEnd(parsed, next) : next },
  ];
}

function blockEnd(parsed: ParsedFile, first: number): number {
  if (parsed.target === 'dockerfile') {
    const { instructions, stages } = parsed.doc;
    const from = instructions.find((instruction) => instruction.line === first);
    if (from?.keyword !== 'FROM') return first;
    return (stages[from.stage]?.instructions.at(-1) ?? from).endLine;
  }
  const indent = indentOf(lineText(parsed, first)).length;
  let last = first;
  for (let line = first + 1; line < parsed.lines.count; line++) {
    const text = lineText(parsed, line);
    if (text.trim() === '') continue;
    if (indentOf(text).length <= indent) break;
    last = line;
  }
  return last;
}

/** The comment that turns a step off at this place, as written; `undefined` when none does. */
export function suppressedBy(
  entries: readonly Entry[],
  parsed: ParsedFile,
  meta: Pick<TransformMeta, 'id' | 'rules'>,
  at: { readonly file: FilePath; readonly span: Span },
  { suppressions }: PlanOptions,
): string | undefined {
  for (const { suppression, comment, lines } of entries) {
    if (!suppressions!.covers(suppression, meta)) continue;
    if (!lines) return comment;
    const first = parsed.lines.lineAt(at.span.start);
    const last = parsed.lines.lineAt(Math.max(at.span.start, at.span.end - 1));
    if (lines.some((range) => range.last >= first && range.first <= last)) return comment;
  }
  return undefined;
}
