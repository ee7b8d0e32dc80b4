// A group of files put to the test: both sides built and run, what breaks found by bisection and left out, until it holds.
import { subjectsIn } from './contexts.js';
import type {
  BrokenStep,
  Failure,
  FilePath,
  GroupPlan,
  GroupVerification,
  ImageComparison,
  Repository,
  RunComparison,
  ServiceResult,
  Step,
  Folder,
} from '../model/index.js';
import { firstFailing } from './bisect.js';
import { compareServices, inBothRuns, mayBeChance, notCompared, withoutUnsteadyAnswers } from './compare.js';
import { excerptOf } from './complaints.js';
import { coverageOf, type Coverage, type Exercised, workingServices } from './coverage.js';
import type { Hide } from './hide.js';
import { comparePair, pairsOf } from './measure.js';
import { heldOf, withRefusals } from './outcome.js';
import { relevantTexts, statesOf, type Subject, type Texts } from './subjects.js';
import type { Tools } from './tools.js';
import type { Drive } from './starts.js';
import { runTrial, type TrialInput, type TrialResult } from './trial.js';
import { fromTree } from './in-tree.js';
import { routesBelow } from './routes.js';

export interface VerifyInput {
  readonly plan: GroupPlan;
  readonly repository: Repository;
  /** Plans the group again without some steps. */
  replan(rejected: readonly string[]): GroupPlan;
  /** Keep only steps that were put to the test. */
  readonly strict: boolean;
  /** Uses each project once it is ready, on both sides. */
  readonly drive?: Drive;
}

export interface Verified {
  /** What holds: broken steps are refusals, the others say whether they were put to the test. */
  readonly plan: GroupPlan;
  readonly verification: GroupVerification;
}

/** More steps than this that break something are not a patch with a fault. */
const MOST_BROKEN = 20;

/**
 * Builds and runs a group before and after, and heals its plan.
 * @throws what the engine throws, and Interrupted.
 */
export async function verifyGroup(input: VerifyInput, tools: Tools): Promise<Verified> {
  return await new Verifier(input, tools).result();
}

interface At {
  readonly subject: Subject;
  /** What was seen without the patch. */
  readonly baseline: Baseline;
  readonly texts: Texts;
  /** The state of the whole plan. */
  readonly last: boolean;
}

interface Baseline {
  readonly subject: Subject;
  result: TrialResult;
  /** It ran a second time, and what it did once only is taken out of the result. */
  isSteady?: true;
}

class Verifier {
  private plan: GroupPlan;
  private readonly rejected: string[] = [];
  /** Steps that no run shows, and why. */
  private readonly untested = new Map<string, string>();
  private readonly broken: { readonly step: Step; readonly failures: readonly Failure[] }[] = [];
  private readonly notes = new Set<string>();
  private readonly memo = new Map<string, TrialResult>();
  private readonly routesBelow = new Map<Folder, readonly string[]>();
  private readonly seenTwice = new Set<string>();
  private readonly baselines: Baseline[] = [];
  /** Every file that some plan changes, as it is without it. */
  private readonly original = new Map<FilePath, string | undefined>();
  /** What does not build or start as it is. */
  private readonly unusable: Baseline[] = [];

  constructor(
    private readonly input: VerifyInput,
    private readonly tools: Tools,
  ) {
    this.plan = input.plan;
  }

