// One request and its answer: bounded in time and size, to an address that may be asked, without following redirects.
// transport knows nothing of registries.
import * as http from 'node:http';
import * as https from 'node:https';
import type { Socket } from 'node:net';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { getProxyForUrl } from 'proxy-from-env';
import { checkLiteral, guardedLookup, isLoopbackHost } from './address.js';
import { lookupFailed, LookupFailure } from './failure.js';
import { describe, startedInTheWrongProtocol } from './network-error.js';
import type { Limits } from './options.js';
import type { Patience } from './patience.js';
import type { TlsFiles } from './tls.js';

export interface Ask {
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly vouched?: Vouched;
  /** Who led here, and is waited for; absent: the host that is asked. */
  readonly party?: string;
}

/**
 * Whose word an address has. `as-named`: what the user's settings say of it, and the default. `by-party`: a registry the
 * user named, so it may be private as well. `never`: it came from a stranger, and nothing the settings allow is allowed.
 */
export type Vouched = 'as-named' | 'by-party' | 'never';

export interface Reply {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What the user's own settings say about a host (`host[:port]`). */
export interface Trust {
  /** It may have a private address. */
  readonly listed: boolean;
  /** Plain HTTP and unknown certificates are taken. */
  readonly insecure: boolean;
  readonly tls: TlsFiles;
}

export interface Transport {
  /** The answer, whatever its status. Throws a `LookupFailure`. */
  send(ask: Ask): Promise<Reply>;
  /** The address as it is really asked: in plain HTTP where that turned out. */
  actual(url: URL): URL;
  close(): void;
}

const STRANGER: Trust = { listed: false, insecure: false, tls: {} };

/**
 * HTTPS, except for the machine itself and hosts that are declared insecure: there HTTPS is tried first and plain HTTP
 * when the other side does not speak it. Behind a proxy the proxy resolves names, so only hosts that are plainly private
 * are refused here.
 */
export function createTransport(trustOf: (host: string) => Trust, limits: Limits, patience: Patience): Transport {
  const agents = new Map<string, http.Agent>();
  const plain = new Set<string>();

  async function send(ask: Ask): Promise<Reply> {
    const { hostname, host, protocol } = ask.url;
    const trust = trustFor(ask, trustOf);
    const mayBePlain = trust.insecure || isLoopbackHost(hostname);
    if (protocol !== 'https:' && !(protocol === 'http:' && mayBePlain))
      throw lookupFailed(
        `${host} is not asked without TLS; declare it insecure in the settings of Docker or Podman if that is meant`,
      );
    if (!trust.listed) checkLiteral(hostname);
    try {
      if (protocol === 'http:' || !mayBePlain) return await exchange(ask, trust);
      return await exchangeEither(ask, trust);
    } catch (error) {
      throw error instanceof LookupFailure ? error : describe(error, host);
    }
  }

  async function exchangeEither(ask: Ask, trust: Trust): Promise<Reply> {
    const { host } = ask.url;
    if (plain.has(host)) return exchange({ ...ask, url: overHttp(ask.url) }, trust);
    try {
      return await exchange(ask, trust);
    } catch (error) {
      if (!startedInTheWrongProtocol(error)) throw error;
    }
    const reply = await exchange({ ...ask, url: overHttp(ask.url) }, trust);
    plain.add(host);
    return reply;
  }

  function agentFor(url: URL, trust: Trust): http.Agent {
    const proxy = isLoopbackHost(url.hostname) ? '' : getProxyForUrl(url.href);
    const key = `${url.protocol}//${url.host} ${proxy} ${trust.listed}`;
    const known = agents.get(key);
    if (known) return known;
    const options = {
      keepAlive: true,
      ...trust.tls,
      ...(trust.insecure ? { rejectUnauthorized: false } : {}),
      ...(trust.listed ? {} : { lookup: guardedLookup }),
    };
    const Agent = url.protocol === 'http:' ? http.Agent : https.Agent;
    const agent = proxy === '' ? new Agent(options) : new HttpsProxyAgent(proxy, { keepAlive: true });
    agents.set(key, agent);
    return agent;
  }

  async function exchange(ask: Ask, trust: Trust): Promise<Reply> {
    const { request } = ask.url.protocol === 'http:' ? http : https;
    const agent = agentFor(ask.url, trust);
    const started = request(withoutUser(ask.url), {
      method: ask.method,
      headers: { 'user-agent': 'harden', ...ask.headers },
      agent,
      // For a proxy's tunnel, whose agent holds no settings of the host behind it.
      ...trust.tls,
      ...(trust.insecure ? { rejectUnauthorized: false } : {}),
    });
    return receive(started, ask, { limits, patience });
  }

  function close(): void {
    for (const agent of agents.values()) agent.destroy();
    agents.clear();
  }
  function actual(url: URL): URL {
    return plain.has(url.host) ? overHttp(url) : url;
  }
  return { send, actual, close };
}

function trustFor({ url, vouched = 'as-named' }: Ask, trustOf: (host: string) => Trust): Trust {
  if (vouched === 'never') return STRANGER;
  const trust = trustOf(url.host);
  return vouched === 'by-party' ? { ...trust, listed: true } : trust;
}

/**
 * Node sends a user and a password of an address as they are, to whoever it names. They are the idea of whoever redirects
 * there: a person's are a header.
 */
function withoutUser(address: URL): URL {
  const url = new URL(address);
  url.username = '';
  url.password = '';
  return url;
}

function overHttp(address: URL): URL {
  const url = new URL(address);
  url.protocol = 'http:';
  return url;
}

/** Collects the answer. Rejects with what went wrong, raw where it is the network's. */
function receive(
  request: http.ClientRequest,
  ask: Ask,
  { limits, patience }: { readonly limits: Limits; readonly patience: Patience },
): Promise<Reply> {
  const { host } = ask.url;
  return new Promise((resolve, reject) => {
    const fail = (reason: unknown) => {
      clearTimeout(connecting);
      clearTimeout(whole);
      wait?.done(false);
      reject(reason);
      request.destroy();
    };
    const tired = () => fail(lookupFailed(`${host} answers too slowly, and is not asked any more`, { host: true }));
    const wait = patience.begin(ask.party ?? host, tired);
    const slow = (message: string, all: boolean) => fail(lookupFailed(message, { again: true, host: all }));
    const connecting = setTimeout(
      () => slow(`${host} does not answer; no network? --offline skips this`, true),
      limits.connectMs,
    );
    const whole = setTimeout(() => slow(`${host} takes too long to answer`, false), limits.requestMs);
    request.setTimeout(limits.idleMs, () => slow(`${host} stopped answering`, false));
    request.on('socket', (socket) => onConnected(socket, ask.url.protocol, () => clearTimeout(connecting)));
    request.on('error', fail);
    if (!wait) return tired();
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      let size = ask.method === 'HEAD' ? 0 : Number(response.headers['content-length'] ?? 0);
      const tooLong = () =>
        fail(lookupFailed(`${host} answers with more than ${limits.bodyBytes} bytes, which is not read`));
      if (size > limits.bodyBytes) return tooLong();
      size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        wait.took(chunk.length);
        if (size > limits.bodyBytes) tooLong();
        else chunks.push(chunk);
      });
      response.on('error', () => fail(lookupFailed(`${host} broke off its answer`, { again: true })));
      response.on('end', () => {
        clearTimeout(connecting);
        clearTimeout(whole);
        wait.done(true);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) });
      });
    });
    request.end(ask.body);
  });
}

function onConnected(socket: Socket & { secureConnecting?: boolean }, protocol: string, done: () => void): void {
  const ready = protocol === 'http:' ? !socket.connecting : socket.secureConnecting === false;
  if (ready) done();
  else socket.once(protocol === 'http:' ? 'connect' : 'secureConnect', done);
}
