import type { Change, Edit } from './edit.js';
import type { Assumption, Evidence } from './evidence.js';
import type { Answer } from './lookup.js';
import type { FilePath } from './path.js';
import type { Span } from './span.js';
import type { Refusal, Safety } from './proposal.js';
import type { Finding, Group, TransformId } from './transform.js';
import type { Exercise, Verification } from './verification.js';

/** The exact text of a file, and what it was read as. */
export interface SourceFile {
  readonly path: FilePath;
  readonly text: string;
  /** Hex SHA-256 of the bytes on disk (BOM included). */
  readonly sha256: string;
}

/** A text that is put together when it is asked for, and shares what it can with the one it was made from. */
export interface TextVersion {
  readonly length: number;
  slice(start: number, end: number): string;
  /** How many lines end before the offset. */
  breaksBefore(offset: number): number;
  toString(): string;
}

/** A file as a step writes it. */
export interface StepFile {
  readonly path: FilePath;
  /** `undefined`: the step makes it. */
  readonly before: string | undefined;
  readonly after: string;
  /**
   * Both texts, and what leads from one to the other. With them what differs is found without reading the whole file,
   * which has as many versions as steps. Absent for a file that is made, and where a person wrote the text.
   */
  readonly versions?: { readonly before: TextVersion; readonly after: TextVersion; readonly edits: readonly Edit[] };
}

/** True for a file that the step makes. */
export function isNewFile(file: Partial<Pick<StepFile, 'before' | 'versions'>>): boolean {
  return file.versions === undefined && file.before === undefined;
}

/** One commit of the plan. Offsets in `changes` refer to the text as the step before left it. */
export interface Step {
  /** `<transform>@<anchor>`, prefixed by the file where a plan has several: stable from run to run. */
  readonly id: string;
  readonly transform: TransformId;
  readonly anchor: string;
  /** In the file as it is on disk, before any step; so are the places of the evidence. */
  readonly at: { readonly file: FilePath; readonly span: Span; readonly line: number; readonly column: number };
  readonly title: string;
  readonly why: string;
  readonly safety: Safety;
  readonly assumptions: readonly Assumption[];
  readonly evidence: readonly Evidence[];
  readonly touches: readonly string[];
  readonly changes: readonly Change[];
  /** Both sides were built and run, and nothing that held before broke. Absent where nobody tried. */
  readonly verified?: true;
  /** What was done with what it changes, where it is verified. */
  readonly exercised?: readonly Exercise[];
  /** Every file the step writes. */
  readonly files: readonly StepFile[];
}

/** A step that was found and not applied, and what would apply it. */
export interface HeldStep extends Omit<Step, 'files'> {
  readonly heldBy:
    | 'level'
    | 'only'
    | 'skip'
    | 'step'
    | 'manual'
    | 'needs-run'
    | 'preset'
    | 'config'
    | 'suppression'
    | 'rejected'
    | 'baseline'
    | 'not-verified';
  /** The flag or comment, as the user would type or find it: `--level safe`, `# hadolint ignore=DL3009`. */
  readonly by: string;
  /** Why no run says anything of it: with `not-verified`. */
  readonly untested?: string;
}

export interface RefusedStep extends Refusal {
  readonly transform: TransformId;
  readonly line: number;
  readonly column: number;
}

/** A guard failed: a bug of the named transform. The file keeps the text it had. */
export interface DroppedStep {
  readonly id: string;
  readonly transform: TransformId;
  readonly file: FilePath;
  readonly guard: 'edits' | 'reparse' | 'drift' | 'comments' | 'newlines' | 'ceiling' | 'throw' | 'unstable';
  readonly message: string;
}

export interface PlacedFinding extends Finding {
  readonly line: number;
  readonly column: number;
}

/** The plan of one group. */
export interface GroupPlan {
  readonly group: Group;
  /** Every file read for it, as it was. */
  readonly base: ReadonlyMap<FilePath, SourceFile>;
  readonly steps: readonly Step[];
  readonly held: readonly HeldStep[];
  readonly refused: readonly RefusedStep[];
  readonly dropped: readonly DroppedStep[];
  readonly findings: readonly PlacedFinding[];
  /** Final text of every file that changes. */
  readonly result: ReadonlyMap<FilePath, string>;
}

/** A file that could not be planned. The others go on. */
export interface FileError {
  readonly path: FilePath | string;
  /** 1-based; absent where no place can be named. */
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
  /** What the person can do. */
  readonly hint?: string;
}

/** A file that discovery left alone, and why. */
export interface SkippedFile {
  readonly path: FilePath | string;
  readonly reason: 'template' | 'vendored' | 'generated' | 'ignored-by-config' | 'suppressed' | 'not-recognised';
  readonly detail: string;
}

/** A question of the run, and what came back. */
export interface PlannedAnswer {
  /** The `lookupKey` of the question. */
  readonly question: string;
  readonly answer: Answer;
  /** `lock`: recorded in harden.lock before. `looked-up`: asked in this run, or a short while ago. `given`: by the caller. */
  readonly source: 'lock' | 'looked-up' | 'given';
}

export interface Plan {
  readonly version: 1;
  readonly groups: readonly GroupPlan[];
  readonly errors: readonly FileError[];
  readonly skipped: readonly SkippedFile[];
  /** Sorted by question; absent where nothing was asked. */
  readonly answers?: readonly PlannedAnswer[];
  /** What was seen when both sides were built and run; absent where nobody asked for it. */
  readonly verification?: Verification;
}
