// Which steps a run has put to the test. coverage never counts a step whose files were only read.
import { dottedPlace } from '../yaml/index.js';
import { stageByReference, type DockerfileDoc, type Stage } from '../dockerfile/index.js';
import { type Exercise, type FilePath, type Step, type Folder, isWithin } from '../model/index.js';
import type { DocumentMemory } from '../planner/index.js';
import { isGoodAnswer, isUnanswered, runsAsBefore, UNANSWERED, worked } from './compare.js';
import { untestedIn } from './pods.js';
import { LOGS_IN } from './queries.js';
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

/** What a run did with what a step changes, or why none says anything of it. */
export type Coverage = { readonly exercised: readonly Exercise[] } | { readonly why: string };

/** Files of a step that were built and run in some subject, and what was done with what runs them. */
export function coverageOf(step: Step, exercised: readonly Exercised[]): Coverage {
  const found = new Set<Exercise>();
  const read = step.files.filter(({ path }) => !FOR_PEOPLE.test(path));
  for (const { path } of read.length > 0 ? read : step.files) {
    const all = exercised.map((each) => shown(each, step, path));
    const seen = all.filter((each) => typeof each !== 'string');
    if (seen.length === 0)
      return {
        why:
          all.find((each): each is string => typeof each === 'string' && each !== '') ??
          `${path} was neither built nor run`,
      };
    for (const each of seen) for (const exercise of each) found.add(exercise);
  }
  return { exercised: EXERCISES.filter((each) => found.has(each)) };
}

/** Files that git or a person reads, and no run: those beside the file that a step is about say nothing of it. */
const FOR_PEOPLE =
  /(?:^|\/)(?:\.gitignore|\.env\.(?:example|sample|template|dist)|(?:example|sample)\.env|env\.example)$/;

/** In the order of a run. */
const EXERCISES: readonly Exercise[] = [
  'built',
  'started',
  'healthy',
  'answered',
  'queried',
  'tested',
  'wrote',
  'restarted',
  'stopped',
];
/** What shows that a service does something. */
const SEEN: readonly Exercise[] = ['healthy', 'answered', 'queried', 'tested', 'wrote'];

/** Services that did what they should without the patch: of any other, the same on both sides proves nothing. */
export function workingServices({ services }: TrialResult): string[] {
  return services.filter(({ first }) => worked(first)).map(({ service }) => service);
}

/** What was done with a file of a step; else why nothing was, or no word where the file is not of the subject. */
function shown(each: Exercised, step: Step, path: FilePath): readonly Exercise[] | string {
  const { subject, result, before } = each;
  const ofSubject = subject.kind === 'image' ? subject.dockerfile === path : subject.files.includes(path);
  if (result.failure) return ofSubject ? result.failure.says : '';
  const working = workingServices(before);
  const ran = new Set(working.filter((name) => result.services.some(({ service }) => service === name)));
  const whyNot = (service: string): string =>
    result.left.find((left) => left.service === service)?.reason ??
    (working.includes(service) ? 'it is not run' : 'it does not work without the patch either');
  if (subject.kind === 'kubernetes' && ofSubject) {
    const workloads: ReadonlyMap<string, readonly string[]> = result.workloads ?? new Map();
    const named = [...workloads].filter(([id]) =>
      step.touches.some((place) => place.startsWith(`${dottedPlace(id)}.`)),
    );
    const own = named.flatMap(([, services]) => services).filter((service) => ran.has(service));
    return (
      untestedIn(step, path, { workloads, services: ran, whyNot }, each.memory) ??
      exercisesOf(each, own.length > 0 ? own : [...ran], step)
    );
  }
  if (subject.kind === 'compose' && ofSubject) {
    const named = servicesOf(step);
    const missing = named.find((service) => !ran.has(service));
    if (missing !== undefined) return `${missing}: ${whyNot(missing)}`;
    if (ran.size === 0) return `nothing of ${subject.name} was run`;
    return exercisesOf(each, named.length > 0 ? named : [...ran], step);
  }
  const built = builtFor(each, step, { path, ran });
  if (built) {
    // What the others do says nothing of it.
    const asked = isOfCheck(step) ? built.filter((name) => result.ownChecks?.includes(name) !== true) : built;
    if (asked.length === 0) return `${built[0]}: a health check of its own takes the place of the image’s`;
    const waited = asked.filter((name) => isHealthy(name, result));
    const found = exercisesOf(each, isOfCheck(step) && waited.length > 0 ? waited : asked, step);
    return typeof found === 'string' ? found : ['built', ...found];
  }
  if (subject.kind !== 'image' || !ofSubject) return '';
  const idle = before.services.find(({ service }) => !ran.has(service));
  return result.left[0]?.reason ?? (idle ? whyNot(idle.service) : '');
}

