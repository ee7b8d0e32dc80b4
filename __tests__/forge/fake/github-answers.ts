import { isRefused, type User } from './model.js';
import type { Answer } from './server.js';

export const REPO = '/repos/{owner}/{repo}';

export function not(refused: number, message: string): Answer {
  // What stands in the way of a pull request is said among the errors of a validation.
  if (refused !== 409 && refused !== 422) return [refused, { message }];
  return [422, { message: 'Validation Failed', errors: [{ resource: 'PullRequest', code: 'custom', message }] }];
}

export function said<T extends object>(
  made: T | { refused: number; why: string },
  status: number,
  show: (made: T) => unknown,
) {
  return isRefused(made) ? not(made.refused, made.why) : ([status, show(made as T)] as const);
}

export function person({ id, login }: User) {
  return { id, login };
}
