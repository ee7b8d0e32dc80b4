// Steps that broke something, planned again with what the log said. repair never edits a text: it hands what was read to
// the planner, and the transform of the step decides what becomes of it.
import {
  type Failure,
  type GroupPlan,
  needInWords,
  type RepairedStep,
  type RepairRound,
  type SeenNeed,
  type Step,
  type StepNeeds,
} from '../model/index.js';
import { dottedPlace } from '../yaml/index.js';
import { isUnfetched } from './builds.js';
import { isPlace, plainLine, readNeeds } from './read-needs.js';
import type { Subject } from './subjects.js';
import type { TrialResult } from './trial.js';

/** More rounds than this are guessing. */
const MOST_ROUNDS = 5;
/** Of all steps of a group: each round is a run. */
const MOST_IN_ALL = 25;
const MOST_LINES = 12;
const LONGEST_LINE = 200;

/** A step that breaks something, and the run that shows it. */
export interface Broken {
  readonly step: Step;
  readonly failures: readonly Failure[];
  readonly subject: Subject;
  readonly before: TrialResult;
  readonly after: TrialResult;
}

interface Repair {
  step: Step;
  readonly needs: SeenNeed[];
  readonly rounds: RepairRound[];
  why?: string;
}

/** The repairs of one group: what was learned of each step, round by round, and what came of it. */
export class Repairs {
  private readonly all = new Map<string, Repair>();

  /** What the planner is told: of the steps that nobody gave up. */
  needs(): StepNeeds[] {
    return [...this.all.values()].flatMap(({ step, needs, why }) =>
      why === undefined
        ? [{ transform: step.transform, file: step.at.file, anchor: step.anchor, needs: [...needs] }]
        : [],
    );
  }

  /** Reads the log of a run that a step broke. @returns false where it says nothing that was not known. */
  learn(broken: Broken): boolean {
    const { step, failures } = broken;
    const repair = this.all.get(step.id) ?? { step, needs: [], rounds: [] };
    const round = repair.rounds.length + 1;
    const known = new Set(repair.needs.map(keyOf));
    const read = needsOf(broken).filter((each) => !known.has(keyOf(each)));
    if (round === 1 && read.length === 0) return false;
    this.all.set(step.id, repair);
    repair.step = step;
    const why = this.whyNot(repair, read.length, failures);
    if (why !== undefined) {
      repair.why = why;
      return false;
    }
    const run = `fix --verify, round ${round}`;
    repair.needs.push(...read.map((each) => ({ ...each, run })));
    const seen = read.map(({ need, line }) => ({ need: needInWords(need), line }));
    repair.rounds.push({ failed: failures[0]?.says ?? 'something broke', seen, changed: [] });
    return true;
  }

  private whyNot({ rounds }: Repair, fresh: number, failures: readonly Failure[]): string | undefined {
    const says = failures[0]?.says ?? 'something breaks';
    if (fresh === 0)
      return `after ${countOf(rounds.length)} ${says}, and the log says nothing that was not looked after`;
    if (rounds.length === MOST_ROUNDS) return `after ${countOf(MOST_ROUNDS)} ${says} still`;
    const all = [...this.all.values()].reduce((sum, each) => sum + each.rounds.length, 0);
    return all >= MOST_IN_ALL ? `${MOST_IN_ALL} runs did not lead to steps that hold` : undefined;
  }

  /** Takes note of what became of a step in the plan that was made again. @returns false where that is no repair. */
  planned({ id }: Step, plan: GroupPlan): boolean {
    const repair = this.all.get(id)!;
    const { step } = repair;
    const now = plan.steps.find((each) => each.id === id);
    if (!now) {
      const refusal = plan.refused.find(
        ({ transform, anchor, at }) =>
          transform === step.transform && anchor === step.anchor && at.file === step.at.file,
      );
      repair.why = refusal?.message ?? 'nothing is left of the step with what the log says';
      return false;
    }
    const [before, after] = [linesOf(step), linesOf(now)];
    const removed = shortened(linesBeyond(before, after));
    const round = repair.rounds.pop()!;
    const changed = shortened(linesBeyond(after, before));
    repair.rounds.push({ ...round, changed, ...(removed.length > 0 ? { removed } : {}) });
    if (textOf(now) === textOf(step)) {
      repair.why = `${step.transform} has no way to give ${round.seen.map(({ need }) => need).join(' and ')}`;
      return false;
    }
    repair.step = now;
    return true;
  }

  /** Nothing was learned of the step: it was a guess, and it does not hold. */
  forget(id: string): void {
    this.all.delete(id);
  }

