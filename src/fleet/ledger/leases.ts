// Who plans which repository. A lease ends by itself: what a process that was killed had is taken by another.
import type { Database } from './open.js';
import { addEvent } from './repositories.js';

/** Renewed while its process lives. */
export const LEASE_MS = 30_000;
const RETRY_MS = 5000;

/** A repository that this process has. */
export interface Lease {
  readonly id: number;
  readonly url: string;
  readonly name: string;
  readonly base: string;
  /** This one counted. */
  readonly attempts: number;
}

/** The next repository to be planned; `undefined` where all that are left are somebody's, or not due. */
export function claim(ledger: Database, owner: string, most: number, now: number): Lease | undefined {
  return ledger.get<Lease>(
    `UPDATE repositories SET lease_owner = ?, lease_until = ?, attempts = attempts + 1
     WHERE id = (
       SELECT id FROM repositories WHERE state = 'listed' AND base IS NOT NULL AND attempts < ? AND lease_until <= ? AND not_before <= ?
       ORDER BY attempts, id LIMIT 1
     ) RETURNING id, url, name, base, attempts`,
    ...[owner, now + LEASE_MS, most, now, now],
  );
}

/** Says that this process still lives. */
export function renew(ledger: Database, owner: string, now: number): void {
  ledger.run('UPDATE repositories SET lease_until = ? WHERE lease_owner = ?', now + LEASE_MS, owner);
}

/** True while the repository is this process's. It may have slept longer than its lease. */
export function holds(ledger: Database, owner: string, id: number): boolean {
  return (
    ledger.get("SELECT 1 FROM repositories WHERE id = ? AND lease_owner = ? AND state = 'listed'", id, owner) !==
    undefined
  );
}

/** Gives back what was not finished, as if it had not been begun. */
export function giveBack(ledger: Database, owner: string): void {
  ledger.run(
    'UPDATE repositories SET lease_owner = NULL, lease_until = 0, attempts = max(0, attempts - 1) WHERE lease_owner = ?',
    owner,
  );
}

/** The repository is done with: with a reason where it could not be planned. */
export function settle(
  ledger: Database,
  id: number,
  state: 'planned' | 'empty' | 'cannot' | 'failed',
  reason?: string,
): void {
  ledger.run(
    `UPDATE repositories SET state = ?, reason = ?, lease_owner = NULL, lease_until = 0, not_before = 0,
     attempts = CASE WHEN ? IN ('planned', 'empty') THEN 0 ELSE attempts END WHERE id = ?`,
    ...[state, reason ?? null, state, id],
  );
}

/** A try has failed: there is another, or it was the last. */
export function fail(
  ledger: Database,
  { id, attempts }: Pick<Lease, 'id' | 'attempts'>,
  {
    why,
    most,
    now,
    isPassing,
  }: { readonly why: string; readonly most: number; readonly now: number; readonly isPassing: boolean },
): void {
  addEvent(ledger, now, id, 'try-failed', why);
  if (attempts >= most) {
    settle(ledger, id, 'failed', why);
    return;
  }
  // What does not answer is given time. What has crashed comes again behind all others.
  const wait = isPassing ? RETRY_MS * attempts : 0;
  ledger.run(
    'UPDATE repositories SET lease_owner = NULL, lease_until = 0, not_before = ?, reason = ? WHERE id = ?',
    ...[now + wait, why, id],
  );
}

/** Those that a process has had as often as is allowed when it ended. */
export function failLost(ledger: Database, most: number, now: number): void {
  const lost = ledger.all<Pick<Lease, 'id' | 'attempts'>>(
    "SELECT id, attempts FROM repositories WHERE state = 'listed' AND attempts >= ? AND lease_until <= ?",
    ...[most, now],
  );
  for (const { id } of lost) settle(ledger, id, 'failed', 'crashed');
}

/** What is left to be planned: due, or when it is. */
export function openWork(ledger: Database): number {
  const row = ledger.get<{ readonly count: number }>(
    "SELECT count(*) AS count FROM repositories WHERE state = 'listed' AND base IS NOT NULL",
  );
  return row?.count ?? 0;
}
