import { faultOf, messageOf, withoutSecret, type Failure } from '../fault.js';
import { guardedFetch, type Fetch } from '../http.js';
import type { Fault, Outcome } from '../types.js';
import { Odd, told, type Told } from './told.js';

/** How a server is spoken to. */
export interface ServerOptions {
  readonly token: string;
  /** `https://host`. */
  readonly origin: string;
  /** What the tool calls itself. */
  readonly userAgent: string;
  readonly fetch?: Fetch;
  /** How often a request that only reads is asked again. */
  readonly retries?: number;
  /** Before it is asked again; each time longer. */
  readonly pauseMs?: number;
}

interface RestOptions extends ServerOptions {
  /** Path of the interface: `/api/v1`. */
  readonly path: string;
  /** Headers that say who asks. */
  readonly authorization: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON; `undefined` for what is none. */
  readonly body: unknown;
  readonly text: string;
}

type Query = Readonly<Record<string, unknown>>;
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Rest {
  /** @throws Refused */
  readonly ask: (method: Method, path: string, body?: object) => Promise<Answer>;
  readonly get: (path: string, query?: Query) => Promise<Answer>;
  /** For what is answered with an object. */
  readonly read: (path: string, query?: Query) => Promise<Told>;
}

/** An answer that is none: why, as data. */
export class Refused extends Error {
  constructor(
    readonly fault: Fault,
    readonly status?: number,
  ) {
    super(fault.why);
  }
}

/** JSON to and from a server. What only reads is asked again after a failure of the server; what writes is sent once. */
export function restOf(options: RestOptions): Rest {
  const { origin, path: root, userAgent, authorization, retries = 2, pauseMs = 1000 } = options;
  const send = guardedFetch(origin, options.fetch ?? fetch);
  const headers = { Accept: 'application/json', 'User-Agent': userAgent, ...authorization };

  function refused(failure: Failure): Refused {
    const message = withoutSecret(failure.message, options.token);
    return new Refused(faultOf({ ...failure, message }, Date.now()), failure.status);
  }

  async function once(method: Method, path: string, body?: object): Promise<Answer> {
    const json = body === undefined ? {} : { body: JSON.stringify(body) };
    const type = body === undefined ? {} : { 'Content-Type': 'application/json' };
    const init = { method, headers: { ...headers, ...type }, ...json };
    const response = await send(`${origin}${root}${path}`, init).catch((error: unknown) => {
      throw refused({ headers: {}, message: messageOf(error) });
    });
    const text = await response.text();
    const answered = { status: response.status, headers: response.headers, text };
    if (response.ok) return { ...answered, body: parsed(text) };
    throw refused(failureOf(response, text));
  }

  async function ask(method: Method, path: string, body?: object): Promise<Answer> {
    for (let tries = 1; ; tries++) {
      try {
        return await once(method, path, body);
      } catch (error) {
        const isOver = method !== 'GET' || tries > retries;
        if (isOver || !(error instanceof Refused) || error.fault.fault !== 'retry') throw error;
        await new Promise((resolve) => setTimeout(resolve, pauseMs * tries));
      }
    }
  }

  const get = (path: string, query: Query = {}) => ask('GET', `${path}${queryOf(query)}`);
  return { ask, get, read: async (path, query) => told((await get(path, query)).body) };
}

/** With its question mark; nothing for what is not there. */
export function queryOf(query: Query): string {
  const pairs = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value !== undefined) pairs.set(key, String(value));
  return pairs.size === 0 ? '' : `?${pairs}`;
}

function failureOf({ status, statusText, headers }: Response, text: string): Failure {
  const said = parsed(text);
  const words = typeof said === 'object' && said !== null ? Object.entries(said) : [];
  const found = words.filter(([key, value]) => /^(?:message|error|error_description)$/.test(key) && value !== '');
  const message = found.map(([, value]) => (typeof value === 'string' ? value : JSON.stringify(value))).join(': ');
  return { status, headers: Object.fromEntries(headers), message: message === '' ? statusText : message };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A page of a proxy, or one to log in.
    return undefined;
  }
}

/** The outcome of requests: what they give, or what their failure means. */
export async function attempt<T>(forge: string, work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refused) return error.fault;
    if (error instanceof Odd) return { fault: 'retry', why: `the server does not answer as ${forge} does` };
    throw error;
  }
}

/** What is given in place of an answer of one of these statuses. */
export async function unless<T, U>(
  statuses: readonly number[],
  work: Promise<T>,
  instead: (refused: Refused) => Promise<U>,
): Promise<T | U> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Refused && statuses.includes(error.status ?? 0)) return instead(error);
    throw error;
  }
}
