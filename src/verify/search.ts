// Which step of a plan breaks something: what fails is looked at again, and then found by bisection over the steps.
import type { Failure, GroupPlan, Step } from '../model/index.js';
import { firstFailing } from './bisect.js';
import { compareServices, mayBeChance } from './compare.js';
import { excerptOf } from './complaints.js';
import { type Broken, explains } from './repair.js';
import type { Baseline, Runs } from './runs.js';
import { isChanged, type Subject, type Texts } from './subjects.js';
import { suspectsIn } from './suspects.js';
import type { Tools } from './tools.js';
import type { TrialResult } from './trial.js';

interface At {
  readonly subject: Subject;
  /** What was seen without the patch. */
  readonly baseline: Baseline;
  readonly texts: Texts;
  /** The state without the patch. */
  readonly start: Texts;
  /** The state of the whole plan. */
  readonly last: boolean;
}

/** A step with which something fails; or one that the log points to, which no run has shown alone. */
export interface Found extends Broken {
  readonly isGuess: boolean;
}

/** Looks for what breaks. It keeps what was seen twice, so that nothing is looked at a third time. */
export class Search {
  private readonly seenTwice = new Set<string>();
  /** Steps that a log pointed to, and that what it says did not mend. */
  private readonly doubted = new Set<string>();

  /** @param note is told what a report says of the runs. */
  constructor(
    private readonly runs: Runs,
    private readonly tools: Tools,
    private readonly note: (text: string) => void,
  ) {}

  /** Runs have to show which step breaks something, whatever a log says of this one. */
  doubt(id: string): void {
    this.doubted.add(id);
  }

  /**
   * The first step of a plan with which something fails; nothing where all of it holds. One that the log points to is
   * given before any run looks for it: planned again with what the log says, the whole plan holds, or it was another.
   */
  async firstBroken(plan: GroupPlan, baselines: readonly Baseline[]): Promise<Found | undefined> {
    const states = this.runs.states(plan);
    for (const baseline of baselines) {
      const { subject } = baseline;
      // States in which something of this subject is other than in the one before; the first is the baseline.
      const points = [0];
      for (let at = 1; at < states.length; at++)
        if (isChanged(subject, plan.group, states[at - 1]!, states[at]!)) points.push(at);
      if (points.length === 1) continue;
      const last = points.length - 1;
      const at = (point: number): At => ({
        subject,
        baseline,
        texts: states[points[point]!]!,
        start: states[0]!,
        last: point === last,
      });
      const failures = await this.confirmed(at(last), undefined);
      if (failures.length === 0) continue;
      const steps = points.slice(1).map((point) => plan.steps[point - 1]!);
      const whole = await this.runs.of(subject, at(last).texts, baseline.result, true);
      const guess = suspectsIn(steps, failures, baseline.result, whole)
        .map((step) => steps[step]!)
        .find((step) => !this.doubted.has(step.id) && !isOneOfSeveral(step));
      if (guess) return { step: guess, failures, subject, before: baseline.result, after: whole, isGuess: true };
      const fails = async (point: number): Promise<boolean> => {
        this.tools.progress(
          `looking for the step that breaks ${subject.name}: ${points[point]} of ${states.length - 1}`,
        );
        return (await this.confirmed(at(point), failures)).length > 0;
      };
      const guilty = await firstFailing(last, fails, async (point) => {
        const seen = await this.runs.of(subject, at(point).texts, baseline.result, at(point).last);
        return suspectsIn(steps, failures, baseline.result, seen).map((step) => step + 1);
      });
      const broken = at(guilty);
      const seen = await this.confirmed(broken, failures);
      return {
        step: plan.steps[points[guilty]! - 1]!,
        failures: seen,
        subject,
        before: baseline.result,
        after: await this.runs.of(subject, broken.texts, baseline.result, broken.last),
        isGuess: false,
      };
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
    const seen = await this.runs.of(at.subject, at.texts, like, at.last);
    let first = failuresOf(like, seen);
    // What its log explains is no chance.
    const certain = first.filter((failure) => !mayBeChance(failure));
    if (certain.length > 0 && explains(like, seen)) return certain;
    if (first.some(mayBeChance) && !baseline.isSteady) {
      await this.runs.steady(baseline, at.start);
      first = failuresOf(baseline.result, seen);
    }
    const key = this.runs.key(at.subject, at.texts);
    if (first.length === 0 || this.seenTwice.has(key)) return first;
    if (first.some(({ kind }) => kind === 'build' || kind === 'start')) return first;
    if (explains(baseline.result, seen)) return first;
    if (known && first.some((failure) => known.some((other) => other.says === failure.says))) return first;
    this.tools.progress(`looking again: ${first[0]!.says}`);
    this.runs.forget(at.subject, at.texts);
    const again = failuresOf(baseline.result, await this.runs.of(at.subject, at.texts, baseline.result, at.last, true));
    this.seenTwice.add(key);
    if (again.length === 0) this.note(`${first[0]!.says}; it did so once, and not when it was run again`);
    return again;
  }
}

/** What it tries next is the lowest that holds only where it was seen alone that this one does not. */
function isOneOfSeveral({ assumptions }: Step): boolean {
  return assumptions.some(({ candidate }) => candidate !== undefined);
}

function failuresOf(before: TrialResult, after: TrialResult): Failure[] {
  if (after.failure) return [after.failure];
  const failures = compareServices(before.services, after.services);
  const { script } = after;
  if (before.script?.code !== 0 || !script || script.code === 0) return failures;
  const says = `the script (--exec) ended with code ${script.code}, and with 0 before`;
  return [...failures, { kind: 'probe', where: '--exec', says, excerpt: excerptOf(script.output) }];
}