/** What was done with all of some services; else which of them did nothing that anybody could see. */
function exercisesOf(
  { before, result }: Exercised,
  services: readonly string[],
  step: Step,
): readonly Exercise[] | string {
  const found = new Set<Exercise>(EXERCISES);
  for (const name of services) {
    const own = exercisesOfService(name, before, result);
    const silent =
      whyUnanswered(name, step, [before, result]) ??
      whyUnchecked(name, step, result) ??
      whySilent(name, before, own) ??
      whyUnasked(name, result, { step, own, before });
    if (silent !== undefined) return `${name}: ${silent}`;
    // One of several that answers says nothing of the others, but for what each of them does.
    for (const each of found) if (!own.has(each)) found.delete(each);
  }
  return EXERCISES.filter((each) => each !== 'built' && found.has(each));
}

function exercisesOfService(name: string, before: TrialResult, after: TrialResult): ReadonlySet<Exercise> {
  const found = new Set<Exercise>();
  const [old, now] = [before, after].map(({ services }) => services.find(({ service }) => service === name));
  if (!old || !now) return found;
  if (runsAsBefore(old.first, now.first)) found.add('started');
  if (now.first.state === 'healthy') found.add('healthy');
  for (const probe of old.first.probes) {
    const again = now.first.probes.find((each) => each.probe === probe.probe);
    if (!again || !isGoodAnswer(probe) || !isGoodAnswer(again)) continue;
    if (probe.probe === LOGS_IN) found.add('queried');
    else found.add(probe.probe.startsWith('$ ') ? 'tested' : 'answered');
  }
  if (before.script?.code === 0 && after.script?.code === 0) found.add('tested');
  if (hasJobFor(name, before) && hasJobFor(name, after)) found.add('tested');
  if (old.first.wrote && old.first.wrote.length > 0 && now.first.wrote) found.add('wrote');
  if (old.second && now.second && runsAsBefore(old.second, now.second)) found.add('restarted');
  if (old.stop && now.stop && !old.stop.killed && !now.stop.killed) found.add('stopped');
  return found;
}

/** Something that waits for the service did its work with it, and ended well. */
function hasJobFor(name: string, { needs, services }: TrialResult): boolean {
  return services.some(
    ({ service, first }) =>
      first.state === 'exited' && first.exitCode === 0 && needs?.get(service)?.includes(name) === true,
  );
}

/** A health check that nobody answers says nothing of itself. */
function whyUnanswered(name: string, { touches }: Step, sides: readonly TrialResult[]): string | undefined {
  if (!touches.some((place) => place.endsWith('.healthcheck'))) return undefined;
  const [before, after] = sides.map(({ services }) => services.find(({ service }) => service === name)?.first);
  return before && after && isUnanswered(before, after) ? UNANSWERED : undefined;
}

/** True for a step that is about a health check alone. */
function isOfCheck({ touches }: Step): boolean {
  return touches.length > 0 && touches.every((place) => place.endsWith('.healthcheck'));
}

function isHealthy(name: string, { services }: TrialResult): boolean {
  return services.find(({ service }) => service === name)?.first.state === 'healthy';
}

