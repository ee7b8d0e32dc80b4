import { setTimeout as pause } from 'node:timers/promises';
import { openQueueOf, type OpenQueue } from '../migrate/open-queue.js';
import { publishing, type PublishFlags } from '../migrate/publishing.js';
import type { QueueFlags } from '../migrate/queue.js';
import { untilSignal } from '../migrate/until-signal.js';
import { harmless, type Io } from '../output.js';
import { opened, ranLine } from './migrate-open.js';

export interface MigrateWatchFlags extends PublishFlags, QueueFlags {
  /** Minutes. */
  readonly every: number;
  readonly once?: boolean;
}

const MINUTE_MS = 60_000;

/** `harden migrate watch`: 0 when everything is merged or declined; a signal ends it once the repository in hand is done. */
export async function migrateWatch(io: Io, words: readonly string[], flags: MigrateWatchFlags): Promise<number> {
  const campaign = publishing(io, words, flags);
  let queue: OpenQueue | undefined;
  try {
    queue = await openQueueOf(io, campaign, flags);
    const given = { queue };
    const { stopped } = await untilSignal(io, async (signal) => {
      let before = '';
      while (!signal.aborted) {
        const ran = await opened(io, campaign, signal, given);
        if (given.queue?.gone.aborted) throw given.queue.gone.reason;
        const line = ranLine(ran);
        if (line !== before) io.out(`${harmless(io, `${new Date().toISOString().slice(0, 16)}Z ${line}`)}\n`);
        before = line;
        if (ran.decision.isDone || flags.once) return;
        await pause(flags.every * MINUTE_MS, undefined, { signal }).catch(() => undefined);
      }
    });
    return stopped ?? 0;
  } finally {
    await queue?.close();
    campaign.ledger.close();
  }
}
