// Puts a plan to the test with the engine of this machine, and leaves nothing of it behind.
import { answersOf, planWorkspace } from '../run/index.js';
import { loadRunning, type EngineName } from '../io/index.js';
import {
  ConfigError,
  type FilePath,
  type GroupPlan,
  type GroupVerification,
  type Plan,
  type StepNeeds,
} from '../model/index.js';
import { filesOfGroup } from '../planner/index.js';
import { reports } from '../reports/index.js';
import { resultKey, subjectsIn, verifyGroup, type Settings, type Tools, type Verified } from '../verify/index.js';
import { registry } from '../../transforms/index.js';
import { checkDriven, driverOf } from './drive.js';
import { writeMessage, type Io } from './output.js';
import type { Session } from './session.js';
import { type TrustFlags, trustIn, trustSentence } from './trust.js';
import { VERSION } from './version.js';
import { withEngine, withTools } from './with-engine.js';

/** What a verification runs with. */
export interface EngineFlags extends TrustFlags {
  readonly engine?: EngineName;
  /** No cold builds, no measured rebuilds. */
  readonly quick?: boolean;
  /** A command that uses the services once they are ready, on both sides. */
  readonly exec?: string;
  /** Build and run, whatever an earlier run found. */
  readonly fresh?: boolean;
}

export interface VerifyRequest {
  readonly flags: EngineFlags;
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
  const trust = trustIn(request.flags, io.env);
  checkDriven(request.flags.exec, trust);
  return await withEngine(io, { name: request.flags.engine, ...trust }, async ({ engine, signal }) => {
    writeMessage(io, trustSentence(engine.title, trust.untrusted));
    return await verifyAll(io, session, plan, { request, engine, signal, trust });
  });
}

/** However long a configuration of strangers wants to wait for a service. */
const STRANGERS_READY_MS = 120_000;

interface Running {
  readonly request: VerifyRequest;
  readonly engine: Tools['engine'];
  readonly signal: AbortSignal;
  readonly trust: ReturnType<typeof trustIn>;
}

async function verifyAll(
  io: Io,
  session: Session,
  plan: Plan,
  { request, engine, signal, trust }: Running,
): Promise<Plan> {
  const { openResults } = await loadRunning();
  const { exec } = request.flags;
  const drive = exec === undefined ? {} : { drive: driverOf(session.root, exec, { env: io.env, signal }) };
  const settings: Settings = {
    ...trust,
    timeoutMs: Math.min(session.verify.timeoutMs, trust.untrusted ? STRANGERS_READY_MS : Number.POSITIVE_INFINITY),
    probes: session.verify.probes,
    quick: request.flags.quick ?? false,
    ...(exec === undefined ? {} : { script: exec }),
  };
  const { memory } = session.workspace;
  return await withTools(io, { root: session.root, engine, signal, settings, memory }, async (tools, cache) => {
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
      const subjects = subjectsIn(group.group, repository, memory.of(repository));
      const key = await resultKey(group, { subjects, strict: request.strict, version: VERSION }, tools);
      const kept = request.flags.fresh ? undefined : (results.get(key) as Kept | undefined);
      const verified = kept
        ? revive(kept, group)
        : await verifyGroup({ plan: group, repository, replan, strict: request.strict, ...drive }, tools);
      if (!kept) results.put(key, asKept(verified));
      groups.push(verified.plan);
      found.push(verified.verification);
    }
    return {
      ...plan,
      groups,
      verification: { engine: engine.title, ...(trust.untrusted ? { untrusted: true } : {}), groups: found },
    };
  });
}

/** As it is kept in a file. Maps do not go into one; the texts that were read are those of the run that takes it out. */
interface Kept {
  readonly plan: Omit<GroupPlan, 'base' | 'result'> & { readonly result: readonly (readonly [FilePath, string])[] };
  readonly verification: Verified['verification'];
}

function asKept({ plan, verification }: Verified): Kept {
  const { base: _, result, ...rest } = plan;
  return { plan: { ...rest, result: [...result] }, verification };
}

function revive({ plan, verification }: Kept, { base }: GroupPlan): Verified {
  return { plan: { ...plan, base, result: new Map(plan.result) }, verification: { ...verification, kept: true } };
}

/** Plans a group again without some of its steps, and with what others were seen to need. */
function replanner(
  { workspace, options, askAgain }: Session,
  first: GroupPlan,
  findings: boolean,
): (rejected: readonly string[], needs: readonly StepNeeds[]) => Promise<GroupPlan> {
  const own = new Set(filesOfGroup(first.group));
  const alone = { ...workspace, files: workspace.files.filter(({ path }) => own.has(path)) };
  return async (rejected, needs) => {
    const others = { ...options, rejected: [...(options.rejected ?? []), ...rejected], needs };
    const input = {
      workspace: alone,
      registry,
      ...(findings ? { reports } : {}),
      options: others,
      answers: answersOf(await askAgain(alone, others)),
    };
    const [again] = planWorkspace(input).plans;
    return again!.plan;
  };
}
