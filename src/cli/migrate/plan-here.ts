// Plans as jobs ask for it.
import { workerHere, workerProcess, type PlanFrame, type PlanWorker, type WorkerLimits } from '../../fleet/index.js';
import type { QueueLink } from '../../fleet-queue/index.js';
import { builtWorker } from '../../io/index.js';
import { plural } from '../../render/index.js';
import { reports } from '../../reports/index.js';
import { registry } from '../../../transforms/index.js';
import type { Io } from '../output.js';
import { buildId } from './build-id.js';
import { remotesOfWorker } from './servers.js';

/** What a worker does until it is closed. */
export interface Working {
  close(): Promise<void>;
  /** For people: what it has done. */
  done(): string;
}

export interface WorkOptions {
  readonly link: QueueLink;
  /** The folder of bare clones. */
  readonly mirrors: string;
  /** Origins. */
  readonly servers: readonly string[];
  readonly refuse: (why: string) => void;
}

/** Takes jobs to plan. */
export async function planHere(
  io: Io,
  count: number,
  { link, mirrors, servers, refuse }: WorkOptions,
): Promise<Working> {
  const { workOnPlans } = await import('../../fleet-queue/index.js');
  let planned = 0;
  const work = workOnPlans({
    link,
    count,
    build: buildId(),
    mirrors,
    remoteOf: remotesOfWorker(io, servers),
    workerFor,
    refuse,
    done() {
      planned++;
    },
  });
  return { close: () => work.close(), done: () => `planned ${plural(planned, 'repository', 'repositories')}` };
}

function workerFor(frame: PlanFrame, limits: WorkerLimits): PlanWorker {
  const program = builtWorker('fleet-worker');
  return program === undefined ? workerHere({ registry, reports }, frame) : workerProcess(program, frame, limits);
}
