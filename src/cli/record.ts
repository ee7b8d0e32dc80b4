// harden.lock after a run that wrote something.
import { changedLock, nextLock, writeLock } from '../run/index.js';
import type { FileError, Plan } from '../model/index.js';
import { LOCK_MESSAGE } from '../render/index.js';
import type { Session } from './session.js';

/**
 * Records the answers of a run that wrote files. An update also makes those new that were recorded before, whether or
 * not it wrote. Gives the errors: none means the lock is as it should be.
 */
export function recordAnswers(
  { root, lock, answers, whole }: Session,
  planned: Plan,
  applied: Plan,
  { commits, refresh }: { readonly commits: boolean; readonly refresh: boolean },
): readonly FileError[] {
  const wrote = applied.groups.some(({ result }) => result.size > 0);
  // A commit that failed would fail again.
  if (commits && applied.errors.length > planned.errors.length) return [];
  if (!wrote && !refresh) return [];
  const known = answers.filter(({ question }) => wrote || lock.answers.has(question));
  const text = changedLock(lock, nextLock(lock.answers, known, wrote && whole));
  return text === undefined ? [] : writeLock(root, lock, text, commits ? LOCK_MESSAGE : undefined);
}
