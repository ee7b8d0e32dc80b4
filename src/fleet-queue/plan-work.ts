// Plans what jobs ask for, on any machine: it needs no ledger, and writes none.
import { PLAN_QUEUE } from './names.js';
import type { QueueLink } from './link.js';
import { packedAnswer } from './plan-answer.js';
import { readPlanJob } from './plan-job.js';
import { refusalOf } from './refusal.js';
import { makeSlots, type SlotOptions } from './slots.js';
import { takeJobs, type Work } from './work.js';

export interface PlanWorkOptions extends SlotOptions {
  readonly link: QueueLink;
  /** The program that plans here. */
  readonly build: string;
  /** Told why jobs are not taken; then the work is to be closed. */
  readonly refuse: (why: string) => void;
  readonly done?: (url: string, outcome: string) => void;
}

/** Takes jobs of the plan queue until it is closed, which ends what is planned, and gives it back. */
export function workOnPlans(options: PlanWorkOptions): Work {
  const { link, count, build, refuse, done } = options;
  const slots = makeSlots(options);
  const work = takeJobs({
    link,
    name: PLAN_QUEUE,
    count,
    async work(data) {
      const job = readPlanJob(data);
      if (job?.frame.build !== build) {
        refuse(refusalOf(job?.frame.build, build));
        return undefined;
      }
      const { url } = job.order;
      // What is read in place is somebody's own, and whoever gives out jobs need not be that one.
      const outcome = url.startsWith('file:') ? NOT_HERE : await slots.run(job);
      if (outcome.kind === 'ended' && outcome.why === 'stopped') return undefined;
      done?.(url, outcome.kind);
      return packedAnswer(outcome);
    },
  });
  return {
    async close() {
      slots.close();
      await work.close();
    },
  };
}

const NOT_HERE = {
  kind: 'cannot',
  why: 'it lies on one machine, and is planned by several; leave --queue out',
} as const;
