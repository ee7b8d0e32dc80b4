// Runs of the states of a group: each is made once, and kept by what the subject's files are in it.
import type { FilePath, Folder, Group, GroupPlan, Repository, ServiceResult, Step } from '../model/index.js';
import { compareServices, inBothRuns, mayBeChance, withoutUnsteadyAnswers } from './compare.js';
import { fromTree } from './in-tree.js';
import { movedValues, withVariables } from './moved-values.js';
import { routesBelow } from './routes.js';
import type { Drive } from './starts.js';
import { relevantTexts, statesOf, type Subject, type Texts } from './subjects.js';
import type { Tools } from './tools.js';
import { runTrial, type TrialInput, type TrialResult } from './trial.js';

/** A subject as it does without the patch. */
export interface Baseline {
  readonly subject: Subject;
  result: TrialResult;
  /** It ran a second time, and what it did once only is taken out of the result. */
  isSteady?: true;
}

interface RunsInput {
  readonly group: Group;
  readonly repository: Repository;
  readonly drive?: Drive;
  /** Told what a report says of the runs. */
  note(text: string): void;
}

export class Runs {
  private readonly memo = new Map<string, TrialResult>();
  private readonly routesBelow = new Map<Folder, readonly string[]>();
  /** Subjects whose patch was built from nothing. */
  private readonly builtCold = new Set<string>();
  /** Every file that some plan changes, as it is without it. */
  private readonly original = new Map<FilePath, string | undefined>();

  constructor(
    private readonly input: RunsInput,
    private readonly tools: Tools,
  ) {}

  /** The states of a plan, each with every file that any plan so far changes, and with what its steps moved elsewhere. */
  states(plan: GroupPlan): Texts[] {
    const states = this.withMoved(statesOf(plan), plan.steps);
    for (const [path, text] of states[0]!) if (!this.original.has(path)) this.original.set(path, text);
    return states.map((texts) => new Map([...this.original, ...texts]));
  }

  /** Values that a step takes out of a file stand where it expects them from then on. */
  private withMoved(states: readonly Texts[], steps: readonly Step[]): Texts[] {
    const moved = steps.map(movedValues);
    const given = new Map<FilePath, string | undefined>();
    const read = (path: FilePath): string | undefined =>
      states[0]!.has(path) ? states[0]!.get(path) : this.input.repository.read(path);
    for (const { variables, files } of moved)
      for (const path of [...variables.keys(), ...files.keys()]) given.set(path, read(path));
    if (given.size === 0) return [...states];
    return states.map((texts, at) => {
      const { variables, files } = moved[at - 1] ?? { variables: new Map(), files: new Map() };
      for (const [path, value] of files) if (given.get(path) === undefined) given.set(path, value);
      for (const [path, own] of variables) given.set(path, withVariables(given.get(path) ?? '', own));
      return new Map([...texts, ...given]);
    });
  }

  /** A run of a state: as it was seen before, where nothing of the subject differs. */
  async of(
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
      // What came by chance says nothing, and the second start may.
      !like || compareServices(firstOnly(like.services), first).every(mayBeChance);
    // A patch that is planned again is measured once it holds.
    const side = `${like ? 'after' : 'before'} ${subject.name}`;
    const cold = last && !patient && !this.tools.settings.quick && !this.builtCold.has(side);
    if (cold) this.builtCold.add(side);
    const trial = { subject, texts, like, patient, cold, goOn, ...this.uses() };
    const looked = await runTrial({ ...trial, seekPorts: !like }, this.tools);
    const seen =
      !like && looked.services.length === 0 && looked.listens && looked.listens.size > 0
        ? await runTrial({ ...trial, built: looked.builds, listens: looked.listens }, this.tools)
        : looked;
    const result = like ? seen : { ...seen, services: seen.services.map(withoutUnsteadyAnswers) };
    this.memo.set(key, result);
    for (const note of result.notes) this.input.note(note);
    for (const { service, reason } of result.left) this.input.note(`${subject.name}: ${service} is not run: ${reason}`);
    return result;
  }

  /** What was seen of a state. */
  seen(subject: Subject, texts: Texts): TrialResult | undefined {
    return this.memo.get(this.key(subject, texts));
  }

  /** The next run of the state is made anew. */
  forget(subject: Subject, texts: Texts): void {
    this.memo.delete(this.key(subject, texts));
  }

  /** Runs the files without the patch once more: what they write or print by chance is nothing that a patch took away. */
  async steady(baseline: Baseline, texts: Texts): Promise<void> {
    const { subject, result } = baseline;
    this.tools.progress(`${subject.name}: looking which files and lines come each time`);
    const { builds: built, listens = new Map() } = result;
    const trial = { subject, texts, like: undefined, cold: false, goOn: () => true, built, listens };
    const { services } = await runTrial({ ...trial, ...this.uses() }, this.tools);
    const steady = result.services.map((one) => {
      const other = services.find(({ service }) => service === one.service);
      return other ? inBothRuns(one, other) : one;
    });
    baseline.result = { ...result, services: steady };
    baseline.isSteady = true;
    this.memo.set(this.key(subject, texts), baseline.result);
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

  /** The same for states in which nothing of the subject differs. */
  key(subject: Subject, texts: Texts): string {
    const changed = [...relevantTexts(texts, subject, this.input.group)].filter(
      ([path, text]) => this.original.get(path) !== text,
    );
    return JSON.stringify([subject.name, changed.sort()]);
  }
}

function firstOnly(services: readonly ServiceResult[]): ServiceResult[] {
  return services.map((service) => ({ ...service, stop: undefined, second: undefined }));
}
