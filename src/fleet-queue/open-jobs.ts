// Brings repositories where their plans want them by giving out jobs, on a queue for each account. What is opened when, and
// what became of it, stays with whoever has the ledger.
import type { AskedQuestion } from '../fleet/index.js';
import type { Approach, Approached } from '../fleet-publish/index.js';
import type { ForgeKind, RepoRef } from '../forge/index.js';
import type { Preset } from '../model/index.js';
import { GivenJobs, type GivenOptions, type Returned } from './given.js';
import { openQueue, type Account } from './names.js';
import { readOpenAnswer } from './open-answer.js';
import { readOpenJob, type OpenJob, type OpenWishes } from './open-job.js';
import { jobId } from './plan-job.js';

export interface OpenJobsOptions extends Omit<GivenOptions, 'name' | 'nobody'> {
  readonly build: string;
  readonly wishes: OpenWishes;
  readonly preset?: Preset | undefined;
  /** What a repository asked when it was planned, with the answers. */
  readonly askedBy: (url: string) => readonly AskedQuestion[];
  readonly nobody?: (account: Account) => void;
}

/** Where a repository is, and as whom it is spoken to. */
interface OpenPlace extends Account {
  readonly kind: ForgeKind;
  readonly repo: RepoRef;
}

export interface OpenJobs {
  /** As `approach`, by whoever takes the job. */
  approach(target: Approach, place: OpenPlace): Promise<Approached>;
  stop(): void;
  close(): Promise<void>;
}

/** A worker that was killed may have done all of it: another sees that, and does what is left. */
const TRIES = 3;

/** It is more than a job may hold, and each worker that met it would stop. */
const UNTAKEN = {
  seen: [],
  opened: 0,
  fault: { fault: 'cannot', why: 'what is to be opened is more than a job may hold; leave --queue out' },
} as const satisfies Approached;

export function openJobs(options: OpenJobsOptions): OpenJobs {
  const { link, build, wishes, preset, askedBy, nobody } = options;
  const queues = new Map<string, GivenJobs>();

  function queueOf(account: Account): GivenJobs {
    const name = openQueue(account);
    const known = queues.get(name) ?? new GivenJobs({ link, name, nobody: () => nobody?.(account) });
    queues.set(name, known);
    return known;
  }

  return {
    async approach({ url, keys, ifOpen }, { kind, origin, repo, login }) {
      const queue = queueOf({ origin, login });
      const job: OpenJob = {
        build,
        url,
        keys: [...keys],
        ...(ifOpen ? { ifOpen } : {}),
        wishes,
        ...(preset ? { preset } : {}),
        asked: askedBy(url),
      };
      if (!readOpenJob(job)) return UNTAKEN;
      const id = jobId(url, []);
      let returned: Returned = { is: 'lost' };
      for (let tried = 0; tried < TRIES && returned.is === 'lost'; tried++) {
        // What somebody else was told before says how it was then.
        returned = await queue.run(id, job, { isFresh: true });
        if (returned.is !== 'stopped') await queue.forget(id);
      }
      if (returned.is === 'stopped') return { seen: [], opened: 0 };
      const answer = returned.is === 'done' ? readOpenAnswer(returned.value) : undefined;
      if (answer) return { ...answer, where: { kind, origin, repo } };
      const why =
        returned.is === 'lost' ? `its worker ended with it, ${TRIES} times` : 'what its worker answered cannot be read';
      return { seen: [], opened: 0, fault: { fault: 'retry', why } };
    },
    stop() {
      for (const each of queues.values()) each.stop();
    },
    async close() {
      for (const each of queues.values()) await each.close();
    },
  };
}
