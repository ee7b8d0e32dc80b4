import { Octokit } from '@octokit/core';
import { paginateRest } from '@octokit/plugin-paginate-rest';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { cannot, faultOf, isFault, withoutSecret, type Failure } from '../fault.js';
import { guardedFetch, type Fetch } from '../http.js';
import type { Fault, Outcome } from '../types.js';

export interface GitHubOptions {
  /** Empty: whoever asks says it in each request. */
  readonly token: string;
  /** `https://github.com`, or a server of one's own. */
  readonly origin: string;
  /** What the tool calls itself. */
  readonly userAgent: string;
  readonly fetch?: Fetch;
  /** False: requests that write do not wait for each other. For servers without such limits. */
  readonly isPaced?: boolean;
  /** How often a request that only reads is asked again. */
  readonly retries?: number;
  /** Before it is asked again; each time longer. */
  readonly pauseMs?: number;
}

export type GitHubClient = ReturnType<typeof clientOf>;

const Client = Octokit.plugin(retry, throttling, paginateRest);

/**
 * By itself the plugin waits three seconds after whatever notifies somebody: twenty pull requests a minute. GitHub asks for
 * one second between requests that write, which stays; its limits of a minute and an hour are the ration's.
 *
 * https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#pause-between-mutative-requests
 */
const PACE = { triggersNotification: () => false };

/** Speaks to GitHub. A limit is told, not waited for; what writes is never sent twice. */
export function clientOf({
  token,
  origin,
  userAgent,
  isPaced = true,
  retries = 2,
  pauseMs = 1000,
  ...options
}: GitHubOptions) {
  const baseUrl = apiOf(origin);
  const client = new Client({
    ...(token === '' ? {} : { auth: token }),
    baseUrl,
    userAgent,
    request: { fetch: guardedFetch(new URL(baseUrl).origin, options.fetch ?? fetch), retries },
    retry: { retryAfterBaseValue: pauseMs },
    throttle: { enabled: isPaced, ...PACE, onRateLimit: () => false, onSecondaryRateLimit: () => false },
    log: { debug() {}, info() {}, warn() {}, error() {} },
  });
  // An answer may be lost after the work was done. What stands in `request` is shared by all requests.
  client.hook.before('request', (request) => {
    if (request.method !== 'GET') request.request = { ...request.request, retries: 0 };
  });
  client.hook.error('request', (error) => {
    error.message = withoutSecret(error.message, token);
    throw error;
  });
  client.hook.after('request', ({ status, data }) => {
    // A page of a proxy, or one to log in.
    if (status < 300 && status !== 204 && !isObject(data)) throw new TypeError('no JSON of GitHub');
  });
  return client;
}

/** The outcome of requests: what they give, or what their failure means. */
export async function attempt<T>(work: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  try {
    return await work();
  } catch (error) {
    // What is read of an answer is not there.
    if (error instanceof TypeError) return { fault: 'retry', why: 'the server does not answer as GitHub does' };
    const limit = limitIn(error);
    if (limit) return limit;
    if (error instanceof Error && error.name === 'GraphqlResponseError') return cannot(error.message);
    if (!isHttpError(error)) throw error;
    return faultIn(error);
  }
}

function faultIn({ response, status, message }: HttpError): Fault {
  // Without a response the status is that of the library.
  return faultOf({ ...(response ? { status } : {}), headers: response?.headers ?? {}, message }, Date.now());
}

/** The outcome, with something in place of a refusal of this status. A limit with that status is none. */
export async function unless<T>(
  status: number,
  instead: (message: string) => Promise<Outcome<T>>,
  work: () => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  return attempt<T>(async () => {
    try {
      return await work();
    } catch (error) {
      const isRefused = isHttpError(error) && error.status === status && faultIn(error).fault === 'cannot';
      if (isRefused) return await instead(error.message);
      throw error;
    }
  });
}

/** What follows from an outcome that is no fault. */
export async function then<A extends object, B>(outcome: A | Fault, next: (value: A) => Promise<Outcome<B>>) {
  return isFault(outcome) ? outcome : attempt(() => next(outcome));
}

function isObject(data: unknown): boolean {
  return typeof data === 'object' && data !== null;
}

type Headers = Failure['headers'];

interface HttpError extends Error {
  readonly status: number;
  readonly response?: { readonly headers: Headers };
}

function isHttpError(error: unknown): error is HttpError {
  return error instanceof Error && error.name === 'HttpError' && 'status' in error;
}

/** What octokit throws for errors of the other interface; what paces requests throws a limit before that, as it came. */
interface GraphQlError extends Error {
  readonly errors?: readonly { readonly type?: string }[];
  readonly headers?: Headers;
  readonly data?: Pick<GraphQlError, 'errors'> | null;
  readonly response?: { readonly headers?: Headers };
}

/** A limit of the other interface, which is told with status 200. */
function limitIn(error: unknown): Fault | undefined {
  if (!isGraphQlError(error)) return undefined;
  const { data, response, errors = data?.errors ?? [], headers = response?.headers ?? {}, message } = error;
  if (!errors.some(({ type }) => type === 'RATE_LIMITED')) return undefined;
  return { ...faultOf({ status: 429, headers, message }, Date.now()), why: message };
}

function isGraphQlError(error: unknown): error is GraphQlError {
  return error instanceof Error && 'response' in error && 'data' in error;
}

function apiOf(origin: string): string {
  return origin === 'https://github.com' ? 'https://api.github.com' : `${origin}/api/v3`;
}
