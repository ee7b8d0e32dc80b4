import { isRefused, type Made, type User } from './model.js';
import { paged, type Answer, type Call } from './server.js';

export const REPO = '/repos/{owner}/{repo}';
/** As its servers are set up. */
const MOST = 50;

export function not(refused: number, message: string): Answer {
  return [refused, { message, url: 'https://forge.example/api/swagger' }];
}

export function said<T extends object>(made: Made<T>, status: number, show: (made: T) => unknown): Answer {
  return isRefused(made) ? not(made.refused, made.why) : [status, show(made as T)];
}

export function person({ id, login }: User) {
  return { id, login };
}

export function pageOf(all: readonly unknown[], call: Call): Answer {
  return paged(all, call, 'limit', MOST);
}

/** Of `acme`, which is an organisation; `ann` is a user. */
