import type { Span } from '../model/index.js';

/** A part of a text: one that was there from the start, or one that was written since. */
interface Piece {
  readonly length: number;
  /** Where it began at first; absent where it was written. */
  readonly from?: number;
}

/** Pieces one behind the other, few enough to be walked through. */
interface Block {
  readonly pieces: readonly Piece[];
  readonly length: number;
}

const MOST_PIECES = 300;

/**
 * Where the places of a text lay before it was edited. The pieces lie in blocks, so that following an edit takes about
 * the root of how many there were, and a plan of ten thousand steps takes no minute.
 */
export class OriginMap {
  private readonly blocks: Block[];

  constructor(length: number) {
    this.blocks = [blockOf([{ length, from: 0 }])];
  }

  /** Notes an edit: so many characters stand in place of the span. Of several made on one text the last comes first. */
  replace({ start, end }: Span, length: number): void {
    const first = this.blockAt(start);
    const last = this.blockAt(end);
    const pieces = this.blocks.slice(first.index, last.index + 1).flatMap((block) => block.pieces);
    const before: Piece[] = [];
    const after: Piece[] = [];
    let written = length;
    let at = first.start;
    for (const piece of pieces) {
      const stop = at + piece.length;
      const head = start - at;
      const tail = stop - end;
      if (stop <= start) before.push(piece);
      else if (at >= end) after.push(piece);
      else if (piece.from === undefined) written += Math.max(0, head) + Math.max(0, tail);
      else {
        if (head > 0) before.push({ length: head, from: piece.from });
        if (tail > 0) after.push({ length: tail, from: piece.from + (end - at) });
      }
      at = stop;
    }
    this.blocks.splice(
      first.index,
      last.index - first.index + 1,
      ...blocksOf([...before, { length: written }, ...after]),
    );
  }

  /** The span as it was at first; nothing where something was written in it or right beside it. */
  original({ start, end }: Span): Span | undefined {
    const { index, start: from } = this.blockAt(start + 1);
    const { pieces } = this.blocks[index]!;
    let at = from;
    for (const [place, piece] of pieces.entries()) {
      const stop = at + piece.length;
      const isLast = index === this.blocks.length - 1 && place === pieces.length - 1;
      if (stop > start || isLast) {
        const isFirst = index === 0 && place === 0;
        // What touches its ends stands beside something that was written, but at the ends of the text.
        const inside = (at < start || isFirst) && (end < stop || (end === stop && isLast));
        if (piece.from === undefined || !inside) return undefined;
        return { start: start - at + piece.from, end: end - at + piece.from };
      }
      at = stop;
    }
    return undefined;
  }

  /** The first block that reaches to an offset, or the last. */
  private blockAt(offset: number): { readonly index: number; readonly start: number } {
    let start = 0;
    let index = 0;
    while (index < this.blocks.length - 1 && start + this.blocks[index]!.length < offset) {
      start += this.blocks[index]!.length;
      index++;
    }
    return { index, start };
  }
}

function blockOf(pieces: readonly Piece[]): Block {
  return { pieces, length: pieces.reduce((sum, { length }) => sum + length, 0) };
}

function blocksOf(pieces: readonly Piece[]): Block[] {
  if (pieces.length <= MOST_PIECES) return [blockOf(pieces)];
  const middle = pieces.length >> 1;
  return [...blocksOf(pieces.slice(0, middle)), ...blocksOf(pieces.slice(middle))];
}
