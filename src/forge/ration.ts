import type { Fetch } from './http.js';

/** How many requests that make something a forge takes within a time. */
interface Limit {
  readonly most: number;
  readonly ms: number;
}

/** What is left of what a forge takes. Shared by all that speak to it as one account. */
export interface Ration {
  /** Takes one, or says when there is one again. What is shared between processes answers later. */
  take(): Date | undefined | Promise<Date | undefined>;
}

/** GitHub: "no more than 80 content-generating requests per minute and no more than 500 content-generating requests per hour" */
const GITHUB: readonly Limit[] = [
  { most: 80, ms: 60_000 },
  { most: 500, ms: 3_600_000 },
];

/** What is left, as a process of its own keeps it. */
interface OwnRation extends Ration {
  take(): Date | undefined;
}

/** The limits of an account, kept before the forge has to tell. */
export function makeRation(now: () => number = Date.now, limits: readonly Limit[] = GITHUB): OwnRation {
  // The oldest first; no more than the longest limit counts.
  let taken: number[] = [];
  const longest = Math.max(...limits.map(({ ms }) => ms));
  return {
    take() {
      const at = now();
      // A clock that is set back would keep what lies ahead of it.
      taken = taken.filter((time) => time > at - longest && time <= at);
      let until = 0;
      for (const { most, ms } of limits) {
        const oldest = taken[taken.length - most];
        if (oldest !== undefined) until = Math.max(until, oldest + ms);
      }
      if (until > at) return new Date(until);
      taken.push(at);
      return undefined;
    },
  };
}

/** `fetch` that answers in the forge's place where nothing is left, as the forge itself would. */
export function rationed(send: Fetch, ration: Ration, now: () => number = Date.now): Fetch {
  return async (address, init) => {
    const until = makes(address, init) ? await ration.take() : undefined;
    if (until === undefined) return await send(address, init);
    const message = 'harden keeps to what this forge takes in an hour, and all of it is used up';
    const seconds = Math.max(1, Math.ceil((until.getTime() - now()) / 1000));
    return new Response(JSON.stringify({ message }), {
      status: 429,
      headers: { 'content-type': 'application/json', 'retry-after': String(seconds) },
    });
  };
}

function makes(address: string, { method = 'GET', body }: RequestInit = {}): boolean {
  if (!['POST', 'PUT', 'PATCH'].includes(method)) return false;
  // GraphQL asks by POST as well.
  if (!new URL(address).pathname.endsWith('/graphql')) return true;
  return typeof body === 'string' && /"query":\s*"\s*mutation\b/.test(body);
}
