// Jobs that were given out, and what came of each. Nothing is lost with the server or a worker: a job that is there no more is
// given out again, and one whose worker was killed is told of.
import type { Queue } from 'bullmq';
import { setTimeout as pause } from 'node:timers/promises';
import { ConfigError } from '../model/index.js';
import type { QueueLink } from './link.js';
import { PREFIX } from './names.js';
import { bullmq } from './packages.js';

/** What became of a job. `lost`: its worker ended with it. `stopped`: nobody waits any more. */
export type Returned =
  | { readonly is: 'done'; readonly value: unknown }
  | { readonly is: 'lost' }
  | { readonly is: 'stopped' };

export interface GivenOptions {
  readonly link: QueueLink;
  readonly name: string;
  /** Told when nobody takes jobs from this queue. */
  readonly nobody?: (() => void) | undefined;
}

interface Waiting {
  readonly data: object;
  /** What is in the queue until then is what somebody else has left there. */
  isGiven: boolean;
  /** When it was last seen in the queue. */
  seenAt: number;
  settle(returned: Returned): void;
  fail(error: unknown): void;
}

const LOOK_MS = 200;
/** Whether a job is still in the queue is asked so seldom. */
const LOST_MS = 5000;
const NOBODY_MS = 15_000;
/** An answer is kept for so long that nobody has come for. */
const KEPT_SECONDS = 24 * 3600;
/** Nobody reads what has happened in a queue, and an event holds the whole answer. */
const MOST_EVENTS = 10;
const LONGEST_WORDS = 200;

/** A queue of jobs, as whoever gives them out sees it. */
export class GivenJobs {
  private readonly queue: Queue;
  private readonly waiting = new Map<string, Waiting>();
  /** Jobs that nobody waits for any more. */
  private readonly left = new Set<string>();
  private looking: Promise<void> | undefined;
  private isStopped = false;
  private askedAt = Date.now();

  constructor(private readonly options: GivenOptions) {
    const { link, name } = options;
    this.queue = new (bullmq().Queue)(name, {
      connection: link.client,
      prefix: PREFIX,
      streams: { events: { maxLen: MOST_EVENTS } },
      defaultJobOptions: {
        attempts: 1,
        removeOnComplete: { age: KEPT_SECONDS },
        removeOnFail: { age: KEPT_SECONDS },
      },
    });
    // The link notices as well, and ends what waits.
    this.queue.on('error', () => {});
    link.gone.addEventListener('abort', this.stop, { once: true });
  }

  /**
   * Gives out a job, and waits for what becomes of it. One of this id that asks for the same is the same job; one that asks
   * for something else is waited for, where a worker is at it.
   * @param isFresh an answer that is there already does not count.
   */
  async run(id: string, data: object, { isFresh = false } = {}): Promise<Returned> {
    if (this.isStopped) return { is: 'stopped' };
    const returned = new Promise<Returned>((settle, fail) => {
      this.waiting.set(id, { data, isGiven: false, seenAt: Date.now(), settle, fail });
    });
    (isFresh ? this.addFresh(id, data) : this.add(id, data)).then(
      () => {
        const each = this.waiting.get(id);
        if (each) each.isGiven = true;
        this.looking ??= this.look();
      },
      (error: unknown) => this.fail(error),
    );
    return await returned;
  }

  /** What came of it is kept elsewhere by now. */
  async forget(id: string): Promise<void> {
    await this.queue.remove(id).catch((error: unknown) => {
      // An answer that stays is gone after a day.
      if (!this.options.link.gone.aborted) throw error;
    });
  }

  /** Ends all waiting. */
  readonly stop = (): void => {
    this.isStopped = true;
    for (const id of [...this.waiting.keys()]) {
      this.left.add(id);
      this.settle(id, { is: 'stopped' });
    }
  };

  /** Takes back what nobody has begun, and lets go of the queue. */
  async close(): Promise<void> {
    const { gone } = this.options.link;
    this.stop();
    gone.removeEventListener('abort', this.stop);
    if (gone.aborted) return;
    await this.looking;
    // What a worker is at stays, and so does its answer: whoever asks for the same finds it.
    for (const id of this.left) if ((await this.queue.getJobState(id)) === 'waiting') await this.queue.remove(id);
    await this.queue.close();
  }

  private async add(id: string, data: object): Promise<void> {
    await this.queue.add(this.options.name, data, { jobId: id });
  }

  private async addFresh(id: string, data: object): Promise<void> {
    if ((await this.queue.getJobState(id)) !== 'active') await this.queue.remove(id);
    await this.add(id, data);
  }

  /** Looks as long as somebody waits. */
  private async look(): Promise<void> {
    try {
      while (this.waiting.size > 0) {
        const ended = await this.queue.getRanges(['completed', 'failed'], 0, -1);
        for (const id of ended) if (this.waiting.get(id)?.isGiven) await this.settleEnded(id);
        await this.findLost();
        if (this.waiting.size > 0) await pause(LOOK_MS);
      }
    } catch (error) {
      this.fail(error);
    } finally {
      this.looking = undefined;
    }
  }

  private async settleEnded(id: string): Promise<void> {
    const state = await this.queue.getJobState(id);
    const job = await this.queue.getJob(id);
    const each = this.waiting.get(id);
    // It was given out again since it was seen.
    if (!job || !each || (state !== 'completed' && state !== 'failed')) return;
    if (JSON.stringify(job.data) !== JSON.stringify(each.data)) {
      await this.queue.remove(id);
      await this.add(id, each.data);
      return;
    }
    this.settle(id, state === 'completed' ? { is: 'done', value: job.returnvalue } : { is: 'lost' });
  }

  private async findLost(): Promise<void> {
    const now = Date.now();
    for (const [id, each] of this.waiting) {
      if (now - each.seenAt < LOST_MS) continue;
      each.seenAt = now;
      // The server has lost it, or somebody else had the answer and has forgotten it.
      if ((await this.queue.getJobState(id)) === 'unknown') await this.add(id, each.data);
    }
    if (now - this.askedAt < NOBODY_MS) return;
    this.askedAt = now;
    // Some servers do not tell who is connected.
    const workers = await this.queue.getWorkersCount().catch(() => 1);
    if (workers === 0) this.options.nobody?.();
  }

  private settle(id: string, returned: Returned): void {
    const each = this.waiting.get(id);
    this.waiting.delete(id);
    each?.settle(returned);
  }

  /** The server does not do what it is asked. After `stop` nobody asks any more. */
  private fail(error: unknown): void {
    if (this.isStopped) return;
    const words = error instanceof Error ? error.message.slice(0, LONGEST_WORDS) : 'nothing';
    const told = new ConfigError(`the queue at ${this.options.link.shown} does not take what it is told: ${words}`);
    for (const [id, each] of this.waiting) {
      this.waiting.delete(id);
      each.fail(told);
    }
  }
}
