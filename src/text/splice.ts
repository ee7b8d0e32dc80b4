import type { Edit } from '../model/index.js';

/** Two edits that cannot both be applied, or one that does not fit the text. */
export class SpliceError extends Error {
  override readonly name = 'SpliceError';
}

/**
 * Edits in the order they apply: by position, an insertion before a replacement at the same place.
 * Insertions at one place keep the order they were given in.
 */
export function sortEdits(edits: readonly Edit[]): Edit[] {
  return edits
    .map((edit, order) => ({ edit, order }))
    .sort((a, b) => a.edit.span.start - b.edit.span.start || a.edit.span.end - b.edit.span.end || a.order - b.order)
    .map(({ edit }) => edit);
}

/**
 * The text with the edits applied; everything else byte for byte as it was.
 * @throws SpliceError when an edit is out of bounds, its `expect` differs, or two edits overlap.
 */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { span, expect, text: replacement } of sortEdits(edits)) {
    if (span.start < 0 || span.end < span.start || span.end > text.length) {
      throw new SpliceError(`edit ${span.start}-${span.end} is outside the text (${text.length})`);
    }
    if (span.start < at) throw new SpliceError(`edits overlap at ${span.start}`);
    const found = text.slice(span.start, span.end);
    if (found !== expect) {
      throw new SpliceError(`expected ${JSON.stringify(expect)} at ${span.start}, found ${JSON.stringify(found)}`);
    }
    parts.push(text.slice(at, span.start), replacement);
    at = span.end;
  }
  parts.push(text.slice(at));
  return parts.join('');
}

/**
 * Where an offset of the old text lies in the new one. An offset inside a replaced span maps to the end of its
 * replacement. Edits must be those given to `applyEdits`.
 */
export function mapOffset(edits: readonly Edit[], offset: number): number {
  let shift = 0;
  for (const { span, text } of sortEdits(edits)) {
    if (span.start > offset) break;
    if (span.end > offset) return span.start + shift + text.length;
    shift += text.length - (span.end - span.start);
  }
  return offset + shift;
}
