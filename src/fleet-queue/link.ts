// A connection to the server of a queue: what is told when it does not answer, and how long it is waited for.
import type { Redis } from 'ioredis';
import { ConfigError } from '../model/index.js';
import type { QueueAddress } from './address.js';
import { ioredis } from './packages.js';

/** A server that answers, or did. */
export interface QueueLink {
  readonly client: Redis;
  /** Without a password. */
  readonly shown: string;
  /** Aborts when the server was waited for long enough, with an error for a person. */
  readonly gone: AbortSignal;
  /** Lets go of it; what waits for an answer gets none. */
  close(): void;
}

const CONNECT_MS = 10_000;
const AGAIN_MS = 500;

/**
 * Connects to a server. One that goes away later is waited for.
 * @throws ConfigError where it does not answer, or lets nobody in.
 */
export async function connectQueue(address: QueueAddress, patienceMs: number): Promise<QueueLink> {
  const { host, port, database, user, password, isEncrypted, shown } = address;
  const { Redis } = ioredis();
  const client = new Redis({
    host,
    port,
    db: database,
    ...(user === undefined ? {} : { username: user }),
    ...(password === undefined ? {} : { password }),
    ...(isEncrypted ? { tls: {} } : {}),
    lazyConnect: true,
    connectTimeout: CONNECT_MS,
    // As BullMQ wants it: what is asked meanwhile waits.
    maxRetriesPerRequest: null,
    retryStrategy: () => AGAIN_MS,
  });
  let last: Error | undefined;
  client.on('error', (error: Error) => {
    last = error;
  });
  try {
    await client.connect();
  } catch (error) {
    client.disconnect();
    throw new ConfigError(`the queue at ${shown} ${saidOf(last ?? error)}`);
  }
  return { client, shown, ...watch(client, shown, patienceMs) };
}

/** Notices that a server is gone, and for how long. */
function watch(client: Redis, shown: string, patienceMs: number): Pick<QueueLink, 'gone' | 'close'> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const giveUp = (): void => {
    const seconds = Math.round(patienceMs / 1000);
    controller.abort(
      new ConfigError(
        `the queue at ${shown} did not answer for ${seconds} s; start it, and the same command goes on from here`,
      ),
    );
    // Else whoever waits for an answer waits for ever.
    client.disconnect();
  };
  const lost = (): void => {
    timer ??= setTimeout(giveUp, patienceMs);
  };
  const back = (): void => {
    clearTimeout(timer);
    timer = undefined;
  };
  client.on('close', lost).on('ready', back);
  return {
    gone: controller.signal,
    close() {
      client.off('close', lost).off('ready', back);
      back();
      client.disconnect();
    },
  };
}

/** Why there is no connection, and what to do. What the server says is not repeated: it may hold anything. */
function saidOf(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (/^(?:WRONGPASS|NOAUTH)\b|invalid password/i.test(message))
    return 'does not let harden in; set HARDEN_QUEUE_PASSWORD, and name the user in the address where it is not the default one';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'has a name that nobody knows; check the address';
  if (code === 'ECONNREFUSED') return 'refuses connections; start Valkey or Redis there, or give another --queue';
  return `does not answer${code === '' ? '' : ` (${code})`}; check the address, and whether it wants TLS (rediss://)`;
}
