// The files of a group as the steps so far leave them. draft never keeps a text that did not pass the guards.
import {
  ParseError,
  TARGETS,
  type Change,
  type Edit,
  type FileError,
  type FilePath,
  type Proposal,
  type Repository,
  type SourceFile,
  type Step,
  type Target,
} from '../model/index.js';
import { LineIndex } from '../text/index.js';
import { byFile, tryChanges, type Tried } from './apply.js';
import { rebase, rebaseInTurn } from './coalesce.js';
import type { DocumentMemory } from './documents.js';
import { filesOfTarget } from './groups.js';
import type { GuardFailure } from './guards.js';
import { describe } from './notes.js';
import type { AnyTransform } from './order.js';
import { type OnDisk, Origins } from './origins.js';
import { overlayRepository } from './overlay.js';
import type { ParsedFile } from './parsed.js';
import type { GroupInput } from './input.js';
import { Versions } from './versions.js';

/** A proposal that may be applied, and what it says of the files on disk. */
export interface PlacedStep {
  readonly id: string;
  readonly proposal: Proposal;
  readonly onDisk: OnDisk;
}

/** Edits that were applied since the proposals were made, in the offsets of the text they were made on. */
export type Done = Map<FilePath, Edit[]>;

export class Draft {
  readonly errors: FileError[] = [];
  readonly steps: Step[] = [];
  readonly origins = new Origins((file) => this.linesOf(file));
  /** The repository as it would be now. */
  readonly repository: Repository;
  /** Another one with every change. */
  version = 0;
  private readonly parsed = new Map<FilePath, ParsedFile>();
  private readonly written = new Map<FilePath, string>();
  private readonly versions = new Versions();
  private readonly original = new Map<FilePath, string | undefined>();
  private readonly usedIds = new Set<string>();
  private readonly memory: DocumentMemory;

  constructor(private readonly input: GroupInput) {
    const { group, files, repository, memory, taken = [] } = input;
    this.memory = memory;
    this.repository = overlayRepository(repository, this.written);
    for (const target of TARGETS)
      for (const file of filesOfTarget(group, target)) this.open(target, file, files.get(file));
    for (const { changes, files } of taken) this.origins.remember(changes, files);
    for (const { file, lines } of this.parsed.values()) this.origins.open(file, lines);
  }

  private open(target: Target, file: FilePath, source: SourceFile | undefined): void {
    if (!source) return;
    try {
      this.parsed.set(file, this.memory.readFound(target, file, source.text));
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      const { message, hint, offset } = error;
      const { line, column } = new LineIndex(source.text).position(offset);
      this.errors.push({ path: file, line, column, message, ...(hint ? { hint } : {}) });
    }
  }

  /** The files that can be planned. */
  files(): Iterable<ParsedFile> {
    return this.parsed.values();
  }

  filesOf(target: Target): FilePath[] {
    return filesOfTarget(this.input.group, target).filter((file) => this.parsed.has(file));
  }

  /** A file as it is now, one of `files`. */
  file(path: FilePath): ParsedFile {
    return this.parsed.get(path)!;
  }

  /**
   * Applies proposals that were made on the same text: all of them, through the guards as a whole, or none.
   * @param file the one the transform was asked about.
   * @param done what was applied since they were made; those applied here are added to it.
   * @returns 'meets' where one speaks of what an earlier one changed.
   */
  commit(
    transform: AnyTransform,
    file: FilePath,
    steps: readonly PlacedStep[],
    done: Done,
  ): GuardFailure | 'meets' | undefined {
    const proposed = steps.flatMap(({ proposal }) => proposal.changes);
    const changes = rebase(proposed, done);
    if (!changes) return 'meets';
    const { ceiling } = transform.meta;
    const high = steps.find(({ proposal }) => RANK[proposal.safety] > RANK[ceiling])?.proposal.safety;
    if (high) return { guard: 'ceiling', file, message: `${high} is above the declared ${ceiling}` };
    const tried = this.try(changes, steps);
    if ('guard' in tried) return tried;
    if ([...tried.values()].every(({ before, after }) => before === after))
      return { guard: 'edits', file, message: 'the step changes nothing' };
    this.record(transform, steps, tried, done);
    this.origins.remember(
      changes,
      [...tried].map(([path, { before }]) => ({ path, before })),
    );
    for (const [path, { parsed, before, after }] of tried) {
      if (parsed) this.parsed.set(path, parsed);
      if (!this.original.has(path)) this.original.set(path, before);
      this.written.set(path, after);
    }
    this.version++;
    return undefined;
  }

  private try(changes: readonly Change[], steps: readonly PlacedStep[]): GuardFailure | Map<FilePath, Tried> {
    const all = new Set(steps.flatMap(({ proposal }) => proposal.touches));
    const declared = steps.length === 1 ? steps[0]!.proposal : { touches: [...all] };
    const tried = new Map<FilePath, Tried>();
    for (const [file, list] of byFile(changes)) {
      const current = { parsed: this.parsed.get(file), text: this.textOf(file) };
      const outcome = tryChanges(file, list, declared, current, this.memory);
      if ('guard' in outcome) return outcome;
      tried.set(file, outcome);
    }
    return tried;
  }

  private record(
    transform: AnyTransform,
    steps: readonly PlacedStep[],
    tried: ReadonlyMap<FilePath, Tried>,
    done: Done,
  ): void {
    const rebased = rebaseInTurn(
      steps.map(({ proposal }) => proposal.changes),
      done,
    );
    for (const [at, { id, proposal, onDisk }] of steps.entries()) {
      const changes = rebased[at]!;
      const files = [...byFile(changes)].map(([path, list]) =>
        this.versions.write(path, tried.get(path)!.before, list),
      );
      this.steps.push({ ...describe(transform, proposal, onDisk, this.uniqueId(id)), changes, files });
      for (const change of proposal.changes) {
        const list = done.get(change.file) ?? [];
        if (change.kind === 'edit') list.push(change);
        done.set(change.file, list);
      }
    }
  }

  private textOf(file: FilePath): string | undefined {
    return this.written.get(file) ?? this.input.files.get(file)?.text ?? this.input.repository.read(file);
  }

  private linesOf(file: FilePath): LineIndex {
    return this.parsed.get(file)?.lines ?? new LineIndex(this.textOf(file) ?? '');
  }

  private uniqueId(id: string): string {
    let unique = id;
    for (let count = 2; this.usedIds.has(unique); count++) unique = `${id}#${count}`;
    this.usedIds.add(unique);
    return unique;
  }

  /** Takes every step back. */
  clear(): void {
    this.steps.length = 0;
    this.written.clear();
  }

  /** Final text of every file that changes. */
  result(): Map<FilePath, string> {
    return new Map([...this.written].filter(([file, text]) => this.original.get(file) !== text));
  }
}

const RANK = { safe: 0, review: 1, unverified: 2, manual: 3 } as const;
