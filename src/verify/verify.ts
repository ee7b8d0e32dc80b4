// A group of files put to the test: both sides built and run, what breaks found by bisection and left out, until it holds.
import { subjectsIn } from './contexts.js';
import type {
  BrokenStep,
  FilePath,
  GroupPlan,
  GroupVerification,
  ImageComparison,
  Repository,
  RunComparison,
  Step,
  StepNeeds,
  Folder,
} from '../model/index.js';
import { notCompared } from './compare.js';
import { excerptOf } from './complaints.js';
import { coverageOf, type Coverage, type Exercised, workingServices } from './coverage.js';
import type { Hide } from './hide.js';
import { comparePair, pairsOf } from './measure.js';
import { heldOf, withRefusals } from './outcome.js';
import { type Broken, Repairs } from './repair.js';
import { type Baseline, Runs } from './runs.js';
import { Search } from './search.js';
import { isChanged, type Subject } from './subjects.js';
import type { Tools } from './tools.js';
import type { Drive } from './starts.js';
import type { TrialResult } from './trial.js';
import { fromTree } from './in-tree.js';

export interface VerifyInput {
  readonly plan: GroupPlan;
  readonly repository: Repository;
  /** Plans the group again without some steps, and with what others were seen to need. */
  replan(rejected: readonly string[], needs: readonly StepNeeds[]): GroupPlan | Promise<GroupPlan>;
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

class Verifier {
  private plan: GroupPlan;
  private readonly rejected: string[] = [];
  /** Steps that no run shows, and why. */
  private readonly untested = new Map<string, string>();
  private readonly broken: (Pick<Broken, 'step' | 'failures'> & { readonly notRepaired?: string })[] = [];
  private readonly repairs = new Repairs();
  private readonly notes = new Set<string>();
  private readonly runs: Runs;
  private readonly search: Search;
  private readonly baselines: Baseline[] = [];
  /** What does not build or start as it is. */
  private readonly unusable: Baseline[] = [];

  constructor(
    private readonly input: VerifyInput,
    private readonly tools: Tools,
  ) {
    this.plan = input.plan;
    const { repository, drive, plan } = input;
    const note = (text: string): void => void this.notes.add(text);
    this.runs = new Runs({ group: plan.group, repository, note, ...(drive ? { drive } : {}) }, tools);
    this.search = new Search(this.runs, tools, note);
  }

  async result(): Promise<Verified> {
    const { group } = this.plan;
    const { repository } = this.input;
    const subjects = subjectsIn(group, repository, this.tools.memory.of(repository));
    for (const { name, command } of subjects.filter((each) => each.kind === 'image'))
      if (command && !this.tools.settings.untrusted) this.notes.add(`${name} is built as ${command.from} builds it`);
    const start = this.runs.states(this.plan)[0]!;
    const end = this.runs.states(this.plan).at(-1)!;
    for (const subject of subjects) {
      if (!isChanged(subject, group, start, end)) continue;
      const result = await this.runs.of(subject, start, undefined);
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
    const repaired = this.repairs.report(new Set(verified));
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
        ...(repaired.length > 0 ? { repaired } : {}),
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

  /**
   * Repairs what breaks something with what its log says, and leaves it out where that does not help, one step after the
   * other. The step that a log points to is repaired before runs look for it; where that does not hold, they do. Then, where asked, leaves out what was not put to the test.
   */
  private async heal(): Promise<void> {
    for (let round = 0; round < MOST_BROKEN; ) {
      const found = await this.search.firstBroken(this.plan, this.baselines);
      if (found && (await this.repair(found))) continue;
      if (found?.isGuess) {
        this.search.doubt(found.step.id);
        this.repairs.forget(found.step.id);
        await this.replan();
        continue;
      }
      round++;
      if (found) {
        const { step, failures } = found;
        const why = this.repairs.whyGivenUp(step.id);
        this.broken.push({ step, failures, ...(why === undefined ? {} : { notRepaired: why }) });
        await this.replan(step.id);
        continue;
      }
      const exercised = this.exercised();
      const open = this.input.strict
        ? this.plan.steps.map((step) => [step.id, coverageOf(step, exercised)] as const)
        : [];
      const left = open.flatMap(([id, found]) => ('why' in found ? [[id, found.why] as const] : []));
      if (left.length === 0) return;
      for (const [id, why] of left) this.untested.set(id, why);
      await this.replan(...left.map(([id]) => id));
    }
    // Nothing that fails may be called good.
    const left = this.plan.steps.map(({ id }) => id);
    const why = `more than ${MOST_BROKEN} rounds did not lead to files that hold, so no step is taken`;
    for (const id of left) this.untested.set(id, why);
    await this.replan(...left);
    this.notes.add(why);
  }

  /** Plans a broken step again with what the log says. @returns false where that changes nothing of it. */
  private async repair(found: Broken): Promise<boolean> {
    const { step } = found;
    if (!this.repairs.learn(found)) return false;
    this.tools.progress(`${step.title}: planned again with what the log says`);
    await this.replan();
    return this.repairs.planned(step, this.plan);
  }

  private async replan(...ids: readonly string[]): Promise<void> {
    this.rejected.push(...ids);
    this.plan = await this.input.replan(this.rejected, this.repairs.needs());
  }

  private exercised(): Exercised[] {
    const end = this.runs.states(this.plan).at(-1)!;
    const { bench, memory } = this.tools;
    const { tree } = bench;
    return [...this.baselines, ...this.unusable].flatMap(({ subject, result: before }): Exercised[] => {
      const result = before.failure ? before : this.runs.seen(subject, end);
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
    const states = this.runs.states(this.plan);
    const [first, last] = [states[0]!, states.at(-1)!];
    const after = this.runs.seen(subject, last) ?? before;
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
    const script = before.script && { before: before.script.code, ...(after.script && { after: after.script.code }) };
    into.runs.push({
      name: subject.name,
      before: before.services,
      after: after.services,
      left: after.left,
      ...(script ? { script } : {}),
    });
    // Their layers stay in the cache of the engine; the names are not needed any more.
    for (const { image } of [...before.builds, ...after.builds]) await this.tools.engine.removeImage(image);
  }
}

function withCoverage(step: Step, found: Coverage): Step {
  return 'why' in found ? step : { ...step, verified: true, exercised: found.exercised };
}
