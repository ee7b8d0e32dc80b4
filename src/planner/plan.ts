import {
  isTooDeep,
  type Context,
  isInPreset,
  type Documents,
  type EvidenceReader,
  type FilePath,
  type Outcome,
  type PlacedFinding,
  type Proposal,
  type Target,
  TARGETS,
  type TransformId,
} from '../model/index.js';
import { coalesce, partMeeting } from './coalesce.js';
import { Draft, type Done, type PlacedStep } from './draft.js';
import { findAll } from './findings.js';
import { filesOfTarget } from './groups.js';
import { holdReason } from './hold.js';
import type { GroupInput, GroupResult } from './input.js';
import { Notes } from './notes.js';
import { type AnyTransform, transformsInOrder } from './order.js';
import type { ParsedFile } from './parsed.js';
import type { FileSettings, PlanOptions } from './settings.js';
import { readSuppressions, suppressedBy } from './suppress.js';

// A transform whose proposals overlap is asked again on the result; more rounds than this are a bug.
const MAX_ROUNDS = 100;
// How often the whole is looked at again for what its own steps have made possible.
const MAX_LOOKS = 3;

/**
 * Plans one group: every transform in order, each on the parsed result of the one before, every step through the
 * guards. Pure: reads only what it is given.
 * @returns the plan, and an error for every file that does not parse. A bug in a transform is a dropped step.
 */
export function planGroup(input: GroupInput): GroupResult {
  const run = new Run(input);
  for (const target of TARGETS) run.runAll(target);
  run.settle();
  return run.finish();
}

class Run {
  private readonly draft: Draft;
  private readonly findings: PlacedFinding[] = [];
  private readonly settings = new Map<FilePath, FileSettings>();
  /** The version of the draft that a transform looked at last, by file. */
  private readonly lastSeen = new Map<AnyTransform, Map<FilePath, number>>();
  private readonly notes: Notes;
  private readonly evidence: EvidenceReader;
  private readonly documents: Documents;

