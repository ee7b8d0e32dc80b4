import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { readBody, type Room } from './body.js';
import { makeMetrics } from './metrics.js';
import { makeQueue, type QueueOptions } from './queue.js';
import { recent } from './recent.js';
import type { Delivery, Hook, RunResult, Wake } from './types.js';

export interface ServeOptions extends Partial<Pick<QueueOptions, 'now' | 'after'>> {
  readonly hook: Hook;
  /** True for our own account: what it did itself leads to nothing. */
  isOwn(login: string): boolean;
  /** Which repositories are run; others are taken and forgotten. */
  allows(repository: string): boolean;
  run(wake: Wake): Promise<RunResult>;
  /** A line for whoever looks after the service. */
  say(line: string): void;
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly jobs: number;
  /** Repositories that wait at most. */
  readonly mostWaiting?: number;
  readonly mostBytes?: number;
}

export interface Serving {
  /** `127.0.0.1:8080`. */
  readonly address: string;
  /** Has a repository run that nobody did anything in: where too many wait, or it stops, it is not. */
  wake(wake: Wake): void;
  /** Ends with the runs that have begun; those that waited are forgotten, and their number is given. */
  stop(): Promise<number>;
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** GitHub: "Payloads are capped at 25 MB". */
const MOST_BYTES = 25 * 1024 * 1024;
/** As many of the largest bodies are read at once. */
const BODIES_AT_ONCE = 4;
const MOST_WAITING = 10_000;
/** An id is sent again within days; of so many it is known. */
const REMEMBERED = 20_000;
const MOST_CONNECTIONS = 1000;
const LONGEST_NAME = 300;
const PLAIN = { 'content-type': 'text/plain; charset=utf-8' };
/** Whoever sends a delivery waits ten seconds for its answer. */
const LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 5000,
  connectionsCheckingInterval: 1000,
  maxHeaderSize: 16 * 1024,
};

const FAMILIES = {
  harden_deliveries_total: { help: 'Deliveries, by what became of them.', type: 'counter' },
  harden_runs_total: { help: 'Runs that have ended, by outcome.', type: 'counter' },
  harden_run_seconds_total: { help: 'Seconds that runs took, together.', type: 'counter' },
} as const;

/** Takes deliveries at `/webhook`, and runs the repositories they speak of. Ends when it is listening. */
export async function serveHooks(options: ServeOptions): Promise<Serving> {
  const { say, now = Date.now, after = afterTime } = options;
  const queue = makeQueue({
    run: options.run,
    jobs: options.jobs,
    most: options.mostWaiting ?? MOST_WAITING,
    now,
    after,
    ended({ repository, why: cause }, { outcome, why, retryAt }, ms) {
      metrics.count('harden_runs_total', `outcome="${outcome}"`);
      metrics.count('harden_run_seconds_total', '', ms / 1000);
      const again = retryAt ? `; again at ${retryAt.toISOString()}` : '';
      say(`${repository}: ${outcome}${why === undefined ? '' : `, ${why}`} (${cause})${again}`);
    },
  });
  const started = now() / 1000;
  const metrics = makeMetrics({
    ...FAMILIES,
    harden_runs_running: { help: 'Runs that have begun.', type: 'gauge', read: () => queue.running },
    harden_runs_waiting: { help: 'Repositories that wait for a run.', type: 'gauge', read: () => queue.waiting },
    process_start_time_seconds: { help: 'When the process started.', type: 'gauge', read: () => started },
    process_resident_memory_bytes: {
      help: 'Memory of the process.',
      type: 'gauge',
      read: () => process.memoryUsage.rss(),
    },
  });
  const desk = makeDesk(options, queue.add);
  let isStopping = false;

  async function answerOf(request: IncomingMessage): Promise<Answer> {
    const path = request.url?.split('?', 1)[0];
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (path === '/healthz' || path === '/metrics') {
      if (!isRead) return refusal(405, 'GET it', { allow: 'GET, HEAD' });
      if (path === '/metrics')
        return {
          status: 200,
          text: metrics.text(),
          headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
        };
      return isStopping ? refusal(503, 'stopping') : { status: 200, text: 'ok\n' };
    }
    if (path !== '/webhook') return refusal(404, 'there is /webhook, /healthz and /metrics');
    if (request.method !== 'POST') return refusal(405, 'POST it', { allow: 'POST' });
    if (isStopping) return refusal(503, 'stopping');
    const { result, answer } = await desk(request);
    metrics.count('harden_deliveries_total', `result="${result}"`);
    return answer;
  }

  const server = createServer(LIMITS, (request, response) => {
    answerOf(request).then(
      (answer) => send(request, response, answer),
      (error: unknown) => {
        say(`a delivery could not be taken: ${error instanceof Error ? error.message : String(error)}`);
        send(request, response, refusal(500, 'this is a fault of the service'));
      },
    );
  });
  server.maxConnections = MOST_CONNECTIONS;
  server.maxHeadersCount = 100;
  await listening(server, options);
  return {
    address: addressOf(server),
    wake: (wake) => void queue.add(wake),
    async stop() {
      isStopping = true;
      const left = await queue.stop();
      await closed(server);
      return left;
    },
  };
}