  async result(): Promise<Verified> {
    const { group } = this.plan;
    const { repository } = this.input;
    const subjects = subjectsIn(group, repository, this.tools.memory.of(repository));
    for (const { name, command } of subjects.filter((each) => each.kind === 'image'))
      if (command && !this.tools.settings.untrusted) this.notes.add(`${name} is built as ${command.from} builds it`);
    const start = this.states()[0]!;
    const end = this.states().at(-1)!;
    for (const subject of subjects) {
      if (!differ(relevantTexts(start, subject, group), relevantTexts(end, subject, group))) continue;
      const result = await this.run(subject, start, undefined);
      if (result.failure) {
        const says = `${result.failure.says} without the patch either`;
        this.unusable.push({ subject, result: { ...result, failure: { ...result.failure, says } } });
        this.notes.add(
          `${result.failure.says} without the patch either, so nothing of it was run:\n${result.failure.excerpt}`,
        );
      } else {
        this.baselines.push({ subject, result });
        this.noteIdle(subject, result);
      }
    }
    await this.heal();
    const exercised = this.exercised();
    const coverage = new Map(this.plan.steps.map((step) => [step.id, coverageOf(step, exercised)]));
    const images: ImageComparison[] = [];
    const runs: RunComparison[] = [];
    for (const { subject, result } of this.baselines) await this.report(subject, result, { images, runs });
    const steps = this.plan.steps.map((step) => withCoverage(step, coverage.get(step.id)!));
    const verified = steps.filter((step) => step.verified).map(({ id }) => id);
    const open = steps.flatMap(({ id, title }) => {
      const found = coverage.get(id)!;
      return 'why' in found ? [{ id, title, why: found.why }] : [];
    });
    const outcome = this.unusable.length > 0 ? 'not-verified' : this.broken.length > 0 ? 'healed' : 'passed';
    return {
      plan: { ...withRefusals(this.plan, this.broken), steps, held: heldOf(this.plan, this.broken, this.untested) },
      verification: {
        group: group.id,
        outcome,
        verified,
        open,
        images,
        runs,
        broken: this.broken.map(
          ({ step, failures }): BrokenStep => ({ id: step.id, title: step.title, transform: step.transform, failures }),
        ),
        notes: [...this.notes],
        kept: false,
      },
    };
  }

  private noteIdle(subject: Subject, result: TrialResult): void {
    const working = workingServices(result);
    const { script } = result;
    if (script && script.code !== 0)
      this.notes.add(
        `${subject.name}: the script (--exec) is not compared: without the patch it ends with code ${script.code}, too:\n${excerptOf(script.output)}`,
      );
    for (const seen of result.services) {
      const { service, first } = seen;
      for (const note of notCompared(seen)) this.notes.add(`${subject.name}: ${note}`);
      if (working.includes(service)) continue;
      const state = first.state === 'exited' ? `it ends with code ${first.exitCode}` : `it is ${first.state}`;
      this.notes.add(
        `${subject.name}: ${service} proves nothing, since without the patch ${state}:\n${excerptOf(first.log)}`,
      );
    }
  }

  /** Leaves out what breaks something, one step after the other; then, where asked, what was not put to the test. */
  private async heal(): Promise<void> {
    for (let round = 0; round < MOST_BROKEN; round++) {
      const found = await this.firstBroken();
      if (found) {
        this.broken.push(found);
        this.replan(found.step.id);
        continue;
      }
      const exercised = this.exercised();
      const open = this.input.strict
        ? this.plan.steps.map((step) => [step.id, coverageOf(step, exercised)] as const)
        : [];
      const left = open.flatMap(([id, found]) => ('why' in found ? [[id, found.why] as const] : []));
      if (left.length === 0) return;
      for (const [id, why] of left) this.untested.set(id, why);
      this.replan(...left.map(([id]) => id));
    }
    // Nothing that fails may be called good.
    const left = this.plan.steps.map(({ id }) => id);
    const why = `more than ${MOST_BROKEN} rounds did not lead to files that hold, so no step is taken`;
    for (const id of left) this.untested.set(id, why);
    this.replan(...left);
    this.notes.add(why);
  }

  private replan(...ids: readonly string[]): void {
    this.rejected.push(...ids);
    this.plan = this.input.replan(this.rejected);
  }

  /** The states of the plan as it is now, each with every file that any plan changes. */
  private states(): Texts[] {
    const states = statesOf(this.plan);
    for (const [path, text] of states[0]!) if (!this.original.has(path)) this.original.set(path, text);
    return states.map((texts) => new Map([...this.original, ...texts]));
  }

