// How a campaign goes over time: what was left at the end of each run that planned.
import type { Database } from './open.js';

/** What was left to do when a run ended. */
export interface HistoryPoint {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly repositories: number;
  /** Those of them whose plan has steps. */
  readonly pending: number;
  readonly steps: number;
}

/** Notes what is left now. Called at the end of each run that planned; one without a change notes nothing. */
export function recordHistory(ledger: Database, at: number): void {
  ledger.transaction(() => {
    const now = ledger.get<Omit<HistoryPoint, 'at'>>(
      'SELECT (SELECT COUNT(*) FROM repositories) AS repositories, COUNT(DISTINCT repository) AS pending, COUNT(*) AS steps FROM steps',
    );
    const last = readHistory(ledger).at(-1);
    if (
      !now ||
      (last && now.repositories === last.repositories && now.pending === last.pending && now.steps === last.steps)
    )
      return;
    ledger.run(
      'INSERT OR REPLACE INTO history (at, repositories, pending, steps) VALUES (?, ?, ?, ?)',
      at,
      now.repositories,
      now.pending,
      now.steps,
    );
  });
}

/** In the order of time. */
export function readHistory(ledger: Database): readonly HistoryPoint[] {
  return ledger.all<HistoryPoint>('SELECT at, repositories, pending, steps FROM history ORDER BY at');
}
