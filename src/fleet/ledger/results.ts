// Plans as the ledger keeps them.
import { gunzipSync } from 'node:zlib';
import { recordIn, parseJson } from '../../io/index.js';
import type { Database } from './open.js';

/** A plan is text of at most this many bytes: a ledger may come from elsewhere. */
const MOST_BYTES = 256 * 1024 * 1024;

/** A plan as `fix --format json` gives it; `undefined` for a repository without one, and where it cannot be read. */
export function readPlanResult(ledger: Database, repository: number): Readonly<Record<string, unknown>> | undefined {
  const row = ledger.get<{ readonly result: Uint8Array }>('SELECT result FROM plans WHERE repository = ?', repository);
  if (row === undefined) return undefined;
  try {
    return recordIn(parseJson(gunzipSync(row.result, { maxOutputLength: MOST_BYTES }).toString('utf8')));
  } catch {
    return undefined;
  }
}

/** Copies the ledger as it is at one moment into a file that does not exist yet. */
export function copyLedger(ledger: Database, file: string): void {
  ledger.run('VACUUM INTO ?', file);
}
