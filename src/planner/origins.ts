import type { Change, Edit, FilePath, Proposal, Step } from '../model/index.js';
import { LineIndex, originMap } from '../text/index.js';

/** The way from the texts as the plan has them back to the files as they were read: what a person looks at. */
export class Origins {
  private readonly maps = new Map<FilePath, ((offset: number) => number)[]>();
  private readonly lines = new Map<FilePath, LineIndex>();

  open(file: FilePath, lines: LineIndex): void {
    this.lines.set(file, lines);
  }

  /** A step has been applied to the file. */
  remember(file: FilePath, changes: readonly Change[]): void {
    const map = originMap(changes.filter((change): change is Edit => change.kind === 'edit' && change.file === file));
    const maps = this.maps.get(file);
    if (maps) maps.push(map);
    else this.maps.set(file, [map]);
  }

  /** Where a place of the current text stands in the file on disk. */
  placeOnDisk({ file, span }: Proposal['at']): Step['at'] {
    let { start, end } = span;
    const maps = this.maps.get(file) ?? [];
    for (let at = maps.length - 1; at >= 0; at--) {
      start = maps[at]!(start);
      end = maps[at]!(end);
    }
    const lines = this.lines.get(file) ?? new LineIndex('');
    return { file, span: { start, end: Math.max(start, end) }, ...lines.position(start) };
  }
}