  /** Why a step was given up although its log was read; `undefined` where it was not. */
  whyGivenUp(id: string): string | undefined {
    return this.all.get(id)?.why;
  }

  /** What a report says. @param verified ids of steps that were put to the test. */
  report(verified: ReadonlySet<string>): RepairedStep[] {
    return [...this.all.values()].map(({ step, rounds, why }): RepairedStep => {
      const { id, title, transform } = step;
      if (why !== undefined) return { id, title, transform, rounds, outcome: 'given-up', why };
      return { id, title, transform, rounds, outcome: verified.has(id) ? 'holds' : 'not-verified' };
    });
  }
}

/** The same need of another container of a pod is another one. */
function keyOf({ need, container }: Pick<SeenNeed, 'need' | 'container'>): string {
  return JSON.stringify([need, container]);
}

function countOf(rounds: number): string {
  return rounds === 1 ? 'one round' : `${rounds} rounds`;
}

/** The log of a run names something that is needed, and the run without the patch did not. */
export function explains(before: TrialResult, after: TrialResult): boolean {
  return readNeeds(logsOf(after).join('\n'), logsOf(before)).length > 0;
}

/** What services printed, in each of their starts. */
export function logsOf({ services }: TrialResult, names?: ReadonlySet<string>): string[] {
  return services
    .filter(({ service }) => names?.has(service) ?? true)
    .flatMap(({ first, second }) => [first.log, ...(second ? [second.log] : [])]);
}

/** What the run of a broken step says: the logs of what the step changes, and what its build printed. */
function needsOf({ step, failures, subject, before, after }: Broken): Omit<SeenNeed, 'run'>[] {
  // One of several was taken: whatever broke, the next is tried.
  // An image that cannot be had says nothing of what it would have run, and of the next one no more.
  if (after.failure && isUnfetched(after.failure.excerpt)) return [];
  const tried = step.assumptions.flatMap(({ candidate }) => candidate ?? []);
  const line = plainLine(failures[0]?.says ?? 'something broke').slice(0, LONGEST_LINE);
  if (tried.length > 0) return tried.map((name) => ({ need: { kind: 'candidate', name }, line }));
  if (after.failure) return readNeeds(after.failure.excerpt);
  const names = new Set(servicesOf(step, subject, after));
  const read =
    subject.kind === 'kubernetes'
      ? [...names].flatMap((name) => inPod(name, names.size === 1, before, after))
      : readNeeds(logsOf(after, names).join('\n'), logsOf(before, names));
  if (read.length > 0) return read;
  // Whoever could not write, and kept it to himself.
  return failures.flatMap(({ kind, path, where, says }) =>
    kind === 'writes' && path !== undefined && isPlace(path) && names.has(where)
      ? (['access', 'writable'] as const).map((each) => ({
          need: { kind: each, path, folder: false },
          line: plainLine(says),
        }))
      : [],
  );
}

/** Each container of a pod has a root and rights of its own, so that it counts which of them says so. */
function inPod(service: string, isAlone: boolean, before: TrialResult, after: TrialResult): Omit<SeenNeed, 'run'>[] {
  const own = new Set([service]);
  const container = isAlone ? {} : { container: service.slice(service.lastIndexOf('.') + 1) };
  return readNeeds(logsOf(after, own).join('\n'), logsOf(before, own)).map((each) => ({ ...each, ...container }));
}

/** The services that run what a step changes. */
function servicesOf(step: Step, subject: Subject, { builds, services, workloads }: TrialResult): readonly string[] {
  const { file } = step.at;
  if (subject.kind === 'image') return services.map(({ service }) => service);
  const built = builds.filter(({ dockerfile }) => dockerfile === file).flatMap((each) => each.services);
  if (built.length > 0) return built;
  const touches = (place: string): boolean => step.touches.some((each) => each.startsWith(`${place}.`));
  if (subject.kind === 'compose')
    return services.map(({ service }) => service).filter((each) => touches(dottedPlace('services', each)));
  return [...(workloads ?? [])].flatMap(([id, own]) => (touches(dottedPlace(id)) ? own : []));
}

function linesOf(step: Step): string[] {
  return step.files.flatMap(({ after }) => after.split('\n').map((line) => line.trim())).filter((line) => line !== '');
}

/** The lines that are not among the others, each as often as there are more of it. */
function linesBeyond(lines: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const count = left.get(line) ?? 0;
    if (count > 0) left.set(line, count - 1);
    return count === 0;
  });
}

function shortened(lines: readonly string[]): string[] {
  return lines.slice(0, MOST_LINES).map((line) => line.slice(0, LONGEST_LINE));
}

function textOf(step: Step): string {
  return JSON.stringify(step.files.map(({ path, after }) => [path, after]));
}