  private async firstBroken(): Promise<{ readonly step: Step; readonly failures: readonly Failure[] } | undefined> {
    const states = this.states();
    for (const baseline of this.baselines) {
      const { subject } = baseline;
      const { group } = this.plan;
      // States in which something of this subject is other than in the one before; the first is the baseline.
      const points = [0];
      for (let at = 1; at < states.length; at++)
        if (differ(relevantTexts(states[at - 1]!, subject, group), relevantTexts(states[at]!, subject, group)))
          points.push(at);
      if (points.length === 1) continue;
      const last = points.length - 1;
      const at = (point: number): At => ({
        subject,
        baseline,
        texts: states[points[point]!]!,
        last: point === last,
      });
      const failures = await this.confirmed(at(last), undefined);
      if (failures.length === 0) continue;
      const guilty = await firstFailing(last, async (point) => {
        this.tools.progress(
          `looking for the step that breaks ${subject.name}: ${points[point]} of ${states.length - 1}`,
        );
        return (await this.confirmed(at(point), failures)).length > 0;
      });
      return { step: this.plan.steps[points[guilty]! - 1]!, failures: await this.confirmed(at(guilty), failures) };
    }
    return undefined;
  }

  /**
   * What fails in a state. A build does the same every time; a service may fail once, on a machine that is busy, so
   * that a failure nobody has seen yet is looked at again, with more time, before a step is blamed for it.
   * @param known what was seen to fail twice already.
   */
  private async confirmed(at: At, known: readonly Failure[] | undefined): Promise<readonly Failure[]> {
    const { baseline } = at;
    const like = baseline.result;
    const seen = await this.run(at.subject, at.texts, like, at.last);
    let first = failuresOf(like, seen);
    if (first.some(mayBeChance) && !baseline.isSteady) {
      await this.steady(baseline);
      first = failuresOf(baseline.result, seen);
    }
    const key = this.key(at.subject, at.texts);
    if (first.length === 0 || this.seenTwice.has(key)) return first;
    if (first.some(({ kind }) => kind === 'build' || kind === 'start')) return first;
    if (known && first.some((failure) => known.some((other) => other.says === failure.says))) return first;
    this.tools.progress(`looking again: ${first[0]!.says}`);
    this.memo.delete(key);
    const again = failuresOf(baseline.result, await this.run(at.subject, at.texts, baseline.result, at.last, true));
    this.seenTwice.add(key);
    if (again.length === 0) this.notes.add(`${first[0]!.says}; it did so once, and not when it was run again`);
    return again;
  }

  /** Runs the files without the patch once more: what they write or print by chance is nothing that a patch took away. */
  private async steady(baseline: Baseline): Promise<void> {
    const { subject, result } = baseline;
    this.tools.progress(`${subject.name}: looking which files and lines come each time`);
    const texts = this.states()[0]!;
    const trial = { subject, texts, like: undefined, cold: false, goOn: () => true, built: result.builds };
    const { services } = await runTrial({ ...trial, ...this.uses() }, this.tools);
    const steady = result.services.map((one) => {
      const other = services.find(({ service }) => service === one.service);
      return other ? inBothRuns(one, other) : one;
    });
    baseline.result = { ...result, services: steady };
    baseline.isSteady = true;
    this.memo.set(this.key(subject, texts), baseline.result);
  }

  private async run(
    subject: Subject,
    texts: Texts,
    like: TrialResult | undefined,
    last = like === undefined,
    patient = false,
  ): Promise<TrialResult> {
    const key = this.key(subject, texts);
    const known = this.memo.get(key);
    if (known) return known;
    const goOn = (first: readonly ServiceResult[]): boolean =>
      !like || compareServices(firstOnly(like.services), first).length === 0;
    // A build that was measured is not measured again.
    const cold = last && !patient && !this.tools.settings.quick;
    const seen = await runTrial({ subject, texts, like, patient, cold, goOn, ...this.uses() }, this.tools);
    const result = like ? seen : { ...seen, services: seen.services.map(withoutUnsteadyAnswers) };
    this.memo.set(key, result);
    for (const note of result.notes) this.notes.add(note);
    for (const { service, reason } of result.left) this.notes.add(`${subject.name}: ${service} is not run: ${reason}`);
    return result;
  }

