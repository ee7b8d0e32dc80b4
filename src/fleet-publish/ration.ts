// What is left of what a forge takes from an account, over all processes that share a ledger.
import type { Database } from '../fleet/index.js';
import type { Ration } from '../forge/index.js';

/** GitHub: "no more than 80 content-generating requests per minute and no more than 500 content-generating requests per hour" */
export const LIMITS = [
  { most: 80, ms: 60_000 },
  { most: 500, ms: 3_600_000 },
] as const;
/** Requests are counted by windows of this length: what is kept of an hour is some hundred rows. */
const WINDOW_MS = 10_000;
const LONGEST_MS = 3_600_000;

/** Who asks. The account is known once the forge was asked for it. */
export interface Asking {
  readonly origin: string;
  account: string;
}

/** As `makeRation`, kept in the ledger. */
export function ledgerRation(ledger: Database, asking: Asking, now: () => number = Date.now): Ration {
  return {
    take() {
      const { origin, account } = asking;
      const at = now();
      return ledger.transaction(() => {
        ledger.run(
          "DELETE FROM budgets WHERE host = ? AND kind = 'create' AND window_start < ?",
          ...[origin, at - LONGEST_MS - WINDOW_MS],
        );
        const rows = ledger.all<{ readonly start: number; readonly used: number }>(
          `SELECT window_start AS start, used FROM budgets WHERE host = ? AND account = ? AND kind = 'create'
           AND window_start <= ? ORDER BY window_start DESC`,
          ...[origin, account, at],
        );
        const until = Math.max(...LIMITS.map((limit) => freeAt(rows, limit, at)));
        if (until > at) return new Date(until);
        ledger.run(
          `INSERT INTO budgets (host, account, kind, window_start, used) VALUES (?, ?, 'create', ?, 1)
           ON CONFLICT (host, account, kind, window_start) DO UPDATE SET used = used + 1`,
          ...[origin, account, at - (at % WINDOW_MS)],
        );
        return undefined;
      });
    },
  };
}

/** When a limit has room: a window counts until its last moment is over. */
function freeAt(
  rows: readonly { readonly start: number; readonly used: number }[],
  { most, ms }: { readonly most: number; readonly ms: number },
  at: number,
): number {
  let used = 0;
  // The newest first: the one that fills the limit has to go.
  for (const row of rows) {
    if (row.start + WINDOW_MS + ms <= at) break;
    used += row.used;
    if (used >= most) return row.start + WINDOW_MS + ms;
  }
  return 0;
}

/** A server wants to be left alone until then. */
export function rest(ledger: Database, origin: string, until: Date): void {
  ledger.run("DELETE FROM budgets WHERE host = ? AND kind = 'rest'", origin);
  ledger.run(
    "INSERT INTO budgets (host, account, kind, window_start, used) VALUES (?, '', 'rest', ?, 0)",
    origin,
    until.getTime(),
  );
}

/** Until when servers want to be left alone. */
export function restsUntil(ledger: Database): ReadonlyMap<string, number> {
  const rows = ledger.all<{ readonly host: string; readonly until: number }>(
    "SELECT host, window_start AS until FROM budgets WHERE kind = 'rest'",
  );
  return new Map(rows.map(({ host, until }) => [host, until]));
}
