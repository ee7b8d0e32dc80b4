// Who opens which repository. A lease ends by itself, and at once where the process that has it is gone from this machine.
import { isGone, type Database } from '../fleet/index.js';

/** Renewed while its process lives. */
export const LEASE_MS = 120_000;

/**
 * Takes a repository for this process.
 * @returns false where another has it.
 */
export function take(ledger: Database, repository: number, owner: string, now: number): boolean {
  return ledger.transaction(() => {
    ledger.run('INSERT INTO openings (repository) VALUES (?) ON CONFLICT DO NOTHING', repository);
    const row = ledger.get<{ readonly owner: string | null; readonly until: number }>(
      'SELECT lease_owner AS owner, lease_until AS until FROM openings WHERE repository = ?',
      repository,
    );
    const isTaken = row?.owner && row.owner !== owner && row.until > now && !isGone(row.owner);
    if (isTaken) return false;
    ledger.run(
      'UPDATE openings SET lease_owner = ?, lease_until = ? WHERE repository = ?',
      ...[owner, now + LEASE_MS, repository],
    );
    return true;
  });
}

/** Gives one repository back. */
export function release(ledger: Database, repository: number): void {
  ledger.run('UPDATE openings SET lease_owner = NULL, lease_until = 0 WHERE repository = ?', repository);
}

export function renew(ledger: Database, owner: string, now: number): void {
  ledger.run('UPDATE openings SET lease_until = ? WHERE lease_owner = ?', now + LEASE_MS, owner);
}

export function giveBack(ledger: Database, owner: string): void {
  ledger.run('UPDATE openings SET lease_owner = NULL, lease_until = 0 WHERE lease_owner = ?', owner);
}
