import { dirname, resolve } from 'node:path';
import { OBSERVATIONS_FILE, observationsText, parseObservations } from '../../config/index.js';
import { readComposeServices, stampOf } from '../../run/index.js';
import {
  diskTree,
  loadRunning,
  ownFolder,
  readSource,
  isSomethingAt,
  writeAll,
  type EngineName,
} from '../../io/index.js';
import { serviceProfile } from '../../knowledge/index.js';
import { ConfigError, filePath, type FilePath, type Group, type ServiceObservation } from '../../model/index.js';
import { observeProject, type ObserveTools } from '../../observe/index.js';
import { observationLines } from '../../render/index.js';
import { milliseconds, subjectsOf, type Subject } from '../../verify/index.js';
import { harmless, writeMessage, viewOf, type Io } from '../output.js';
import { type TrustFlags, trustIn, trustSentence } from '../trust.js';
import { checkDriven, driverOf } from '../drive.js';
import { openSession, type PlanFlags, type Session } from '../session.js';
import { withEngine, withTools } from '../with-engine.js';

export interface ObserveFlags extends Pick<PlanFlags, 'config' | 'root'>, TrustFlags {
  readonly engine?: EngineName;
  readonly service?: readonly string[];
  /** A duration: `60s`. */
  readonly for: string;
  readonly exec?: string;
  readonly dryRun?: boolean;
  readonly color?: boolean;
}

const PATH = filePath(OBSERVATIONS_FILE);
const LONGEST_MS = 3_600_000;

/**
 * `harden observe`: runs Compose projects as they are, watches their services, finds the least each needs, and writes
 * `.harden/observations.json`. 0 when something was seen of every service, 1 when not, 2 when nothing could be run.
 */
export async function observe(io: Io, paths: readonly string[], flags: ObserveFlags): Promise<number> {
  const watchMs = milliseconds(flags.for);
  if (watchMs === undefined || watchMs > LONGEST_MS)
    throw new ConfigError(`--for ${flags.for}: give a duration up to an hour, such as 30s or 2m`);
  const session = await openSession(io, paths, { ...flags, offline: true });
  const subjects = composeSubjects(session);
  if (subjects.length === 0) throw new ConfigError('no Compose file was found, and that is what observe runs');
  const known = readObservations(session.root);
  const trust = trustIn(flags, io.env);
  checkDriven(flags.exec, trust);
  return await withEngine(io, { name: flags.engine, ...trust }, async ({ engine, signal }) => {
    writeMessage(io, `${trustSentence(engine.title, trust.untrusted)}; it does so many times over`);
    if (engine.compose !== true) throw new ConfigError(engine.compose);
    const settings = { ...trust, timeoutMs: session.verify.timeoutMs, probes: session.verify.probes, quick: true };
    return await withTools(
      io,
      { root: session.root, engine, signal, settings, memory: session.workspace.memory },
      async (tools) => {
        const { liveOwners, livePorts, liveProcesses, liveUsage } = await loadRunning();
        const live = { usage: liveUsage, processes: liveProcesses, ports: livePorts, owners: liveOwners };
        let complete = true;
        const found: ServiceObservation[] = [];
        for (const subject of subjects) {
          const { observations, notes, tries } = await observeSubject(io, session, subject, {
            tools: { ...tools, live },
            flags,
            signal,
            seconds: watchMs / 1000,
          });
          for (const note of notes) writeMessage(io, note);
          complete &&= notes.length === 0 && observations.length > 0;
          found.push(...observations);
          const lines = observationLines(viewOf(io, flags.color), subject.name, observations, tries);
          io.out(`${io.isTerminal ? lines.join('\n') : harmless(io, lines.join('\n'))}\n`);
        }
        if (!flags.dryRun && found.length > 0) record(io, session.root, [...known.filter(without(found)), ...found]);
        return found.length === 0 ? 2 : complete ? 0 : 1;
      },
    );
  });
}

type ComposeSubject = Extract<Subject, { readonly kind: 'compose' }>;

function composeSubjects({ workspace }: Session): ComposeSubject[] {
  const compose = workspace.files.filter(({ target }) => target === 'compose').map(({ path }) => path);
  const group: Group = { id: '', dockerfiles: [], compose, kubernetes: [], pipelines: [], links: [] };
  return subjectsOf(
    group,
    (path) => workspace.repository.kind(path) === 'file',
    () => ({ context: '' }),
  ).filter((subject): subject is ComposeSubject => subject.kind === 'compose');
}

interface SubjectRun {
  readonly tools: ObserveTools;
  readonly flags: ObserveFlags;
  readonly signal: AbortSignal;
  readonly seconds: number;
}

function observeSubject(
  io: Io,
  { root, workspace }: Session,
  subject: ComposeSubject,
  { tools, flags, signal, seconds }: SubjectRun,
): ReturnType<typeof observeProject> {
  const services = readComposeServices(workspace, subject.files);
  return observeProject(
    {
      subject,
      services: flags.service ?? [],
      seconds,
      ...(flags.exec === undefined ? {} : { drive: driverOf(root, flags.exec, { env: io.env, signal }) }),
      guesses(image) {
        const profile = serviceProfile(image);
        const listed = [...(profile?.firstBoot?.is ?? []), ...(profile?.laterBoots?.is ?? [])];
        // What stands in for it among those that Docker gives.
        return listed.length === 0 ? [] : [listed.map((each) => (each === 'DAC_READ_SEARCH' ? 'DAC_OVERRIDE' : each))];
      },
      at: new Date().toISOString(),
      fileOf: (service) => services.get(service) ?? subject.files[0]!,
      stampOf: (service) => stampOf(workspace, services.get(service) ?? subject.files[0]!, service),
      hashOf(path) {
        const read = workspace.read(path);
        return 'sha256' in read ? read.sha256 : undefined;
      },
    },
    tools,
  );
}

function readObservations(root: string): ServiceObservation[] {
  if (!isSomethingAt(resolve(root, OBSERVATIONS_FILE))) return [];
  const { source, error } = readSource(diskTree(root), PATH);
  if (!source) throw new ConfigError(`${OBSERVATIONS_FILE}: ${error.message}`);
  return parseObservations(PATH, source.text);
}

function without(found: readonly ServiceObservation[]): (other: ServiceObservation) => boolean {
  const key = ({ file, service }: { readonly file: FilePath; readonly service: string }): string =>
    `${file}\n${service}`;
  const own = new Set(found.map(key));
  return (other) => !own.has(key(other));
}

function record(io: Io, root: string, observations: readonly ServiceObservation[]): void {
  ownFolder(root, dirname(OBSERVATIONS_FILE));
  const { source } = isSomethingAt(resolve(root, OBSERVATIONS_FILE))
    ? readSource(diskTree(root), PATH)
    : { source: undefined };
  const errors = writeAll(root, [{ path: PATH, text: observationsText(observations), expectSha256: source?.sha256 }]);
  const [error] = errors;
  if (error) throw new ConfigError(`${OBSERVATIONS_FILE}: ${error.message}`);
  writeMessage(io, `wrote ${OBSERVATIONS_FILE}; harden fix takes it as evidence`);
}
