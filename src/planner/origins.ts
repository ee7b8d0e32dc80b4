import type { Change, Edit, Evidence, FilePath, Proposal, Step } from '../model/index.js';
import { LineIndex, originMap } from '../text/index.js';
import type { ParsedFile } from './parsed.js';

/** The places a step speaks of, in the file as it was read. */
export type OnDisk = Pick<Step, 'at' | 'evidence'>;

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

  /** The places of a proposal made on the text of `parsed`. */
  onDisk(proposal: Proposal, parsed: ParsedFile): OnDisk {
    return {
      at: this.placeOnDisk(proposal.at),
      evidence: proposal.evidence.map((evidence) => this.evidenceOnDisk(evidence, parsed)),
    };
  }

  private evidenceOnDisk(evidence: Evidence, { file, lines }: ParsedFile): Evidence {
    const { from } = evidence;
    if (from.kind !== 'source' || from.file !== file || !this.maps.has(file)) return evidence;
    const start = from.span?.start ?? (from.line === undefined ? undefined : lines.startOf(from.line - 1));
    if (start === undefined) return evidence;
    const { span, line } = this.placeOnDisk({ file, span: { start, end: from.span?.end ?? start } });
    return { ...evidence, from: { ...from, line, ...(from.span ? { span } : {}) } };
  }
}
