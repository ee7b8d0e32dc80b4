// The queue that a command was given: where it is, and how long it is waited for.
import type { QueueLink } from '../../fleet-queue/index.js';
import { ConfigError } from '../../model/index.js';
import { milliseconds } from '../../verify/index.js';
import type { Io } from '../output.js';

export interface QueueFlags {
  /** `redis://HOST:PORT`. */
  readonly queue?: string;
  /** How long a server that does not answer is waited for, as `2m`. */
  readonly patience?: string;
}

const PATIENCE = '2m';
const LONGEST_MS = 24 * 3_600_000;

/**
 * Connects to the queue of a command.
 * @throws ConfigError for an address that is none, and where nobody answers.
 */
export async function linkOf(io: Pick<Io, 'env'>, queue: string, patience = PATIENCE): Promise<QueueLink> {
  const { connectQueue, queueAddress } = await import('../../fleet-queue/index.js');
  return await connectQueue(queueAddress(queue, io.env), patienceOf(patience));
}

function patienceOf(text: string): number {
  const ms = milliseconds(text);
  if (ms === undefined || ms <= 0 || ms > LONGEST_MS)
    throw new ConfigError(`--patience ${text}: give a duration up to a day, such as 2m`);
  return ms;
}
