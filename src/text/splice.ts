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
  for (const { span, text: replacement } of checkedEdits(edits, text.length, (start, end) => text.slice(start, end))) {
    parts.push(text.slice(at, span.start), replacement);
    at = span.end;
  }
  parts.push(text.slice(at));
  return parts.join('');
}

/**
 * The edits in the order they apply.
 * @throws SpliceError as `applyEdits`.
 */
export function checkedEdits(
  edits: readonly Edit[],
  length: number,
  slice: (start: number, end: number) => string,
): Edit[] {
  const sorted = sortEdits(edits);
  let at = 0;
  for (const { span, expect } of sorted) {
    if (span.start < 0 || span.end < span.start || span.end > length) {
      throw new SpliceError(`edit ${span.start}-${span.end} is outside the text (${length})`);
    }
    if (span.start < at) throw new SpliceError(`edits overlap at ${span.start}`);
    const found = slice(span.start, span.end);
    if (found !== expect) {
      throw new SpliceError(`expected ${JSON.stringify(expect)} at ${span.start}, found ${JSON.stringify(found)}`);
    }
    at = span.end;
  }
  return sorted;
}

/**
 * Where offsets of the old text lie in the new one. An offset inside a replaced span maps to the end of its
 * replacement; one where something is inserted maps behind what was inserted. Edits as given to `applyEdits`.
 */
export function offsetMap(edits: readonly Edit[]): (offset: number) => number {
  const sorted = sortEdits(edits);
  const shifts: number[] = [];
  let shift = 0;
  for (const { span, text } of sorted) {
    shift += text.length - (span.end - span.start);
    shifts.push(shift);
  }
  return (offset) => {
    // The number of edits that start at or before the offset.
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle]!.span.start <= offset) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return offset;
    const { span, text } = sorted[low - 1]!;
    if (span.end > offset) return span.start + (shifts[low - 2] ?? 0) + text.length;
    return offset + shifts[low - 1]!;
  };
}

/** The way back: where offsets of the new text stood in the old one. One inside a replacement maps to its old start. */
export function originMap(edits: readonly Edit[]): (offset: number) => number {
  const sorted = sortEdits(edits);
  const starts: number[] = [];
  let shift = 0;
  for (const { span, text } of sorted) {
    starts.push(span.start + shift);
    shift += text.length - (span.end - span.start);
  }
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (starts[middle]! <= offset) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return offset;
    const { span, text } = sorted[low - 1]!;
    const into = offset - starts[low - 1]!;
    return into < text.length ? span.start : span.end + (into - text.length);
  };
}
