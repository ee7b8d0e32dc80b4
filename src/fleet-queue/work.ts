// Takes jobs of a queue. A job is locked while its worker lives; one whose worker was killed is noticed by the others, and told
// to whoever gave it out.
import type { Job, Worker } from 'bullmq';
import type { QueueLink } from './link.js';
import { PREFIX } from './names.js';
import { bullmq } from './packages.js';

export interface WorkOptions {
  readonly link: QueueLink;
  readonly name: string;
  /** Jobs at a time. */
  readonly count: number;
  /** What came of a job; `undefined` where it is to be given back. */
  readonly work: (data: unknown) => Promise<string | undefined>;
}

/** A queue that jobs are taken from. */
export interface Work {
  /** Takes no more jobs, and ends once those in hand are done or given back. */
  close(): Promise<void>;
}

/** Renewed twice in this time by a worker that lives. */
const LOCK_MS = 20_000;
const STALLED_MS = 5000;

/** Takes jobs until it is closed. */
export function takeJobs({ link, name, count, work }: WorkOptions): Work {
  const { Worker, WaitingError } = bullmq();
  const worker: Worker = new Worker(
    name,
    async (job: Job, token?: string) => {
      const returned = await work(job.data);
      if (returned !== undefined) return returned;
      await job.moveToWait(token);
      throw new WaitingError();
    },
    {
      connection: link.client,
      prefix: PREFIX,
      concurrency: count,
      lockDuration: LOCK_MS,
      stalledInterval: STALLED_MS,
      // Tries are counted by whoever gave it out.
      maxStalledCount: 0,
    },
  );
  // The link notices as well, and ends all.
  worker.on('error', () => {});
  return {
    async close() {
      await worker.close(link.gone.aborted);
    },
  };
}
