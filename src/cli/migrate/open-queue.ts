// Pull requests of a campaign by workers on other machines.
import { knownPlan, type Campaign } from '../../fleet/index.js';
import type { Approach, Approached } from '../../fleet-publish/index.js';
import { isFault } from '../../forge/index.js';
import { writeMessage, type Io } from '../output.js';
import { buildId } from './build-id.js';
import { wishesOf, type Publishing } from './publishing.js';
import { linkOf, type QueueFlags } from './queue.js';

export interface OpenQueue {
  approach(target: Approach): Promise<Approached>;
  /** Repositories that are in the queues at a time. */
  readonly atOnce: number;
  /** Ends all waiting. */
  stop(): void;
  /** Aborts when the server was waited for long enough, with an error for a person. */
  readonly gone: AbortSignal;
  close(): Promise<void>;
}

/** Enough for the workers of some accounts, which open one after the other. */
const AT_ONCE = 32;

/**
 * Gives out what a run opens; `undefined` where this process is to open it.
 * @throws ConfigError where the queue cannot be had.
 */
export async function openQueueOf(
  io: Io,
  { campaign, speaker }: Pick<Publishing, 'campaign' | 'speaker'>,
  { queue, patience }: QueueFlags,
): Promise<OpenQueue | undefined> {
  if (queue === undefined) return undefined;
  const link = await linkOf(io, queue, patience);
  const { openJobs } = await import('../../fleet-queue/index.js');
  const told = new Set<string>();
  const jobs = openJobs({
    link,
    build: buildId(),
    wishes: wishesOf(campaign),
    preset: campaign.settings.preset,
    askedBy: (url) => askedBy(campaign, url),
    nobody({ origin, login }) {
      const words = `nobody takes jobs as ${login} of ${origin}: start harden migrate worker --open --server ${origin} --queue ${link.shown}`;
      if (!told.has(words)) writeMessage(io, words);
      told.add(words);
    },
  });
  return {
    async approach(target) {
      const place = await speaker.reach(target.url);
      return isFault(place) ? { seen: [], opened: 0, fault: place } : await jobs.approach(target, place);
    },
    atOnce: AT_ONCE,
    stop: () => jobs.stop(),
    gone: link.gone,
    async close() {
      await jobs.close();
      link.close();
    },
  };
}

function askedBy({ ledger }: Campaign, url: string) {
  const row = ledger.get<{ readonly id: number }>('SELECT id FROM repositories WHERE url = ?', url);
  return row ? knownPlan(ledger, row.id).asked : [];
}
