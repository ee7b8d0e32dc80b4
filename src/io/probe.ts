// Requests to a service that runs on this machine.
import { createHash } from 'node:crypto';
import { get } from 'node:http';
import { connect } from 'node:net';
import { codeOf } from './paths.js';

export interface HttpAnswer {
  readonly status: number;
  /** SHA-256 of the body, the first megabyte of it. */
  readonly content: string;
}

const HEADERS = { accept: '*/*', 'user-agent': 'harden' };
const MOST_BYTES = 1024 * 1024;

/** GET. `undefined` where nothing answers; 'other' where what answers does not speak HTTP. */
export function httpProbe(
  host: string,
  port: number,
  path: string,
  timeoutMs: number,
): Promise<HttpAnswer | 'other' | undefined> {
  return new Promise((resolve) => {
    const request = get(
      // The time counts for all of it: an answer that drips in would hold the run for ever.
      { host, port, path, signal: AbortSignal.timeout(timeoutMs), headers: HEADERS, agent: false },
      (response) => {
        const hash = createHash('sha256');
        let bytes = 0;
        const done = (): void => resolve({ status: response.statusCode ?? 0, content: hash.digest('hex') });
        response.on('data', (piece: Buffer) => {
          bytes += piece.length;
          if (bytes <= MOST_BYTES) hash.update(piece);
          else response.destroy();
        });
        response.once('error', () => {}); // closing says it all
        response.once('close', done);
      },
    );
    request.once('error', (error) => resolve(codeOf(error).startsWith('HPE_') ? 'other' : undefined));
  });
}

/** Docker's own proxy takes any connection, and drops it when nobody is behind it. */
const HELD_MS = 400;

/** True when something takes a connection and keeps it. */
export function tcpProbe(host: string, port: number, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: timeoutMs });
    const end = (open: boolean): void => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => setTimeout(() => end(!socket.destroyed && socket.readable), HELD_MS));
    socket.once('data', () => end(true));
    for (const event of ['error', 'end', 'timeout'] as const) socket.once(event, () => end(false));
  });
}
