// Plans by giving out jobs. It stands in the place of the processes of this machine: leases, tries and answers are those of
// the ledger, as they are without a queue.
import type { Outcome, PlanFrame, PlanHand, PlanOrder, WorkerLimits } from '../fleet/index.js';
import { GivenJobs, type GivenOptions } from './given.js';
import { PLAN_QUEUE } from './names.js';
import { readPlanAnswer } from './plan-answer.js';
import { planJobId, readPlanJob } from './plan-job.js';

export interface PlanJobs {
  /** One for each job that is in the queue at a time. */
  hands(frame: PlanFrame, limits: WorkerLimits): readonly PlanHand[];
  /** Takes back what nobody has begun. */
  close(): Promise<void>;
}

/** Enough that no worker waits, and few enough that a ledger that is gone leaves little behind. */
const AT_ONCE = 256;

/** Hands that plan by giving out jobs on the queue of a campaign. */
export function planJobs(options: Omit<GivenOptions, 'name'>): PlanJobs {
  const jobs = new GivenJobs({ ...options, name: PLAN_QUEUE });
  const hands: QueueHand[] = [];
  return {
    hands(frame, limits) {
      for (let count = 0; count < AT_ONCE; count++) hands.push(handOver(jobs, frame, limits));
      return hands;
    },
    async close() {
      for (const each of hands) await each.forget();
      await jobs.close();
    },
  };
}

interface QueueHand extends PlanHand {
  /** What came of the last job is in the ledger. */
  forget(): Promise<void>;
}

function handOver(jobs: GivenJobs, frame: PlanFrame, limits: WorkerLimits): QueueHand {
  /** The last job, whose answer the ledger has by the time that this hand is asked again. */
  let kept: string | undefined;
  async function forget(): Promise<void> {
    if (kept !== undefined) await jobs.forget(kept);
    kept = undefined;
  }
  return {
    forget,
    async run(order: PlanOrder): Promise<Outcome> {
      await forget();
      const job = { frame, limits, order };
      if (!readPlanJob(job)) return UNTAKEN;
      const id = planJobId(job);
      const returned = await jobs.run(id, job);
      if (returned.is === 'stopped') return { kind: 'ended', why: 'stopped' };
      const answer = returned.is === 'lost' ? LOST : readPlanAnswer(returned.value, job);
      // What is tried again is asked for under the same name.
      if (answer.kind === 'retry' || answer.kind === 'ended') await jobs.forget(id);
      else kept = id;
      return answer;
    },
    close() {
      jobs.stop();
    },
  };
}

/** It is more than a job may hold, and each worker that met it would stop. */
const UNTAKEN = {
  kind: 'cannot',
  why: 'its address, or what it asks of registries, is more than a job may hold; leave --queue out',
} as const;

/** Its worker was killed, or lost the server for longer than its lock. */
const LOST = { kind: 'ended', why: 'crashed' } as const;
