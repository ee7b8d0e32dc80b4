import {
  withLineNumbers,
  type Assumption,
  type Change,
  type Edit,
  type Evidence,
  type FilePath,
  type Proposal,
  type Refusal,
  type Source,
  type Step,
  type StepFile,
} from '../model/index.js';
import { LineIndex, originMap } from '../text/index.js';

/** What a step says, and the places it speaks of, in the files as they were read. */
export type OnDisk = Pick<Step, 'at' | 'title' | 'why' | 'assumptions' | 'evidence'>;

/** The way from the texts as the plan has them back to the files as they were read: what a person looks at. */
export class Origins {
  private readonly maps = new Map<FilePath, ((offset: number) => number)[]>();
  private readonly lines = new Map<FilePath, LineIndex>();

  /** @param now the lines of a file as the plan has it now. */
  constructor(private readonly now: (file: FilePath) => LineIndex) {}

  /** A file as it was read, unless a step changed it before. */
  open(file: FilePath, lines: LineIndex): void {
    if (!this.lines.has(file)) this.lines.set(file, lines);
  }

  /** Changes have been applied to files, of one step or of several that were made on the same text. */
  remember(changes: readonly Change[], files: readonly Pick<StepFile, 'path' | 'before'>[]): void {
    for (const file of files) {
      if (!this.lines.has(file.path) && file.before !== undefined) this.open(file.path, new LineIndex(file.before));
      this.rememberChanges(file.path, changes);
    }
  }

  private rememberChanges(file: FilePath, changes: readonly Change[]): void {
    const map = originMap(changes.filter((change): change is Edit => change.kind === 'edit' && change.file === file));
    const maps = this.maps.get(file);
    if (maps) maps.push(map);
    else this.maps.set(file, [map]);
  }

  /** Where a place of the current text stands in the file on disk. */
  placeOnDisk({ file, span }: Proposal['at']): Step['at'] {
    const start = this.offsetOnDisk(file, span.start);
    const end = this.offsetOnDisk(file, span.end);
    const lines = this.lines.get(file) ?? this.now(file);
    return { file, span: { start, end: Math.max(start, end) }, ...lines.position(start) };
  }

  /** A proposal made on the texts as they are now. */
  onDisk({ at, title, why, assumptions, evidence }: Proposal): OnDisk {
    return {
      at: this.placeOnDisk(at),
      title: this.words(title),
      why: this.words(why),
      assumptions: assumptions.map((each) => this.assumptionOnDisk(each)),
      evidence: evidence.map((each) => this.evidenceOnDisk(each)),
    };
  }

  /** A refusal made on the texts as they are now. */
  refusalOnDisk(refusal: Refusal): Refusal & Pick<Step['at'], 'line' | 'column'> {
    const { file, span, line, column } = this.placeOnDisk(refusal.at);
    return { ...refusal, at: { file, span }, message: this.words(refusal.message), line, column };
  }

  private words(text: string): string {
    return withLineNumbers(text, (file, line) => this.lineOnDisk(file, line));
  }

  private assumptionOnDisk({ id, believes, breaksIf, checkBy, candidate }: Assumption): Assumption {
    const words = { id, believes: this.words(believes), breaksIf: this.words(breaksIf), checkBy: this.words(checkBy) };
    return candidate === undefined ? words : { ...words, candidate };
  }

  private evidenceOnDisk({ says, from }: Evidence): Evidence {
    return { says: this.words(says), from: from.kind === 'source' ? this.sourceOnDisk(from) : from };
  }

  private sourceOnDisk(source: Source): Source {
    const { file, span, line } = source;
    if (!this.lines.has(file) || !this.maps.has(file)) return source;
    if (!span) return line === undefined ? source : { ...source, line: this.lineOnDisk(file, line) };
    const place = this.placeOnDisk({ file, span });
    return { ...source, span: place.span, line: place.line };
  }

  private lineOnDisk(file: FilePath, line: number): number {
    const then = this.lines.get(file);
    // A file that a step made, or none changed, is as it is.
    if (!then || !this.maps.has(file)) return line;
    return then.lineAt(this.offsetOnDisk(file, this.now(file).startOf(line - 1))) + 1;
  }

  private offsetOnDisk(file: FilePath, offset: number): number {
    return (this.maps.get(file) ?? []).reduceRight((at, map) => map(at), offset);
  }
}
