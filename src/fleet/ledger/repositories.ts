// The repositories of a campaign, and who is at work on which.
import type { Database } from './open.js';

export type RepositoryState = 'listed' | 'planned' | 'empty' | 'cannot' | 'failed';

/** A row of `repositories`. */
export interface RepositoryRow {
  readonly id: number;
  readonly url: string;
  readonly name: string;
  readonly forge: string | null;
  readonly branch: string | null;
  readonly base: string | null;
  readonly tree: string | null;
  readonly organisation: string;
  readonly team: string;
  readonly state: RepositoryState;
  /** Why it is in this state, where that is no good one. */
  readonly reason: string | null;
  readonly attempts: number;
  readonly wave: number | null;
}

/** As it is found, before anybody has looked into it. */
export interface FoundRepository {
  readonly url: string;
  readonly name: string;
  readonly forge?: string;
  /** Absent: the one that its forge or its HEAD names. */
  readonly branch?: string;
  readonly organisation?: string;
  readonly team?: string;
  /** Why it does not belong to the campaign: archived, a fork, empty. */
  readonly isLeft?: string;
}

/**
 * Adds a repository where it is not there yet. Of one that is there, nothing but a team that is named is changed.
 * @returns true for a new one.
 */
export function addRepository(ledger: Database, found: FoundRepository): boolean {
  const { url, name, forge = null, branch = null, organisation = '', team = '', isLeft } = found;
  const added = ledger.run(
    `INSERT INTO repositories (url, name, forge, branch, organisation, team, state, reason)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (url) DO NOTHING`,
    ...[url, name, forge, branch, organisation, team, isLeft === undefined ? 'listed' : 'cannot', isLeft ?? null],
  );
  if (added > 0) return true;
  if (team !== '') ledger.run('UPDATE repositories SET team = ? WHERE url = ? AND team <> ?', team, url, team);
  return false;
}

/** All, in the order in which they were added. */
export function repositoriesOf(ledger: Database): RepositoryRow[] {
  return ledger.all<RepositoryRow>(
    'SELECT id, url, name, forge, branch, base, tree, organisation, team, state, reason, attempts, wave FROM repositories ORDER BY id',
  );
}

/** Those without a commit yet, and with `all` those that have one as well. */
export function unpinned(ledger: Database, all: boolean): RepositoryRow[] {
  return repositoriesOf(ledger).filter(({ base, state, reason }) => {
    const isLeft = state === 'cannot' && reason !== null && LEFT.has(reason);
    return !isLeft && (all || base === null);
  });
}

/** What a source says of a repository that is not to be planned. */
const LEFT: ReadonlySet<string> = new Set(['archived', 'fork']);

/** The commit that is planned from now on. One that has moved is planned again. */
export function pin(ledger: Database, id: number, branch: string, base: string): boolean {
  const changed = ledger.run(
    `UPDATE repositories SET branch = ?, base = ?, state = 'listed', reason = NULL, attempts = 0, not_before = 0
     WHERE id = ? AND (base IS NOT ? OR branch IS NOT ?)`,
    ...[branch, base, id, base, branch],
  );
  return changed > 0;
}

/** It is not planned, for a reason that trying again does not change. */
export function setCannot(ledger: Database, id: number, reason: string): void {
  ledger.run("UPDATE repositories SET state = 'cannot', reason = ? WHERE id = ?", reason, id);
}

/** How many are in each state, and why. */
export function countStates(
  ledger: Database,
): readonly { readonly state: RepositoryState; readonly reason: string | null; readonly count: number }[] {
  return ledger.all(
    'SELECT state, reason, count(*) AS count FROM repositories GROUP BY state, reason ORDER BY count DESC, state, reason',
  );
}

/** Writes what has happened, for whoever asks later. */
export function addEvent(ledger: Database, at: number, repository: number | null, kind: string, detail: string): void {
  ledger.run('INSERT INTO events (at, repository, kind, detail) VALUES (?, ?, ?, ?)', at, repository, kind, detail);
}