  /** What is asked of the services besides their own checks. */
  private uses(): Pick<TrialInput, 'routes' | 'drive'> {
    const { drive } = this.input;
    return { routes: (context) => this.routes(context), ...(drive ? { drive } : {}) };
  }

  /** Paths that the source in a build context answers. */
  private routes(context: string): readonly string[] {
    const folder = fromTree(this.tools.bench.tree, context);
    if (folder === undefined) return [];
    const known = this.routesBelow.get(folder) ?? routesBelow(this.input.repository, folder);
    this.routesBelow.set(folder, known);
    return known;
  }

  private key(subject: Subject, texts: Texts): string {
    const changed = [...relevantTexts(texts, subject, this.plan.group)].filter(
      ([path, text]) => this.original.get(path) !== text,
    );
    return JSON.stringify([subject.name, changed.sort()]);
  }

  private exercised(): Exercised[] {
    const end = this.states().at(-1)!;
    const { bench, memory } = this.tools;
    const { tree } = bench;
    return [...this.baselines, ...this.unusable].flatMap(({ subject, result: before }): Exercised[] => {
      const result = before.failure ? before : this.memo.get(this.key(subject, end));
      if (!result) return [];
      const contextOf = (context: string): Folder | undefined => fromTree(tree, context);
      const textOf = (file: FilePath): string | undefined => end.get(file) ?? this.input.repository.read(file);
      const dockerfileAt = (file: FilePath) => memory.dockerfile.find(file, textOf(file))?.doc;
      return [{ subject, result, before, contextOf, dockerfileAt, memory }];
    });
  }

  private async report(
    subject: Subject,
    before: TrialResult,
    into: { images: ImageComparison[]; runs: RunComparison[] },
  ): Promise<void> {
    const states = this.states();
    const [first, last] = [states[0]!, states.at(-1)!];
    const after = this.memo.get(this.key(subject, last)) ?? before;
    const cold = !this.tools.settings.quick;
    const hide: Hide = (text) => [before, after].reduce((left, each) => each.hide?.(left) ?? left, text);
    for (const pair of pairsOf(before.builds, after.builds)) {
      const compared = await comparePair(
        pair,
        { repository: this.input.repository, before: first, after: last, cold, hide },
        this.tools,
      );
      if (
        compared &&
        !into.images.some((each) => each.dockerfile === compared.dockerfile && each.target === compared.target)
      )
        into.images.push(compared);
    }
    into.runs.push({ name: subject.name, before: before.services, after: after.services, left: after.left });
    // Their layers stay in the cache of the engine; the names are not needed any more.
    for (const { image } of [...before.builds, ...after.builds]) await this.tools.engine.removeImage(image);
  }
}

function withCoverage(step: Step, found: Coverage): Step {
  return 'why' in found ? step : { ...step, verified: true, exercised: found.exercised };
}

function firstOnly(services: readonly ServiceResult[]): ServiceResult[] {
  return services.map((service) => ({ ...service, stop: undefined, second: undefined }));
}

function failuresOf(before: TrialResult, after: TrialResult): Failure[] {
  if (after.failure) return [after.failure];
  const failures = compareServices(before.services, after.services);
  const { script } = after;
  if (before.script?.code !== 0 || !script || script.code === 0) return failures;
  const says = `the script (--exec) ended with code ${script.code}, and with 0 before`;
  return [...failures, { kind: 'probe', where: '--exec', says, excerpt: excerptOf(script.output) }];
}

function differ(a: Texts, b: Texts): boolean {
  for (const path of new Set([...a.keys(), ...b.keys()])) if (a.get(path) !== b.get(path)) return true;
  return false;
}