/** Takes one delivery: what became of it, and what is answered. */
function makeDesk(
  { hook, isOwn, allows, mostBytes = MOST_BYTES }: ServeOptions,
  add: (wake: Wake) => 'queued' | 'joined' | 'full' | 'stopped',
): (request: IncomingMessage) => Promise<{ readonly result: string; readonly answer: Answer }> {
  const room: Room = { used: 0, most: BODIES_AT_ONCE * mostBytes };
  const seen = recent(REMEMBERED);
  const taken = (result: string) => ({ result, answer: { status: 202, text: `${result}\n` } });
  const refused = (result: string, status: number, text: string, headers = {}) => ({
    result,
    answer: refusal(status, text, headers),
  });

  return async (request) => {
    const event = headerOf(request, hook.headers.event);
    const signature = headerOf(request, hook.headers.signature);
    if (!/^application\/json\s*(?:;|$)/i.test(request.headers['content-type'] ?? ''))
      return refused('malformed', 415, 'set the content type of the webhook to application/json');
    if (event === '') return refused('malformed', 400, `there is no header ${hook.headers.event[0]}`);
    if (signature === '') return refused('unsigned', 401, 'set the secret of the webhook');
    if (Number(request.headers['content-length'] ?? 0) > mostBytes) return refused('malformed', 413, 'it is too large');
    const body = await readBody(request, mostBytes, room);
    if (body === 'too large') return refused('malformed', 413, 'it is too large');
    if (body === 'broken off') return refused('malformed', 400, 'it ends early');
    if (body === 'no room') return refused('full', 503, 'too much at once', { 'retry-after': '60' });
    const id = headerOf(request, hook.headers.id) || createHash('sha256').update(event).update(body).digest('hex');
    const delivery: Delivery = { event, id, signature, body };
    if (body.length === 0 || !(await hook.isGenuine(delivery)))
      return refused('unsigned', 401, 'the signature is not that of this secret');
    if (seen.has(id)) return taken('known');
    if (!hook.events.includes(event)) return taken('ignored');
    const wakes = await hook.wakes(delivery).catch(() => undefined);
    if (!wakes) return refused('malformed', 400, `it is no delivery of ${event}`);
    // Whatever we do ourselves would otherwise lead to a run that does something.
    const wanted = wakes.filter(({ repository, by }) => !isOwn(by) && isRepository(repository) && allows(repository));
    const added = wanted.map(add);
    if (added.includes('stopped')) return refused('stopping', 503, 'stopping');
    if (added.includes('full')) return refused('full', 503, 'too many repositories wait', { 'retry-after': '600' });
    // What was not taken may be sent again.
    seen.add(id);
    return taken(wanted.length > 0 ? 'accepted' : 'ignored');
  };
}

/** A name of parts, of which none leads elsewhere. */
function isRepository(name: string): boolean {
  const parts = name.split('/');
  return name.length <= LONGEST_NAME && parts.length > 1 && parts.every((part) => /^(?!\.{1,2}$)[\w.-]+$/.test(part));
}

function headerOf(request: IncomingMessage, names: readonly string[]): string {
  for (const name of names) {
    const value = request.headers[name];
    if (typeof value === 'string') return value;
  }
  return '';
}

function refusal(status: number, text: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, text: `${text}\n`, headers };
}

/** Where not all was read of what is sent, the connection is good for nothing else. */
function send(request: IncomingMessage, response: ServerResponse, { status, text, headers }: Answer): void {
  if (response.destroyed) return;
  if (!request.complete) {
    response.setHeader('connection', 'close');
    request.resume();
  }
  response.writeHead(status, { ...PLAIN, 'content-length': String(Buffer.byteLength(text)), ...headers });
  response.end(request.method === 'HEAD' ? undefined : text);
}

function listening(server: Server, { host, port }: ServeOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function addressOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo;
  return `${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    // Nothing would come of what is still being sent.
    server.closeAllConnections();
  });
}

function afterTime(ms: number, call: () => void): () => void {
  const timer = setTimeout(call, ms);
  return () => clearTimeout(timer);
}
