// What is called how on the server.
import { sha256Of } from '../io/index.js';

/** In front of every key. */
export const PREFIX = 'harden';

/** Repositories that are to be planned. */
export const PLAN_QUEUE = 'plan';

/** Whoever makes pull requests, as a forge knows it. */
export interface Account {
  /** `https://host`. */
  readonly origin: string;
  readonly login: string;
}

/** Repositories that one account speaks to: people can read it, and no two accounts share it. */
export function openQueue({ origin, login }: Account): string {
  const name = `${new URL(origin).host} ${login}`.replace(/[^\w.-]/g, '_');
  return `open-${name.slice(0, 100)}-${sha256Of(JSON.stringify([origin, login])).slice(0, 8)}`;
}
