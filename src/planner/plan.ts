import {
  type Answers,
  ParseError,
  type Change,
  type Context,
  type Edit,
  type EvidenceReader,
  type FileError,
  type FilePath,
  type Group,
  type GroupPlan,
  type Outcome,
  type PlacedFinding,
  type Proposal,
  type Repository,
  type SourceFile,
  type Step,
  type Target,
  TARGETS,
  type TransformId,
} from '../model/index.js';
import { applyEdits, LineIndex } from '../text/index.js';
import { byFile, tryChanges, type Tried } from './apply.js';
import type { GuardFailure } from './guards.js';
import { coalesce, editsMeet, rebase } from './coalesce.js';
import { filesOfTarget } from './groups.js';
import { holdReason } from './hold.js';
import { describe, Notes } from './notes.js';
import { type AnyTransform, ordered } from './order.js';
import { type OnDisk, Origins } from './origins.js';
import { overlayRepository } from './overlay.js';
import { parseFile, type ParsedFile } from './parsed.js';
import { findAll } from './findings.js';
import type { FileSettings, PlanOptions, Registry, Reports } from './settings.js';
import { readSuppressions, suppressedBy } from './suppress.js';

export interface GroupInput {
  readonly group: Group;
  readonly files: ReadonlyMap<FilePath, SourceFile>;
  readonly repository: Repository;
  readonly registry: Registry;
  readonly reports?: Reports;
  readonly options: PlanOptions;
  readonly answers?: Answers;
  /** Steps whose result the files already are, in their order: a person has taken them. The disk is as it was before them. */
  readonly taken?: readonly Pick<Step, 'changes' | 'files'>[];
  /** Makes the evidence reader for a repository with the plan's own changes laid over it. */
  evidence(repository: Repository, group: Group): EvidenceReader;
}

export interface GroupResult {
  readonly plan: GroupPlan;
  readonly errors: readonly FileError[];
}

// A transform whose proposals overlap is asked again on the result; more rounds than this are a bug.
const MAX_ROUNDS = 100;

/**
 * Plans one group: every transform in order, each on the parsed result of the one before, every step through the
 * guards. Pure: reads only what it is given.
 * @returns the plan, and an error for every file that does not parse. A bug in a transform is a dropped step.
 */
export function planGroup(input: GroupInput): GroupResult {
  const run = new Run(input);
  for (const target of TARGETS) {
    for (const transform of ordered(input.registry, target)) {
      for (const file of run.filesOf(target)) run.runTransform(transform, file);
    }
    // What others brought in, such as a syntax directive, is pinned as well.
    for (const transform of ordered(input.registry, target)) {
      if (transform.meta.online) for (const file of run.filesOf(target)) run.runTransform(transform, file);
    }
  }
  run.proveStable();
  return run.finish();
}

class Run {
  private readonly parsed = new Map<FilePath, ParsedFile>();
  private readonly written = new Map<FilePath, string>();
  private readonly original = new Map<FilePath, string | undefined>();
  private readonly errors: FileError[] = [];
  private readonly steps: Step[] = [];
  private readonly findings: PlacedFinding[] = [];
  private readonly usedIds = new Set<string>();
  private readonly settings = new Map<FilePath, FileSettings>();
  private readonly lastSeen = new Map<string, string>();
  private readonly origins = new Origins((file) => this.linesOf(file));
  private readonly notes = new Notes(this.origins);
  private readonly evidence: EvidenceReader;
  private version = 0;

  constructor(private readonly input: GroupInput) {
    const { group, files, repository } = input;
    for (const target of TARGETS)
      for (const file of filesOfTarget(group, target)) this.open(target, file, files.get(file));
    this.evidence = input.evidence(overlayRepository(repository, this.written), group);
    for (const step of input.taken ?? []) this.origins.remember(step);
    for (const parsed of this.parsed.values()) {
      this.origins.open(parsed.file, parsed.lines);
      this.report(parsed);
    }
  }

  filesOf(target: Target): FilePath[] {
    return filesOfTarget(this.input.group, target).filter((file) => this.parsed.has(file));
  }

  private open(target: Target, file: FilePath, source: SourceFile | undefined): void {
    if (!source) return;
    try {
      this.parsed.set(file, parseFile(target, file, source.text, true));
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      const { line, column } = new LineIndex(source.text).position(error.offset);
      this.errors.push({
        path: file,
        line,
        column,
        message: error.message,
        ...(error.hint ? { hint: error.hint } : {}),
      });
    }
  }

  private report(parsed: ParsedFile): void {
    const { reports, options } = this.input;
    const found = findAll(parsed, reports, options, (id) => this.context(parsed.file, id));
    this.findings.push(...found.findings);
    this.notes.dropped.push(...found.dropped);
  }

  private settingsOf(file: FilePath): FileSettings {
    let known = this.settings.get(file);
    if (!known) {
      known = this.input.options.settings(file);
      this.settings.set(file, known);
    }
    return known;
  }

  private context(file: FilePath, id: string): Context {
    return {
      group: this.input.group,
      evidence: this.evidence,
      answers: this.input.answers ?? new Map(),
      options: this.settingsOf(file).options(id),
    };
  }

