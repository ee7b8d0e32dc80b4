import { resolve } from 'node:path';
import {
  openCampaign,
  pinRepositories,
  planCampaign,
  recordHistory,
  writeList,
  type PlanRan,
} from '../../fleet/index.js';
import { builtWorker } from '../../io/index.js';
import { defaultConfig } from '../../config/index.js';
import { plural } from '../../render/index.js';
import { reports } from '../../reports/index.js';
import { createLookUp, metasOf, type LookUp } from '../../run/index.js';
import { registry } from '../../../transforms/index.js';
import { isOffline } from '../answers.js';
import { buildId } from '../migrate/build-id.js';
import { duration } from '../migrate/duration.js';
import { planQueue, type PlanQueue } from '../migrate/plan-queue.js';
import { fleetProgress } from '../migrate/progress.js';
import type { QueueFlags } from '../migrate/queue.js';
import { remotesOf } from '../migrate/remotes.js';
import { statusLines } from '../migrate/status.js';
import { untilSignal } from '../migrate/until-signal.js';
import { harmless, writeMessage, type Io } from '../output.js';
import { tool } from '../version.js';

export interface MigratePlanFlags extends QueueFlags {
  readonly workers?: number;
  readonly offline?: boolean;
  /** Repositories are pinned to where their branches are now. */
  readonly refresh?: boolean;
  /** What failed before is tried again. */
  readonly retry?: boolean;
}

/** `harden migrate plan`: 0 when every repository has its plan, 1 when some could not be planned. */
export async function migratePlan(io: Io, words: readonly string[], flags: MigratePlanFlags): Promise<number> {
  const folder = resolve(io.cwd, words[0] ?? '.');
  const campaign = openCampaign(folder);
  const { ledger, settings } = campaign;
  const { workers, refresh = false, retry = false } = flags;
  const offline = (flags.offline ?? false) || settings.plan.offline || isOffline(io.env);
  const remoteOf = remotesOf(io);
  const begun = performance.now();
  let queue: PlanQueue | undefined;
  try {
    queue = await planQueue(io, campaign, flags);
    const gone = queue ? [queue.gone] : [];
    const { result, stopped } = await untilSignal(io, async (signal) => {
      if (refresh) await pinRepositories({ folder, ledger, all: true, remoteOf, signal });
      const bar = fleetProgress(io, 'planning');
      try {
        return await planCampaign({
          campaign,
          planner: { registry, reports },
          program: builtWorker('fleet-worker'),
          tool,
          build: buildId(),
          workers,
          remoteOf,
          ...(offline ? {} : { lookUp: lookUpFor(io) }),
          retry,
          ...(queue ? { hands: queue.hands } : {}),
          signal: AbortSignal.any([signal, ...gone]),
          progress: ({ done, of }) => bar.to(done, of),
        });
      } finally {
        bar.stop();
      }
    });
    recordHistory(ledger, Date.now());
    writeList(campaign);
    writeMessage(io, ranLine(result, performance.now() - begun));
    for (const line of statusLines(ledger)) io.out(`${harmless(io, line)}\n`);
    if (stopped !== undefined) return stopped;
    if (queue?.gone.aborted) throw queue.gone.reason;
    return ledger.get("SELECT 1 FROM repositories WHERE state = 'failed'") === undefined ? 0 : 1;
  } finally {
    await queue?.close();
    ledger.close();
  }
}

/** The network, as the operator has it: what a repository says of registries only forbids. */
function lookUpFor(io: Io): LookUp {
  const config = defaultConfig(metasOf(registry));
  // One for each time that is asked: it has a limit of time.
  return async (questions) =>
    await createLookUp({ config, trusted: false, folder: io.cwd, offline: false, env: io.env })(questions);
}

function ranLine({ planned, same, failed }: PlanRan, ms: number): string {
  const parts = [`planned ${plural(planned, 'repository', 'repositories')} in ${duration(ms)}`];
  if (same > 0) parts.push(`${same} as before`);
  if (failed > 0) parts.push(`${failed} could not be planned`);
  return parts.join(', ');
}
