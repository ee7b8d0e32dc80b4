// Does what jobs ask for as one account of a forge.
import type { Approached } from '../fleet-publish/index.js';
import type { QueueLink } from './link.js';
import { openQueue, type Account } from './names.js';
import { packedOpenAnswer } from './open-answer.js';
import { readOpenJob, type OpenJob } from './open-job.js';
import { refusalOf } from './refusal.js';
import { takeJobs, type Work } from './work.js';

export interface OpenWorkOptions {
  readonly link: QueueLink;
  readonly account: Account;
  /** The program that plans here. */
  readonly build: string;
  /** Told why jobs are not taken; then the work is to be closed. */
  readonly refuse: (why: string) => void;
  readonly work: (job: OpenJob) => Promise<Approached>;
}

/** Takes jobs of an account, one at a time, until it is closed. */
export function workOnOpenings({ link, account, build, refuse, work }: OpenWorkOptions): Work {
  return takeJobs({
    link,
    name: openQueue(account),
    count: 1,
    async work(data) {
      const job = readOpenJob(data);
      if (job?.build !== build) {
        refuse(refusalOf(job?.build, build));
        return undefined;
      }
      // Its token is for this server, and whoever gives out jobs need not be who started it.
      const isElsewhere = !URL.canParse(job.url) || new URL(job.url).origin !== account.origin;
      return packedOpenAnswer(isElsewhere ? NOT_THERE : await work(job));
    },
  });
}

const NOT_THERE = {
  seen: [],
  opened: 0,
  fault: { fault: 'cannot', why: 'it is on another server than its worker is for' },
} as const satisfies Approached;