  constructor(private readonly input: GroupInput) {
    this.draft = new Draft(input);
    this.notes = new Notes(this.draft.origins);
    this.evidence = input.evidence(this.draft.repository, input.group);
    this.documents = input.memory.of(this.draft.repository);
    for (const parsed of this.draft.files()) this.report(parsed);
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
      documents: this.documents,
      answers: this.input.answers ?? new Map(),
      preset: this.settingsOf(file).preset,
      options: this.settingsOf(file).options(id),
      ...this.needsOf(file, id),
    };
  }

  private needsOf(file: FilePath, id: string): Pick<Context, 'needs'> {
    const needs = this.input.options.needs?.filter((each) => each.file === file && each.transform === id);
    return needs?.length ? { needs } : {};
  }

  private ask(transform: AnyTransform, parsed: ParsedFile): Outcome | undefined {
    this.input.note?.(`${transform.meta.id} on ${parsed.file}`);
    try {
      return transform.propose(parsed.doc, this.context(parsed.file, transform.meta.id));
    } catch (error) {
      // What the text brings about ends the group; the step is not to blame.
      if (isTooDeep(error)) throw error;
      const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      this.notes.drop(transform, parsed.file, `${transform.meta.id}@${parsed.file}`, {
        guard: 'throw',
        file: parsed.file,
        message,
      });
      return undefined;
    }
  }

  runAll(target: Target): void {
    const files = this.draft.filesOf(target);
    if (files.length === 0) return;
    for (const transform of transformsInOrder(this.input.registry, target))
      for (const file of files) this.runTransform(transform, file);
  }

  private see(transform: AnyTransform, file: FilePath): void {
    const seen = this.lastSeen.get(transform) ?? new Map<FilePath, number>();
    this.lastSeen.set(transform, seen.set(file, this.draft.version));
  }

  private runTransform(transform: AnyTransform, file: FilePath): void {
    const { options } = this.input;
    const settings = this.settingsOf(file);
    const enabled = settings.enabled(transform.meta.id, isInPreset(transform.meta, settings.preset));
    if (!enabled && !options.only?.includes(transform.meta.id)) {
      this.nameWhenOff(transform, file, settings);
      return;
    }
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const parsed = this.draft.file(file);
      const outcome = parsed.mentions(transform.meta.hints) ? this.ask(transform, parsed) : undefined;
      this.see(transform, file);
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

  /** Of a transform that the preset leaves out, the last step of a file that says what the file goes without. */
  private nameWhenOff(transform: AnyTransform, file: FilePath, settings: FileSettings): void {
    const { meta } = transform;
    const { options, group } = this.input;
    // Turned off by name: nobody wants to hear of it.
    if (!meta.namedWhenOff || !isInPreset(meta, 'guide') || !settings.enabled(meta.id, true)) return;
    const parsed = this.draft.file(file);
    if (!parsed.mentions(meta.hints)) return;
    const named = this.ask(transform, parsed)?.proposals.filter(({ whenOff }) => whenOff !== undefined) ?? [];
    const entries = named.length > 0 ? readSuppressions(parsed, options) : [];
    const open = named.filter(({ at }) => suppressedBy(entries, parsed, meta, at, options) === undefined);
    const last = open[open.length - 1];
    if (!last) return;
    const id = this.stepId(last, file);
    if (holdReason(meta, last, id, group.id, settings, options)) return;
    const { whenOff = last.why } = last;
    this.notes.hold(transform, { ...last, why: whenOff }, id, { heldBy: 'preset', by: `preset: ${settings.preset}` });
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
  private admit(transform: AnyTransform, parsed: ParsedFile, proposals: readonly Proposal[]): PlacedStep[] {
    const admitted: PlacedStep[] = [];
    const taken = new Map<string, number>();
    for (const proposal of proposals) {
      // Numbered before any is held, so that a step keeps its id when another is left out.
      const base = this.stepId(proposal, parsed.file);
      const count = (taken.get(base) ?? 0) + 1;
      taken.set(base, count);
      const id = count === 1 ? base : `${base}#${count}`;
      const { group, options } = this.input;
      const reason = holdReason(transform.meta, proposal, id, group.id, this.settingsOf(parsed.file), options);
      if (reason) this.notes.hold(transform, proposal, id, reason);
      else admitted.push({ id, proposal, onDisk: this.draft.origins.onDisk(proposal) });
    }
    return admitted;
  }

  private stepId(proposal: Proposal, file: FilePath): string {
    const { group } = this.input;
    const several = TARGETS.reduce((count, target) => count + filesOfTarget(group, target).length, 0) > 1;
    return several ? `${proposal.id}:${file}` : proposal.id;
  }

  /**
   * Applies proposals made on the same text, one step each. Those on one file go through the guards as a whole: a parse
   * for each of a hundred services would take time in the square of the file.
   * @returns true when some overlapped and must be proposed again.
   */
  private applyAll(transform: AnyTransform, parsed: ParsedFile, steps: readonly PlacedStep[]): boolean {
    const done: Done = new Map();
    if (!canGoTogether(parsed, steps)) return this.applyEach(transform, parsed, steps, done);
    const { apart, meeting } = partMeeting(steps);
    // What meets a step that failed has nothing in its way any more.
    if (!this.applyTogether(transform, parsed, apart, done)) return this.applyEach(transform, parsed, meeting, done);
    return meeting.length > 0;
  }

  /**
   * All as a whole, or, where that fails, each half: so the one at fault is found.
   * @returns false when one failed.
   */
  private applyTogether(
    transform: AnyTransform,
    parsed: ParsedFile,
    steps: readonly PlacedStep[],
    done: Done,
  ): boolean {
    const failure = this.draft.commit(transform, parsed.file, steps, done);
    if (!failure) return true;
    const [only] = steps;
    if (steps.length === 1 && failure !== 'meets') this.notes.drop(transform, failure.file, only!.id, failure);
    if (steps.length === 1) return false;
    const middle = steps.length >> 1;
    const first = this.applyTogether(transform, parsed, steps.slice(0, middle), done);
    return this.applyTogether(transform, parsed, steps.slice(middle), done) && first;
  }

  private applyEach(transform: AnyTransform, parsed: ParsedFile, steps: readonly PlacedStep[], done: Done): boolean {
    let again = false;
    for (const step of steps) {
      const failure = this.draft.commit(transform, parsed.file, [step], done);
      if (failure === 'meets') again = true;
      else if (failure) this.notes.drop(transform, failure.file, step.id, failure);
    }
    return again;
  }

  /**
   * Proposes again on the result until nothing comes: a pinned image tells more than a floating tag, and a directive that
   * a step brought in is pinned as well. What was done and is proposed again is a bug, and so is what still comes at the
   * end; a plan with one is not applied.
   */
  settle(): void {
    if (this.draft.steps.length === 0) return;
    const failed = new Set(this.notes.dropped.map(({ id }) => id));
    for (let look = 1; look <= MAX_LOOKS; look++) {
      const { version } = this.draft;
      for (const target of TARGETS) {
        const files = this.draft.filesOf(target);
        for (const transform of files.length > 0 ? transformsInOrder(this.input.registry, target) : []) {
          for (const file of files) {
            const seen = this.lastSeen.get(transform)?.get(file);
            if (seen === undefined || seen === this.draft.version) continue;
            this.lookAgain(transform, this.draft.file(file), failed, look === MAX_LOOKS);
          }
        }
      }
      if (this.draft.version === version || this.notes.dropped.some(({ guard }) => guard === 'unstable')) break;
    }
    if (this.notes.dropped.some(({ guard }) => guard === 'unstable')) this.draft.clear();
  }

  private lookAgain(transform: AnyTransform, parsed: ParsedFile, failed: ReadonlySet<string>, isLast: boolean): void {
    const outcome = parsed.mentions(transform.meta.hints) ? this.ask(transform, parsed) : undefined;
    this.see(transform, parsed.file);
    if (!outcome || outcome.proposals.length === 0) return;
    const entries = readSuppressions(parsed, this.input.options);
    const open = this.withoutSuppressed(transform, parsed, outcome.proposals, entries);
    const done = new Set(this.draft.steps.map(({ id }) => id));
    const fresh: PlacedStep[] = [];
    for (const step of this.admit(transform, parsed, coalesce(open))) {
      if (failed.has(step.id)) continue;
      if (!isLast && !done.has(step.id)) fresh.push(step);
      else
        this.notes.drop(transform, parsed.file, step.id, {
          guard: 'unstable',
          file: parsed.file,
          message: 'proposed again on the finished result',
        });
    }
    for (const { proposal } of fresh) this.notes.takeBack(transform, parsed.file, proposal.anchor);
    this.applyAll(transform, parsed, fresh);
  }

  finish(): GroupResult {
    const { group, files } = this.input;
    return {
      plan: {
        group,
        base: files,
        steps: this.draft.steps,
        held: [...this.notes.held.values()],
        refused: [...this.notes.refused.values()],
        dropped: this.notes.dropped,
        findings: this.findings,
        result: this.draft.result(),
      },
      errors: this.draft.errors,
    };
  }
}

function chosen(id: TransformId, { only, skip }: PlanOptions): boolean {
  return (!only?.length || only.includes(id)) && !skip?.includes(id);
}

/** Steps that edit one file and give no place another name. */
function canGoTogether({ file }: ParsedFile, steps: readonly PlacedStep[]): boolean {
  return (
    steps.length > 1 &&
    steps.every(
      ({ proposal }) =>
        proposal.renames === undefined &&
        proposal.changes.every((change) => change.kind === 'edit' && change.file === file),
    )
  );
}
