// Puts a plan to the test with the engine of this machine, and leaves nothing of it behind.
import { answersOf, planWorkspace } from '../engine/index.js';
import { defaultCacheFolder, loadRunning, type EngineName } from '../io/index.js';
import {
  ConfigError,
  type FilePath,
  type GroupPlan,
  type GroupVerification,
  type Plan,
  type Repository,
} from '../model/index.js';
import { reports } from '../reports/index.js';
import {
  contextOf,
  resultKey,
  subjectsOf,
  verifyGroup,
  type Settings,
  type Tools,
  type Verified,
} from '../verify/index.js';
import { registry } from '../../transforms/index.js';
import { say, type Io } from './output.js';
import type { Session } from './session.js';
import { Stopped } from './stopped.js';
import { VERSION } from './version.js';

export interface VerifyFlags {
  readonly engine?: EngineName;
  /** No cold builds, no measured rebuilds. */
  readonly quick?: boolean;
  /** Build and run, whatever an earlier run found. */
  readonly fresh?: boolean;
}

const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

export interface VerifyRequest {
  readonly flags: VerifyFlags;
  /** Leave out steps that nothing was run for. */
  readonly strict: boolean;
  readonly findings: boolean;
}

/**
 * Builds and runs what each group of the plan holds, before and after. Gives the plan as it holds.
 * @throws ConfigError without an engine; Stopped when a signal came. Whatever was started is removed by then.
 */
export async function verifyPlan(io: Io, session: Session, plan: Plan, request: VerifyRequest): Promise<Plan> {
  if (session.fromStdin) throw new ConfigError('what is verified is built and run, and standard input is no folder');
  const { findEngine, Interrupted } = await loadRunning();
  const controller = new AbortController();
  let stopped: number | undefined;
  const listeners = Object.entries(SIGNALS).map(([signal, code]) => {
    const hear = (): void => {
      if (stopped === undefined) say(io, 'stopping, and removing what was started');
      stopped ??= code;
      controller.abort();
    };
    process.on(signal, hear);
    return () => process.off(signal, hear);
  });
  try {
    const engine = await findEngine({
      ...(request.flags.engine ? { engine: request.flags.engine } : {}),
      env: io.env,
      signal: controller.signal,
    });
    say(
      io,
      `with ${engine.title} this builds and runs what the files name, apart from whatever else runs here; that is no sandbox for code you do not trust`,
    );
    for (const left of await engine.sweep()) say(io, `removed ${left}`);
    try {
      return await verifyAll(io, session, plan, { request, engine, signal: controller.signal });
    } finally {
      await engine.removeAll();
    }
  } catch (error) {
    if (stopped !== undefined && (error instanceof Interrupted || controller.signal.aborted))
      throw new Stopped(stopped);
    if (error instanceof Error && error.name === 'EngineError') throw new ConfigError(error.message);
    throw error;
  } finally {
    for (const remove of listeners) remove();
  }
}

interface Running {
  readonly request: VerifyRequest;
  readonly engine: Tools['engine'];
  readonly signal: AbortSignal;
}

async function verifyAll(io: Io, session: Session, plan: Plan, { request, engine, signal }: Running): Promise<Plan> {
  const { httpProbe, openBench, openResults, tcpProbe } = await loadRunning();
  const cache = defaultCacheFolder(io.env);
  if (cache === undefined)
    throw new ConfigError('a copy of the files needs a cache folder; set HOME or XDG_CACHE_HOME');
  const bench = await openBench({
    root: session.root,
    cache,
    owner: engine.label.value,
    stopped: () => signal.aborted,
  });
  try {
    const settings: Settings = {
      timeoutMs: session.verify.timeoutMs,
      probes: session.verify.probes,
      quick: request.flags.quick ?? false,
    };
    const progress = (text: string): void => {
      if (io.errIsTerminal) say(io, text);
    };
    const sleep = (ms: number): Promise<void> =>
      new Promise((resolve) => {
        setTimeout(resolve, ms);
      });
    const tools: Tools = {
      engine,
      bench,
      settings,
      env: io.env,
      http: httpProbe,
      tcp: tcpProbe,
      now: () => performance.now(),
      clock: () => Date.now(),
      sleep,
      progress,
    };
    const results = openResults(cache);
    const groups: GroupPlan[] = [];
    const found: GroupVerification[] = [];
    for (const group of plan.groups) {
      if (group.steps.length === 0) {
        groups.push(group);
        continue;
      }
      const replan = replanner(session, group, request.findings);
      const { repository } = session.workspace;
      const subjects = subjectsIn(group, repository);
      const key = await resultKey(group, { subjects, strict: request.strict, version: VERSION }, tools);
      const kept = request.flags.fresh ? undefined : (results.get(key) as Verified | undefined);
      const verified = kept
        ? revive(kept, group)
        : await verifyGroup({ plan: group, repository, replan, strict: request.strict }, tools);
      if (!kept) results.put(key, asKept(verified));
      groups.push(verified.plan);
      found.push(verified.verification);
    }
    return { ...plan, groups, verification: { engine: engine.title, groups: found } };
  } finally {
    bench.close();
  }
}

function subjectsIn({ group }: GroupPlan, repository: Repository): ReturnType<typeof subjectsOf> {
  return subjectsOf(
    group,
    (path) => repository.kind(path) === 'file',
    (dockerfile) => contextOf(group, dockerfile, repository),
  );
}

/** Maps do not go into a file; the texts read are those of this run. */
function asKept({ plan, verification }: Verified): object {
  const { base: _, result, ...rest } = plan;
  return { plan: { ...rest, result: [...result] }, verification };
}

function revive({ plan, verification }: Verified, { base }: GroupPlan): Verified {
  const result = new Map(plan.result as unknown as readonly [FilePath, string][]);
  return { plan: { ...plan, base, result }, verification: { ...verification, kept: true } };
}

/** Plans a group again without some of its steps. */
function replanner(
  { workspace, options, answers }: Session,
  first: GroupPlan,
  findings: boolean,
): (rejected: readonly string[]) => GroupPlan {
  const { dockerfiles, compose, kubernetes, pipelines } = first.group;
  const own = new Set([...dockerfiles, ...compose, ...kubernetes, ...pipelines]);
  const files = workspace.files.filter(({ path }) => own.has(path));
  return (rejected) => {
    const input = {
      workspace: { ...workspace, files },
      registry,
      ...(findings ? { reports } : {}),
      options: { ...options, rejected: [...(options.rejected ?? []), ...rejected] },
      answers: answersOf(answers),
    };
    const [again] = planWorkspace(input).plans;
    return again!.plan;
  };
}
