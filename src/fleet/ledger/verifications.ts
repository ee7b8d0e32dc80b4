// What was seen of plans when they were built and run.
import type { Candidate } from '../verify/choose.js';
import type { Database } from './open.js';

/** `idle`: no run shows what the steps do. */
export type ProofOutcome = 'broke' | 'held' | 'idle';

/** What a run has shown of the steps of one pattern in one repository. */
export interface PatternProof {
  readonly pattern: string;
  readonly outcome: ProofOutcome;
  /** What broke. */
  readonly says: string;
  /** The end of the log that shows it. */
  readonly excerpt: string;
}

/** What came of building and running a repository. */
export interface Verified {
  readonly outcome: 'held' | 'broke' | 'cannot';
  /** Why it cannot be built and run. */
  readonly why: string;
  readonly proofs: readonly PatternProof[];
  /** Keys of the steps with which something broke. */
  readonly brokenSteps: readonly string[];
}

/** A pattern that broke something. */
export interface BrokenPattern {
  readonly pattern: string;
  readonly transform: string;
  readonly level: string;
  /** Repositories in which it did, and in which it held. */
  readonly broke: number;
  readonly held: number;
  /** What broke in one of them. */
  readonly repository: string;
  readonly says: string;
}

/** Repositories with steps whose plan was not built and run yet. With `retry` also those that could not be. */
export function unverified(ledger: Database, retry: boolean): readonly Candidate[] {
  const found = new Map<number, Set<string>>();
  for (const { id, pattern } of ledger.all<{ readonly id: number; readonly pattern: string }>(
    `SELECT DISTINCT r.id, s.pattern FROM repositories r JOIN steps s ON s.repository = r.id JOIN plans p ON p.repository = r.id
     LEFT JOIN verifications v ON v.repository = r.id AND v.plan = p.key ${retry ? "AND v.outcome <> 'cannot'" : ''}
     WHERE r.state = 'planned' AND v.repository IS NULL ORDER BY r.id`,
  )) {
    const patterns = found.get(id);
    if (patterns) patterns.add(pattern);
    else found.set(id, new Set([pattern]));
  }
  return [...found].map(([id, patterns]) => ({ id, patterns }));
}

/** Patterns that were built and run somewhere. */
export function seenPatterns(ledger: Database): Set<string> {
  const rows = ledger.all<{ readonly pattern: string }>('SELECT DISTINCT pattern FROM proofs');
  return new Set(rows.map(({ pattern }) => pattern));
}

/** Keeps what was seen of a plan, in the place of what was seen of the one before. */
export function storeVerified(ledger: Database, id: number, plan: string, verified: Verified, now: number): void {
  const { outcome, why, proofs, brokenSteps } = verified;
  ledger.transaction(() => {
    for (const table of ['proofs', 'broken_steps']) ledger.run(`DELETE FROM ${table} WHERE repository = ?`, id);
    ledger.run('INSERT OR REPLACE INTO verifications VALUES (?, ?, ?, ?, ?)', id, plan, now, outcome, why);
    for (const { pattern, outcome: shown, says, excerpt } of proofs)
      ledger.run('INSERT INTO proofs VALUES (?, ?, ?, ?, ?)', id, pattern, shown, says, excerpt);
    for (const key of new Set(brokenSteps)) ledger.run('INSERT INTO broken_steps VALUES (?, ?)', id, key);
  });
}

/** How many repositories came to what, of those whose plan is still the one that was built. */
export function countVerified(
  ledger: Database,
): readonly { readonly outcome: Verified['outcome']; readonly why: string; readonly count: number }[] {
  return ledger.all(
    `SELECT v.outcome, v.why, count(*) AS count FROM verifications v JOIN plans p ON p.repository = v.repository AND p.key = v.plan
     GROUP BY v.outcome, v.why ORDER BY count DESC, v.outcome, v.why`,
  );
}

/** Patterns with which something broke, the most frequent first. */
export function brokenPatterns(ledger: Database): readonly BrokenPattern[] {
  return ledger.all<BrokenPattern>(
    `SELECT t.pattern, t.transform, t.level, sum(f.outcome = 'broke') AS broke, sum(f.outcome = 'held') AS held,
       (SELECT r.name FROM proofs e JOIN repositories r ON r.id = e.repository WHERE e.pattern = t.pattern AND e.outcome = 'broke' ORDER BY r.id LIMIT 1) AS repository,
       (SELECT e.says FROM proofs e WHERE e.pattern = t.pattern AND e.outcome = 'broke' ORDER BY e.repository LIMIT 1) AS says
     FROM proofs f JOIN patterns t ON t.pattern = f.pattern
     GROUP BY t.pattern HAVING broke > 0 ORDER BY broke DESC, t.transform, t.pattern`,
  );
}

/** When something last broke with each pattern, in milliseconds. Those with which nothing did are not among them. */
export function breaksAt(ledger: Database): ReadonlyMap<string, number> {
  const rows = ledger.all<{ readonly pattern: string; readonly at: number }>(
    `SELECT f.pattern, max(v.at) AS at FROM proofs f JOIN verifications v ON v.repository = f.repository
     WHERE f.outcome = 'broke' GROUP BY f.pattern`,
  );
  return new Map(rows.map(({ pattern, at }) => [pattern, at]));
}
