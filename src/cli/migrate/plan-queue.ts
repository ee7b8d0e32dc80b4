// Plans of a campaign by workers on other machines.
import type { Campaign, PlanFrame, PlanHand } from '../../fleet/index.js';
import { ConfigError } from '../../model/index.js';
import { writeMessage, type Io } from '../output.js';
import { linkOf, type QueueFlags } from './queue.js';

export interface PlanQueue {
  hands(frame: PlanFrame): readonly PlanHand[];
  /** Aborts when the server was waited for long enough, with an error for a person. */
  readonly gone: AbortSignal;
  close(): Promise<void>;
}

/**
 * Gives out what a run plans; `undefined` where this machine is to plan it.
 * @throws ConfigError where the queue cannot be had.
 */
export async function planQueue(
  io: Io,
  { settings }: Campaign,
  { queue, patience, workers }: QueueFlags & { readonly workers?: number },
): Promise<PlanQueue | undefined> {
  if (queue === undefined) return undefined;
  if (workers !== undefined)
    throw new ConfigError('--workers is for this machine: with --queue, give it to harden migrate worker');
  const link = await linkOf(io, queue, patience);
  const { planJobs } = await import('../../fleet-queue/index.js');
  let isTold = false;
  const jobs = planJobs({
    link,
    nobody() {
      if (!isTold) writeMessage(io, `nobody takes jobs: start harden migrate worker --queue ${link.shown}`);
      isTold = true;
    },
  });
  const { timeout, memory, recycle } = settings.plan;
  return {
    hands: (frame) => jobs.hands(frame, { seconds: timeout, megabytes: memory, recycle }),
    gone: link.gone,
    async close() {
      await jobs.close();
      link.close();
    },
  };
}
