import { availableParallelism } from 'node:os';
import { ConfigError } from '../../model/index.js';
import { ANY_TOKEN } from '../bot/connect.js';
import { withMirrors } from '../bot/mirrors.js';
import { openHere } from '../migrate/open-here.js';
import { planHere, type WorkOptions } from '../migrate/plan-here.js';
import { linkOf, type QueueFlags } from '../migrate/queue.js';
import { serversOf } from '../migrate/servers.js';
import { untilSignal } from '../migrate/until-signal.js';
import { writeMessage, type Io } from '../output.js';

export interface MigrateWorkerFlags extends QueueFlags {
  readonly queue: string;
  /** Opens pull requests in place of planning. */
  readonly open?: boolean;
  readonly workers?: number;
  readonly server?: readonly string[];
  readonly forge?: string;
  readonly mirrors?: string;
}

/** `harden migrate worker`: takes jobs until a signal comes; 2 when the queue is gone, or is another harden's. */
export async function migrateWorker(io: Io, _: readonly string[], flags: MigrateWorkerFlags): Promise<number> {
  const { open = false, workers: count = availableParallelism(), forge } = flags;
  if (open && flags.workers !== undefined)
    throw new ConfigError('--workers: an account opens one after the other; start it more than once in its place');
  const servers = serversOf(flags.server ?? []);
  if (servers.length === 0 && io.env[ANY_TOKEN])
    writeMessage(io, `${ANY_TOKEN} is not used: name the servers it is for with --server`);
  const link = await linkOf(io, flags.queue, flags.patience);
  try {
    return await withMirrors(io, flags.mirrors, async (mirrors) => {
      const { result, stopped } = await untilSignal(io, async (signal) => {
        let why: string | undefined;
        const refused = new AbortController();
        const refuse = (words: string): void => {
          why = words;
          refused.abort();
        };
        const options: WorkOptions = { link, mirrors, servers, refuse };
        const working = open ? await openHere(io, forge, options) : await planHere(io, count, options);
        writeMessage(io, `takes jobs from ${link.shown}, ${open ? 1 : count} at a time`);
        await aborted(AbortSignal.any([signal, link.gone, refused.signal]));
        await working.close();
        return { why, done: working.done() };
      });
      writeMessage(io, result.done);
      if (result.why !== undefined) throw new ConfigError(result.why);
      if (link.gone.aborted) throw link.gone.reason;
      return stopped ?? 0;
    });
  } finally {
    link.close();
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
