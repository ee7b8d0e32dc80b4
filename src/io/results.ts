// What a verification found, kept by the hash of all that went into it. results never fails a run: what cannot be read is
// found again, what cannot be written is not kept.
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Results {
  get(key: string): unknown;
  put(key: string, value: unknown): void;
}

/** Base images move on, and so does what is known of them. */
const KEPT_MS = 7 * 24 * 3_600_000;

/** The results below the user's cache folder; `undefined` keeps none. */
export function openResults(cache: string | undefined, now: () => number = Date.now): Results {
  if (cache === undefined) return { get: () => undefined, put: () => {} };
  const folder = join(cache, 'verify', 'results');
  const fileOf = (key: string): string => join(folder, `${createHash('sha256').update(key).digest('hex')}.json`);
  return {
    get(key) {
      const file = fileOf(key);
      try {
        const age = now() - statSync(file).mtimeMs;
        return age >= 0 && age < KEPT_MS ? (JSON.parse(readFileSync(file, 'utf8')) as unknown) : undefined;
      } catch {
        return undefined; // not there, or half of one
      }
    },
    put(key, value) {
      const file = fileOf(key);
      const beside = `${file}.${randomUUID()}`;
      try {
        // Logs of private services are nobody else's business.
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        writeFileSync(beside, JSON.stringify(value), { mode: 0o600, flag: 'wx' });
        renameSync(beside, file);
        prune(folder, now());
      } catch {
        rmSync(beside, { force: true }); // a full or read-only disk costs a run next time
      }
    },
  };
}

function prune(folder: string, now: number): void {
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    if (now - statSync(file).mtimeMs > KEPT_MS) rmSync(file, { force: true });
  }
}
