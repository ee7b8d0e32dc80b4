import { isRefused, type Made, type User } from './model.js';
import type { Answer } from './server.js';

export const PROJECT = '/projects/{id}';

export function not(refused: number, message: string): Answer {
  // A body that is not taken is a bad request here.
  return [refused === 422 ? 400 : refused, { message: refused === 409 ? [message] : message }];
}

export function said<T extends object>(made: Made<T>, status: number, show: (made: T) => unknown): Answer {
  return isRefused(made) ? not(made.refused, made.why) : [status, show(made as T)];
}

export function person({ id, login }: User) {
  return { id, username: login, name: login };
}
