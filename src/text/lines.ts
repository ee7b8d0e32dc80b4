import type { Span } from '../model/index.js';

export interface Position {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 units. */
  readonly column: number;
}

/** Offsets to lines and back. A line ends at `\n` only, as BuildKit reads it; a lone CR is not a break. */
export class LineIndex {
  private readonly starts: number[];

  constructor(readonly text: string) {
    const starts = [0];
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.starts = starts;
  }

  /** Number of lines; a final newline does not begin another. */
  get count(): number {
    return this.text.endsWith('\n') ? this.starts.length - 1 : this.starts.length;
  }

  /** 0-based line that holds the offset. */
  lineAt(offset: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Offset of the first character of a 0-based line. */
  startOf(line: number): number {
    return this.starts[Math.min(line, this.starts.length - 1)]!;
  }

  /** The line without its line break. */
  contentOf(line: number): Span {
    const start = this.startOf(line);
    const next = line + 1 < this.starts.length ? this.starts[line + 1]! - 1 : this.text.length;
    const end = next > start && this.text[next - 1] === '\r' && next < this.text.length ? next - 1 : next;
    return { start, end };
  }

  /** The line with its line break, so that deleting it leaves no empty line. */
  whole(line: number): Span {
    const start = this.startOf(line);
    return { start, end: line + 1 < this.starts.length ? this.starts[line + 1]! : this.text.length };
  }

  position(offset: number): Position {
    const line = this.lineAt(offset);
    return { line: line + 1, column: offset - this.starts[line]! + 1 };
  }
}
