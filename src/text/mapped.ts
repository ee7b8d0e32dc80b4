import type { Span } from '../model/index.js';

interface Segment {
  readonly logical: number;
  readonly source: number;
  readonly length: number;
}

/**
 * Text put together from pieces of a file (an instruction without its continuations and comments), with the way back.
 * An edit is allowed only where the pieces touch.
 */
export class MappedText {
  constructor(
    readonly text: string,
    private readonly segments: readonly Segment[],
  ) {}

  /** Maps a run of one file as it stands. */
  static direct(text: string, source: number): MappedText {
    return new MappedText(text, [{ logical: 0, source, length: text.length }]);
  }

  /** File offset of a logical one. The end of the text maps to just behind its last character. */
  toSource(offset: number): number {
    const { segments } = this;
    if (segments.length === 0) return 0;
    let low = 0;
    let high = segments.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (segments[middle]!.logical <= offset) low = middle;
      else high = middle - 1;
    }
    const { logical, source } = segments[low]!;
    return source + (offset - logical);
  }

  /** File span of a logical range. `contiguous` is false when a continuation or comment lies between its characters. */
  range(start: number, end: number): { span: Span; contiguous: boolean } {
    if (end <= start) {
      const at = this.toSource(start);
      return { span: { start: at, end: at }, contiguous: true };
    }
    const first = this.toSource(start);
    const last = this.toSource(end - 1) + 1;
    return { span: { start: first, end: last }, contiguous: last - first === end - start };
  }
}

/** Collects the pieces of a `MappedText`. */
export class MappedTextBuilder {
  private readonly parts: string[] = [];
  private readonly segments: Segment[] = [];
  private length = 0;

  add(text: string, source: number): void {
    if (text === '') return;
    this.parts.push(text);
    this.segments.push({ logical: this.length, source, length: text.length });
    this.length += text.length;
  }

  build(): MappedText {
    return new MappedText(this.parts.join(''), this.segments);
  }
}
