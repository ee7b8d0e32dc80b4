// The repositories of a campaign as `decideWave` sees them, from the ledger.
import { isGone, type Database } from '../fleet/index.js';
import type { Member, Standing } from './decide-wave.js';
import { restsUntil } from './ration.js';
import { isOpen, type PullState } from './pulls.js';
import type { Wanted } from './wanted.js';

/** What came of opening, last time. The first two are final as long as the same steps are wanted. */
export type OpeningOutcome = 'nothing' | 'cannot' | 'opened' | 'later' | '';

interface Row {
  readonly id: number;
  readonly url: string;
  readonly team: string;
  readonly state: string;
  readonly wave: number | null;
  readonly plannedAt: number | null;
  readonly wanted: string | null;
  readonly outcome: OpeningOutcome | null;
  readonly notBefore: number | null;
  readonly owner: string | null;
  readonly until: number | null;
}

interface LastPull {
  readonly repository: number;
  readonly state: PullState;
  readonly ci: string;
  readonly openedAt: number;
  readonly updatedAt: number;
}

/** Where each repository of the campaign stands. */
export function membersOf(ledger: Database, wanted: ReadonlyMap<number, Wanted>, now: number): readonly Member[] {
  const rows = ledger.all<Row>(
    `SELECT r.id, r.url, r.team, r.state, r.wave, p.at AS plannedAt, o.wanted, o.outcome, o.not_before AS notBefore,
       o.lease_owner AS owner, o.lease_until AS until
     FROM repositories r LEFT JOIN plans p ON p.repository = r.id LEFT JOIN openings o ON o.repository = r.id`,
  );
  const pulls = lastPulls(ledger);
  const rests = restsUntil(ledger);
  return rows.map((row): Member => {
    const pull = pulls.get(row.id);
    const notBefore = Math.max(row.notBefore ?? 0, rests.get(originOf(row.url)) ?? 0);
    const standing = standingOf(row, pull, wanted.get(row.id), notBefore > now, now);
    return {
      id: row.id,
      team: row.team,
      ...(row.wave === null ? {} : { wave: row.wave }),
      standing,
      isRed: pull?.ci === 'red',
      ...(pull ? { openedAt: new Date(pull.openedAt) } : {}),
      ...(standing === 'held' ? { heldUntil: new Date(notBefore) } : {}),
    };
  });
}

/** The scheme and host of a repository, as limits of a server are kept. */
export function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url;
}

/** A clone of this machine is planned where it lies, and nothing can be opened in it. */
export function isOnNoForge(url: string): boolean {
  return url.startsWith('file:');
}

function standingOf(
  { url, state, outcome, wanted: tried, owner, until, plannedAt }: Row,
  pull: LastPull | undefined,
  wanted: Wanted | undefined,
  isLater: boolean,
  now: number,
): Standing {
  if (owner !== null && (until ?? 0) > now && !isGone(owner)) return 'opening';
  if (pull && isOpen(pull.state)) return 'open';
  const isWanted = state === 'planned' && wanted !== undefined && wanted.keys.size > 0;
  // Planned again since, and something else is left than was asked for.
  const isAgain = isWanted && pull && tried !== wanted.hash && (plannedAt ?? 0) > pull.updatedAt;
  if (pull && !isAgain && pull.state !== 'withdrawn') return pull.state === 'merged' ? 'merged' : 'declined';
  if (!isWanted || isOnNoForge(url)) return 'out';
  if (tried === wanted.hash && (outcome === 'nothing' || outcome === 'cannot')) return 'out';
  return isLater ? 'held' : 'waiting';
}

/** The one that is open of each repository, or the last. */
function lastPulls(ledger: Database): ReadonlyMap<number, LastPull> {
  const last = new Map<number, LastPull>();
  const rows = ledger.all<LastPull>(
    `SELECT repository, state, ci, opened_at AS openedAt, updated_at AS updatedAt FROM pulls
     ORDER BY repository, state IN ('open', 'edited'), number`,
  );
  for (const row of rows) last.set(row.repository, row);
  return last;
}
