// Which steps a comment in the file turns off.
import type { FilePath, Span, TransformMeta } from '../model/index.js';
import type { ParsedFile } from './parsed.js';
import type { PlanOptions, Suppression } from './settings.js';

interface Entry {
  readonly suppression: Suppression;
  readonly comment: string;
  /** 0-based lines it speaks of; absent for the whole file. */
  readonly lines?: readonly number[];
}

/** The suppressions of a file. Empty, and cheap, where there is no comment that is one. */
export function readSuppressions(parsed: ParsedFile, options: PlanOptions): readonly Entry[] {
  if (!options.suppression) return [];
  const entries: Entry[] = [];
  if (parsed.target === 'dockerfile') {
    for (const directive of parsed.doc.directives) {
      if (directive.name !== 'check') continue;
      const comment = parsed.text.slice(directive.span.start, directive.span.end);
      const suppression = options.suppression(comment);
      if (suppression) entries.push({ suppression, comment });
    }
  }
  for (const { text, start } of parsed.comments()) {
    const suppression = options.suppression(text);
    if (!suppression) continue;
    entries.push(suppression.scope === 'file' ? { suppression, comment: text } : { suppression, comment: text, lines: linesOf(parsed, start) });
  }
  return entries;
}

/** The line a comment stands on, and the next line that is not a comment or blank. */
function linesOf(parsed: ParsedFile, offset: number): number[] {
  const own = parsed.lines.lineAt(offset);
  const { start } = parsed.lines.contentOf(own);
  if (parsed.text.slice(start, offset).trim() !== '' && parsed.text.slice(start, offset) !== '\ufeff') return [own];
  for (let line = own + 1; line < parsed.lines.count; line++) {
    const here = parsed.lines.contentOf(line);
    const solid = parsed.text.slice(here.start, here.end).trim();
    if (solid !== '' && !solid.startsWith('#')) return [own, line];
  }
  return [own];
}

/** The comment that turns a step off at this place, as written; `undefined` when none does. */
export function suppressedBy(
  entries: readonly Entry[],
  parsed: ParsedFile,
  meta: TransformMeta,
  at: { readonly file: FilePath; readonly span: Span },
  options: PlanOptions,
): string | undefined {
  for (const { suppression, comment, lines } of entries) {
    if (!speaksOf(suppression, meta, options)) continue;
    if (!lines) return comment;
    const first = parsed.lines.lineAt(at.span.start);
    const last = parsed.lines.lineAt(Math.max(at.span.start, at.span.end - 1));
    if (lines.some((line) => line >= first && line <= last)) return comment;
  }
  return undefined;
}

function speaksOf({ tool, ids }: Suppression, meta: TransformMeta, options: PlanOptions): boolean {
  if (tool === 'harden') return ids === 'all' || ids.includes(meta.id);
  if (ids === 'all') return meta.rules.some((rule) => options.sameRule?.(`${tool}:*`, rule) ?? false);
  return ids.some((id) => meta.rules.some((rule) => options.sameRule?.(id, rule) ?? id === rule));
}