function whyUnchecked(name: string, step: Step, result: TrialResult): string | undefined {
  return isOfCheck(step) && !isHealthy(name, result) ? 'nobody asked its health check' : undefined;
}

function whySilent(name: string, before: TrialResult, own: ReadonlySet<Exercise>): string | undefined {
  if (SEEN.some((each) => own.has(each))) return undefined;
  const first = before.services.find(({ service }) => service === name)?.first;
  // Others start only once it has ended well: whatever it does, they do it with that.
  const isAwaited = [...(before.needs?.values() ?? [])].some((needs) => needs.includes(name));
  if (isAwaited && first?.state === 'exited') return undefined;
  if (first === undefined || first.log.trim() !== '') return undefined;
  const does = first.state === 'exited' ? 'it ends' : 'it runs';
  return `${does}, and answers, writes and prints nothing: say what it is to be asked (\`verify.probes\`), or give a script (--exec)`;
}

const CREDENTIALS = /^services\.(?:[^.\\]|\\.)+\.(?:environment|env_file|secrets)(?:\.|$)/;

/** Credentials that moved are put to the test by whoever logs in. */
function whyUnasked(
  name: string,
  { stores = [] }: TrialResult,
  { step, own, before }: { readonly step: Step; readonly own: ReadonlySet<Exercise>; readonly before: TrialResult },
): string | undefined {
  if (!stores.includes(name) || own.has('queried') || own.has('tested')) return undefined;
  if (!step.touches.some((place) => CREDENTIALS.test(place) && servicesOf({ touches: [place] }).includes(name)))
    return undefined;
  const first = before.services.find(({ service }) => service === name)?.first;
  const asked = first?.probes.find(({ probe }) => probe === LOGS_IN);
  const who =
    asked === undefined ? 'nobody logged in to it' : `it let nobody in, without the patch either (${asked.answer})`;
  return `${who}, and only a login shows that its credentials are the same: give a command that logs in (\`verify.probes\`), or a script (--exec)`;
}

/** The services that run a build in which the file was; `undefined` where it was in none. */
function builtFor(
  { result, contextOf, dockerfileAt }: Exercised,
  step: Step,
  { path, ran }: { readonly path: FilePath; readonly ran: ReadonlySet<string> },
): readonly string[] | undefined {
  for (const { dockerfile, services, request } of result.builds) {
    const running = services.filter((service) => ran.has(service));
    if (running.length === 0) continue;
    if (dockerfile === path) {
      const stages = stagesOf(step);
      const built = builtStages(dockerfileAt(path), request.target);
      if (stages.every((stage) => built.has(stage))) return running;
      continue;
    }
    if (dockerfile !== undefined && path === `${dockerfile}.dockerignore`) return running;
    const context = contextOf(request.context);
    if (context === undefined || /(?:^|\/)Dockerfile[^/]*$/i.test(path)) continue;
    if (isWithin(path, context)) return isForeign(path) ? undefined : running;
  }
  return undefined;
}

/** Files of the context that no build or run looks into. */
function isForeign(path: string): boolean {
  return /(?:^|\/)\.(?:github|gitlab|circleci)\/|\.ya?ml$/.test(path);
}

/** Services that a step's places name: `services.web.user`. */
function servicesOf({ touches }: Pick<Step, 'touches'>): string[] {
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

/**
 * Keys of the stages that a build of a target runs: those it stands on, and those it copies or mounts from. A stage that has a
 * name counts by its number as well: a split names it after others changed it.
 */
function builtStages(doc: DockerfileDoc | undefined, target: string | undefined): Set<string> {
  const keys = new Set<string>();
  if (!doc) return keys;
  const waiting: Stage[] = [
    (target === undefined ? undefined : stageByReference(doc, target, doc.stages.length)) ?? doc.stages.at(-1)!,
  ];
  for (let stage = waiting.pop(); stage; stage = waiting.pop()) {
    if (keys.has(stage.key)) continue;
    keys.add(stage.key).add(String(stage.index));
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
