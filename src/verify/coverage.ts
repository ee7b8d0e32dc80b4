// Which steps a run has put to the test. coverage never counts a step whose files were only read.
import { stageByReference, type DockerfileDoc, type Stage } from '../dockerfile/index.js';
import { type FilePath, type Step, type Folder, isWithin } from '../model/index.js';
import type { DocumentMemory } from '../planner/index.js';
import { worked } from './compare.js';
import { untestedIn } from './pods.js';
import type { Subject } from './subjects.js';
import type { TrialResult } from './trial.js';

export interface Exercised {
  readonly subject: Subject;
  readonly result: TrialResult;
  /** What was seen without the patch. */
  readonly before: TrialResult;
  /** Where a build's context lies in the repository; `undefined` for one elsewhere. */
  contextOf(context: string): Folder | undefined;
  /** A Dockerfile as it is in the end. */
  dockerfileAt(file: FilePath): DockerfileDoc | undefined;
  readonly memory: DocumentMemory;
}

/** The ids of the steps all of whose files were built and run in some subject. */
export function coveredSteps(steps: readonly Step[], exercised: readonly Exercised[]): Set<string> {
  return new Set(steps.filter((step) => whyUntested(step, exercised) === undefined).map(({ id }) => id));
}

/** Why no run says anything of a step; `undefined` where one does. */
export function whyUntested(step: Step, exercised: readonly Exercised[]): string | undefined {
  for (const { path } of step.files) {
    const reasons = exercised.map((each) => uncovered(each, step, path));
    if (reasons.includes(undefined)) continue;
    return reasons.find((reason) => reason !== '') ?? `${path} was neither built nor run`;
  }
  return undefined;
}

/** Services that did what they should without the patch: of any other, the same on both sides proves nothing. */
export function workingServices({ services }: TrialResult): string[] {
  return services.filter(({ first }) => worked(first)).map(({ service }) => service);
}

/** `undefined`: the run shows what a step does to a file; else why not, or nothing where the file is not of the subject. */
function uncovered(each: Exercised, step: Step, path: FilePath): string | undefined {
  const { subject, result, before } = each;
  const ofSubject = subject.kind === 'image' ? subject.dockerfile === path : subject.files.includes(path);
  if (result.failure) return ofSubject ? result.failure.says : '';
  const working = workingServices(before);
  const ran = new Set(working.filter((name) => result.services.some(({ service }) => service === name)));
  const whyNot = (service: string): string =>
    result.left.find((left) => left.service === service)?.reason ??
    (working.includes(service) ? 'it is not run' : 'it does not work without the patch either');
  if (subject.kind === 'kubernetes' && ofSubject)
    return untestedIn(step, path, { workloads: result.workloads ?? new Map(), services: ran, whyNot }, each.memory);
  if (subject.kind === 'compose' && ofSubject) {
    const missing = servicesOf(step).find((service) => !ran.has(service));
    if (missing !== undefined) return `${missing}: ${whyNot(missing)}`;
    return ran.size > 0 ? undefined : `nothing of ${subject.name} was run`;
  }
  if (isBuilt(each, step, { path, ran })) return undefined;
  return subject.kind === 'image' && ofSubject ? (result.left[0]?.reason ?? '') : '';
}

function isBuilt(
  { result, contextOf, dockerfileAt }: Exercised,
  step: Step,
  { path, ran }: { readonly path: FilePath; readonly ran: ReadonlySet<string> },
): boolean {
  for (const { dockerfile, services, request } of result.builds) {
    if (!services.some((service) => ran.has(service))) continue;
    if (dockerfile === path) {
      const stages = stagesOf(step);
      const built = builtStages(dockerfileAt(path), request.target);
      if (stages.every((stage) => built.has(stage))) return true;
      continue;
    }
    if (dockerfile !== undefined && path === `${dockerfile}.dockerignore`) return true;
    const context = contextOf(request.context);
    if (context === undefined || /(?:^|\/)Dockerfile[^/]*$/i.test(path)) continue;
    if (isWithin(path, context)) return !isForeign(path);
  }
  return false;
}

/** Files of the context that no build or run looks into. */
function isForeign(path: string): boolean {
  return /(?:^|\/)\.(?:github|gitlab|circleci)\/|\.ya?ml$/.test(path);
}

/** Services that a step's places name: `services.web.user`. */
function servicesOf({ touches }: Step): string[] {
  return touches.flatMap((place) => {
    const match = /^services\.((?:[^.\\]|\\.)+)/.exec(place);
    return match ? [match[1]!.replace(/\\(.)/g, '$1').replace(/^"(.*)"$/, '$1')] : [];
  });
}

function stagesOf({ touches }: Step): string[] {
  return touches.flatMap((place) => {
    const match = /^stage:([^.#]+)/.exec(place);
    return match ? [match[1]!] : [];
  });
}

/** Keys of the stages that a build of a target runs: those it stands on, and those it copies or mounts from. */
function builtStages(doc: DockerfileDoc | undefined, target: string | undefined): Set<string> {
  const keys = new Set<string>();
  if (!doc) return keys;
  const waiting: Stage[] = [
    (target === undefined ? undefined : stageByReference(doc, target, doc.stages.length)) ?? doc.stages.at(-1)!,
  ];
  for (let stage = waiting.pop(); stage; stage = waiting.pop()) {
    if (keys.has(stage.key)) continue;
    keys.add(stage.key);
    if (stage.base) waiting.push(stage.base);
    waiting.push(...usedBy(doc, stage));
  }
  return keys;
}

function usedBy(doc: DockerfileDoc, stage: Stage): Stage[] {
  return stage.instructions.flatMap((instruction) => {
    const names = [instruction.flag('from')?.value];
    for (const { name, value } of instruction.flags)
      if (name === 'mount') names.push(/(?:^|,)from=([^,]+)/.exec(value)?.[1]);
    return names.flatMap((name) => (name === undefined ? [] : (stageByReference(doc, name, stage.index) ?? [])));
  });
}
