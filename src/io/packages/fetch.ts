// GET with retries and redirects. fetch never sends a credential to another host than the one it belongs to.
import { lookupFailed, LookupFailure } from '../registry/failure.js';
import { createLimiter, type Limiter } from '../registry/limit.js';
import type { Limits } from '../registry/options.js';
import { createPatience } from '../registry/patience.js';
import { createTransport, type Reply, type Transport } from '../registry/transport.js';
import { createWaits } from '../registry/waits.js';
import type { Index } from './source.js';

export interface Fetcher {
  /** A body that arrived whole, and its type. Throws a `LookupFailure`; `not-found` for 404 and 410. */
  get(index: Index, path: string, accept: string): Promise<{ readonly text: string; readonly type: string }>;
  close(): void;
}

export function createFetcher(limits: Limits): Fetcher {
  const indexes = new Map<string, Index>();
  const down = new Map<string, LookupFailure>();
  const waits = createWaits();
  const patience = createPatience(limits.patienceMs);
  const limiter: Limiter = createLimiter(limits.perHost, limits.total);
  // The index is the user's own setting, so it may have a private address and, if they wrote http, no TLS. A host that
  // an answer leads to has neither right.
  const transport: Transport = createTransport(
    (host) => {
      const index = indexes.get(host);
      return {
        listed: index !== undefined,
        insecure: index?.url.protocol === 'http:',
        tls: index?.ca ? { ca: index.ca } : {},
      };
    },
    limits,
    patience,
  );

  async function get(index: Index, path: string, accept: string): Promise<{ text: string; type: string }> {
    const { host } = index.url;
    indexes.set(host, index);
    return limiter.run(host, async () => {
      for (let tries = 1; ; tries++) {
        const known = down.get(host);
        if (known) throw known;
        if (waits.over()) throw lookupFailed(`${host} was not asked any more; the time for lookups was over`);
        try {
          const reply = await follow(index, new URL(path, index.url), accept);
          return { text: reply.body.toString('utf8'), type: reply.headers['content-type'] ?? '' };
        } catch (error) {
          if (!(error instanceof LookupFailure)) throw error;
          if (error.about.host) down.set(host, error);
          const wait = error.about.afterMs ?? limits.backOffMs * 2 ** (tries - 1);
          const longest = Math.min(limits.longestWaitMs, patience.left(host));
          if (!error.about.again || tries >= limits.tries || wait > longest) throw error;
          const pause = patience.begin(host, () => {});
          await waits.pause(wait);
          pause?.done(false);
        }
      }
    });
  }

  async function follow(index: Index, start: URL, accept: string): Promise<Reply> {
    let url = start;
    for (let steps = 0; steps <= limits.redirects; steps++) {
      const own = url.origin === index.url.origin;
      const authorization = own && index.authorization !== undefined ? { authorization: index.authorization } : {};
      const reply = await transport.send({
        method: 'GET',
        url,
        headers: { accept, ...authorization },
        party: index.url.host,
      });
      if (reply.status === 200) return reply;
      if (![301, 302, 303, 307, 308].includes(reply.status)) throw asFailure(reply, url);
      url = target(index, url, reply.headers.location);
    }
    throw lookupFailed(`${index.url.host} redirects more than ${limits.redirects} times`);
  }
  function close(): void {
    waits.end();
    transport.close();
  }
  return { get, close };
}

/** Within the index's own origin anything goes; elsewhere only from HTTPS to HTTPS. */
function target(index: Index, from: URL, location: string | undefined): URL {
  if (location === undefined || !URL.canParse(location, from.href))
    throw lookupFailed(`${from.host} redirects to nowhere`);
  const to = new URL(location, from.href);
  if (to.origin === index.url.origin) return to;
  if (from.protocol === 'https:' && to.protocol === 'https:') return to;
  throw lookupFailed(`${from.host} redirects to ${to.host}, which is followed between HTTPS addresses only`);
}

function asFailure({ status, headers }: Reply, { host }: URL): LookupFailure {
  if (status === 404 || status === 410) return new LookupFailure('not-found', `not on ${host}`);
  if (status === 401 || status === 403)
    return new LookupFailure(
      'denied',
      `${host} denies access (${status}); give the index's address a user and password`,
    );
  const again = status === 429 || status === 408 || status >= 500;
  const afterMs = retryAfter(headers['retry-after']);
  return lookupFailed(`${host} answers ${status}`, { again, ...(afterMs === undefined ? {} : { afterMs }) });
}

function retryAfter(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,6}$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}