  private ask(transform: AnyTransform, parsed: ParsedFile): Outcome | undefined {
    try {
      return transform.propose(parsed.doc, this.context(parsed.file, transform.meta.id));
    } catch (error) {
      const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      this.notes.drop(transform, parsed.file, `${transform.meta.id}@${parsed.file}`, {
        guard: 'throw',
        file: parsed.file,
        message,
      });
      return undefined;
    }
  }

  runTransform(transform: AnyTransform, file: FilePath): void {
    const { options } = this.input;
    const enabled = this.settingsOf(file).enabled(transform.meta.id, transform.meta.enabledByDefault ?? true);
    if (!enabled && !options.only?.includes(transform.meta.id)) return;
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const parsed = this.parsed.get(file)!;
      const outcome = parsed.mentions(transform.meta.hints) ? this.ask(transform, parsed) : undefined;
      this.lastSeen.set(`${transform.meta.id} ${file}`, String(this.version));
      if (!outcome) return;
      const entries = outcome.proposals.length + outcome.refusals.length > 0 ? readSuppressions(parsed, options) : [];
      // Nobody asked a transform that --only or --skip leaves out, so what it would refuse is no news.
      for (const refusal of chosen(transform.meta.id, options) ? outcome.refusals : []) {
        if (!suppressedBy(entries, parsed, transform.meta, refusal.at, options)) this.notes.refuse(transform, refusal);
      }
      const open = this.withoutSuppressed(transform, parsed, outcome.proposals, entries);
      if (!this.applyAll(transform, parsed, this.admit(transform, parsed, coalesce(open)))) return;
    }
  }

  private withoutSuppressed(
    transform: AnyTransform,
    parsed: ParsedFile,
    proposals: readonly Proposal[],
    entries: ReturnType<typeof readSuppressions>,
  ): Proposal[] {
    return proposals.filter((proposal) => {
      const by = suppressedBy(entries, parsed, transform.meta, proposal.at, this.input.options);
      if (by === undefined) return true;
      this.notes.hold(transform, proposal, this.stepId(proposal, parsed.file), { heldBy: 'suppression', by });
      return false;
    });
  }

  /** The proposals that may be applied, with the ids of their steps; the others are noted as held. */
  private admit(transform: AnyTransform, parsed: ParsedFile, proposals: readonly Proposal[]): Named[] {
    const admitted: Named[] = [];
    const taken = new Map<string, number>();
    for (const proposal of proposals) {
      // Numbered before any is held, so that a step keeps its id when another is left out.
      const base = this.stepId(proposal, parsed.file);
      const count = (taken.get(base) ?? 0) + 1;
      taken.set(base, count);
      const id = count === 1 ? base : `${base}#${count}`;
      const reason = holdReason(transform.meta, proposal, id, this.settingsOf(parsed.file), this.input.options);
      if (reason) this.notes.hold(transform, proposal, id, reason);
      else admitted.push({ id, proposal });
    }
    return admitted;
  }

  private stepId(proposal: Proposal, file: FilePath): string {
    const { group } = this.input;
    const several = TARGETS.reduce((count, target) => count + filesOfTarget(group, target).length, 0) > 1;
    return several ? `${proposal.id}:${file}` : proposal.id;
  }

  /** Applies proposals made on the same text, one step each. True when some overlapped and must be proposed again. */
  private applyAll(transform: AnyTransform, parsed: ParsedFile, steps: readonly Named[]): boolean {
    const done = new Map<FilePath, Edit[]>();
    // All speak of the text as it is now; the first step applied changes it.
    const places = steps.map(({ proposal }) => this.origins.onDisk(proposal));
    if (steps.length > 1 && parsed.target !== 'dockerfile' && this.applyTogether(transform, parsed, steps, places))
      return false;
    let again = false;
    for (const [index, { id, proposal }] of steps.entries()) {
      const shifted = rebase(proposal.changes, done);
      if (!shifted) {
        again = true;
        continue;
      }
      const failure = this.applyStep(transform, parsed, { id, proposal }, shifted, places[index]!);
      if (failure) {
        this.notes.drop(transform, failure.file, id, failure);
        continue;
      }
      for (const change of proposal.changes) {
        const list = done.get(change.file) ?? [];
        if (change.kind === 'edit') list.push(change);
        done.set(change.file, list);
      }
    }
    return again;
  }

  /**
   * The steps of one transform on one YAML file, through the guards as a whole: a parse for each of a hundred services
   * would take time in the square of the file. Where that fails, each goes alone and the one at fault is found.
   */
  private applyTogether(
    transform: AnyTransform,
    parsed: ParsedFile,
    steps: readonly Named[],
    places: readonly OnDisk[],
  ): boolean {
    const changes = steps.flatMap(({ proposal }) => proposal.changes);
    if (changes.some(({ kind, file }) => kind !== 'edit' || file !== parsed.file) || editsMeet(changes)) return false;
    if (steps.some(({ proposal }) => RANK[proposal.safety] > RANK[transform.meta.ceiling])) return false;
    const touches = [...new Set(steps.flatMap(({ proposal }) => proposal.touches))];
    const outcome = tryChanges(parsed.file, changes, { touches }, parsed);
    if ('guard' in outcome || !outcome.parsed) return false;
    const done = new Map<FilePath, Edit[]>([[parsed.file, []]]);
    let before = parsed.text;
    for (const [index, { id, proposal }] of steps.entries()) {
      const edits = rebase(proposal.changes, done) as readonly Edit[];
      const after = applyEdits(before, edits);
      const step = describe(transform, proposal, places[index]!, this.uniqueId(id));
      this.record({ ...step, changes: edits, files: [{ path: parsed.file, before, after }] });
      done.get(parsed.file)!.push(...(proposal.changes as readonly Edit[]));
      before = after;
    }
    this.keep(parsed.file, outcome);
    this.version++;
    return true;
  }

  private keep(file: FilePath, { parsed, before, after }: Tried): void {
    if (parsed) this.parsed.set(file, parsed);
    if (!this.original.has(file)) this.original.set(file, before);
    this.written.set(file, after);
  }

  private applyStep(
    transform: AnyTransform,
    parsed: ParsedFile,
    { id, proposal }: Named,
    changes: readonly Change[],
    place: OnDisk,
  ): GuardFailure | undefined {
    if (RANK[proposal.safety] > RANK[transform.meta.ceiling]) {
      return {
        guard: 'ceiling',
        file: parsed.file,
        message: `${proposal.safety} is above the declared ${transform.meta.ceiling}`,
      };
    }
    const next = new Map<FilePath, Tried>();
    for (const [file, list] of byFile(changes)) {
      const outcome = tryChanges(file, list, proposal, this.parsed.get(file), this.currentText(file));
      if ('guard' in outcome) return outcome;
      next.set(file, outcome);
    }
    if ([...next.values()].every(({ before, after }) => before === after)) {
      return { guard: 'edits', file: parsed.file, message: 'the step changes nothing' };
    }
    const files = [...next].map(([path, { before, after }]) => ({ path, before, after }));
    this.record({ ...describe(transform, proposal, place, this.uniqueId(id)), changes, files });
    for (const [path, tried] of next) this.keep(path, tried);
    this.version++;
    return undefined;
  }

  private record(step: Step): void {
    this.steps.push(step);
    this.origins.remember(step);
  }

  private currentText(file: FilePath): string | undefined {
    return this.written.get(file) ?? this.input.files.get(file)?.text ?? this.input.repository.read(file);
  }

  private linesOf(file: FilePath): LineIndex {
    return this.parsed.get(file)?.lines ?? new LineIndex(this.currentText(file) ?? '');
  }

  private uniqueId(id: string): string {
    let unique = id;
    for (let count = 2; this.usedIds.has(unique); count++) unique = `${id}#${count}`;
    this.usedIds.add(unique);
    return unique;
  }

  /** Proposes once more on the result. Whatever comes back is a bug, and a plan with one is not applied. */
  proveStable(): void {
    if (this.steps.length === 0) return;
    const failed = new Set(this.notes.dropped.map(({ id }) => id));
    this.notes.close();
    for (const target of TARGETS) {
      for (const transform of ordered(this.input.registry, target)) {
        for (const file of this.filesOf(target)) {
          if (this.lastSeen.get(`${transform.meta.id} ${file}`) === String(this.version)) continue;
          if (!this.lastSeen.has(`${transform.meta.id} ${file}`)) continue;
          this.expectNothing(transform, this.parsed.get(file)!, failed);
        }
      }
    }
    if (!this.notes.dropped.some(({ guard }) => guard === 'unstable')) return;
    this.steps.length = 0;
    this.written.clear();
  }

  private expectNothing(transform: AnyTransform, parsed: ParsedFile, failed: ReadonlySet<string>): void {
    const outcome = parsed.mentions(transform.meta.hints) ? this.ask(transform, parsed) : undefined;
    if (!outcome || outcome.proposals.length === 0) return;
    const entries = readSuppressions(parsed, this.input.options);
    const open = this.withoutSuppressed(transform, parsed, outcome.proposals, entries);
    for (const { id } of this.admit(transform, parsed, coalesce(open))) {
      if (failed.has(id)) continue;
      this.notes.drop(transform, parsed.file, id, {
        guard: 'unstable',
        file: parsed.file,
        message: 'proposed again on the finished result',
      });
    }
  }

  finish(): GroupResult {
    const { group, files } = this.input;
    const result = new Map<FilePath, string>();
    for (const [file, text] of this.written) if (this.original.get(file) !== text) result.set(file, text);
    return {
      plan: {
        group,
        base: files,
        steps: this.steps,
        held: [...this.notes.held.values()],
        refused: [...this.notes.refused.values()],
        dropped: this.notes.dropped,
        findings: this.findings,
        result,
      },
      errors: this.errors,
    };
  }
}

function chosen(id: TransformId, { only, skip }: PlanOptions): boolean {
  return (!only?.length || only.includes(id)) && !skip?.includes(id);
}

interface Named {
  readonly id: string;
  readonly proposal: Proposal;
}

const RANK = { safe: 0, review: 1, manual: 2 } as const;
