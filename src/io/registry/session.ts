// A conversation with registries: few requests at a time, another try where that may help, authentication, redirects.
import { type Auth, createAuth } from './auth.js';
import type { Credential } from './docker-config.js';
import type { Endpoint } from './endpoints.js';
import { lookupFailed, LookupFailure } from './failure.js';
import { createLimiter } from './limit.js';
import type { Limits } from './options.js';
import { createPatience } from './patience.js';
import { partyOf, sameParty } from './realm.js';
import { retryAfterMs } from './retry-after.js';
import { type Ask, createTransport, type Reply, type Trust, type Vouched } from './transport.js';
import { createWaits } from './waits.js';

export interface Session {
  /** Asks a registry. 401 and 429 are dealt with; other statuses are the caller's. Throws a `LookupFailure`. */
  ask(
    endpoint: Endpoint,
    method: 'GET' | 'HEAD',
    path: string,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Reply>;
  close(): void;
}

export interface SessionNeeds {
  readonly limits: Limits;
  readonly now: () => number;
  readonly trustOf: (host: string) => Trust;
  readonly credentialsOf: (host: string) => Promise<Credential | undefined>;
}

const AGAIN = new Set([408, 425, 429, 500, 502, 503, 504]);
const REDIRECT = new Set([301, 302, 303, 307, 308]);

export function createSession({ limits, now, trustOf, credentialsOf }: SessionNeeds): Session {
  const patience = createPatience(limits.patienceMs);
  const transport = createTransport(trustOf, limits, patience);
  const limiter = createLimiter(limits.perHost, limits.total);
  /** The first request to a host goes alone: it learns how to authenticate, and whether anybody is there. */
  const first = new Map<string, Promise<unknown>>();
  const down = new Map<string, LookupFailure>();
  const quietUntil = new Map<string, number>();
  const waits = createWaits();
  const auth: Auth = createAuth({
    credentialsOf,
    now,
    actual: ({ base }) => transport.actual(base),
    ask: (endpoint, ask) => patiently({ ...ask, vouched: vouchedBy(endpoint, ask.url), party: partyOf(endpoint.base) }),
  });

  /**
   * The user's word for a registry holds for the rest of its party, its token server say. What anybody else sends us to
   * has to be named by the user itself.
   */
  function vouchedBy(endpoint: Endpoint, url: URL): Vouched {
    if (url.host === endpoint.base.host) return 'as-named';
    if (!trustOf(endpoint.base.host).listed) return 'never';
    return sameParty(endpoint.base, url) ? 'by-party' : 'as-named';
  }

  async function ask(
    endpoint: Endpoint,
    method: 'GET' | 'HEAD',
    path: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Reply> {
    const { host } = endpoint.base;
    const party = partyOf(endpoint.base);
    auth.expect(endpoint);
    const work = () => authenticated(endpoint, { method, url: new URL(path, endpoint.base.href), headers, party });
    const before = first.get(host);
    if (before) await before;
    const answer = work();
    if (!before)
      first.set(
        host,
        answer.catch(() => {}),
      );
    return answer;
  }

  async function authenticated(endpoint: Endpoint, asked: Ask): Promise<Reply> {
    for (let round = 0; ; round++) {
      const shown = await auth.header(endpoint);
      const headers = shown === undefined ? asked.headers : { ...asked.headers, authorization: shown };
      const reply = await following(endpoint, { ...asked, headers });
      if (reply.status !== 401 || round > 0 || !auth.learn(endpoint, reply, shown)) return reply;
    }
  }

  /** Credentials stay behind when a redirect leads to another host or out of TLS, and do not come back. */
  async function following(endpoint: Endpoint, asked: Ask): Promise<Reply> {
    let current: Ask = asked;
    for (let count = 0; ; count++) {
      const reply = await patiently(current);
      const { location } = reply.headers;
      if (!REDIRECT.has(reply.status) || location === undefined) return reply;
      if (count === limits.redirects)
        throw lookupFailed(`${endpoint.host} redirects more than ${limits.redirects} times`);
      if (!URL.canParse(location, current.url.href))
        throw lookupFailed(`${endpoint.host} redirects to something that is no address`);
      const url = new URL(location, current.url.href);
      const same = url.host === current.url.host && url.protocol === current.url.protocol;
      current = {
        ...current,
        url,
        vouched: vouchedBy(endpoint, url),
        headers: same ? current.headers : withoutSecrets(current.headers),
      };
    }
  }

  /** Tries again what may go better, later each time, and as late as the server asks. */
  async function patiently(asked: Ask): Promise<Reply> {
    const { host } = asked.url;
    const { party = host } = asked;
    for (let count = 1; ; count++) {
      const gone = down.get(host);
      if (gone) throw gone;
      await pause(party, (quietUntil.get(host) ?? 0) - performance.now());
      if (waits.over()) throw lookupFailed(`${host} was not asked any more; the time for lookups was over`);
      const outcome = await attempt(asked);
      if (!(outcome instanceof LookupFailure)) return outcome;
      const { again = false, afterMs = 0, host: wholeHost = false } = outcome.about;
      const longest = Math.min(limits.longestWaitMs, patience.left(party));
      if (!again || count >= limits.tries || afterMs > longest) {
        if (wholeHost) down.set(host, outcome);
        throw outcome;
      }
      const backOff = limits.backOffMs * 2 ** (count - 1) * (0.5 + Math.random());
      const wait = Math.min(Math.max(backOff, afterMs), longest);
      if (afterMs > 0) quietUntil.set(host, performance.now() + wait);
      else await pause(party, wait);
    }
  }

  /** A pause that a party wants is one that it keeps us waiting. */
  async function pause(party: string, ms: number): Promise<void> {
    if (ms <= 0) return;
    const wait = patience.begin(party, () => {});
    await waits.pause(ms);
    wait?.done(false);
  }

  async function attempt(asked: Ask): Promise<Reply | LookupFailure> {
    const { host } = asked.url;
    try {
      const reply = await limiter.run(host, () => transport.send(asked));
      if (!AGAIN.has(reply.status)) return reply;
      const afterMs = retryAfterMs(reply.headers['retry-after'], now());
      const limited = reply.status === 429;
      const words = limited
        ? `${host} limits how often it may be asked; log in, or try later`
        : `${host} is out of order`;
      return lookupFailed(`${words} (status ${reply.status})`, { again: true, afterMs, host: limited });
    } catch (error) {
      if (error instanceof LookupFailure) return error;
      throw error;
    }
  }

  function close(): void {
    waits.end();
    transport.close();
  }
  return { ask, close };
}

function withoutSecrets(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'authorization'));
}
