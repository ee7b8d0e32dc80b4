// One repository of a campaign, brought where its plan wants it, and what came of it. The ledger is written after the forge
// has said what is there.
import { addEvent, type Database } from '../fleet/index.js';
import { isFault, type Fault } from '../forge/index.js';
import { approach, type Approach, type Approached, type Connect, type OpenPulls } from './approach.js';
import { lookAtPulls } from './look.js';
import { release } from './leases.js';
import { originOf, type OpeningOutcome } from './members.js';
import { storePulls } from './pulls.js';
import { rest } from './ration.js';
import type { Wanted } from './wanted.js';

export interface Bringing {
  readonly ledger: Database;
  readonly connect: Connect;
  /** Who does it in place of this process. */
  readonly approach?: (target: Approach) => Promise<Approached>;
  readonly now: () => Date;
}

/** A repository, and what is to be proposed to it. */
export interface Target {
  readonly id: number;
  readonly url: string;
  readonly wanted: Wanted;
  /** It is left alone where none of these is open any more. */
  readonly ifOpen?: OpenPulls;
}

export interface Brought {
  /** Empty: it was left alone. */
  readonly outcome: OpeningOutcome;
  readonly why: string;
  /** A pull request was opened just now. */
  readonly opened: number;
}

const TRIES = 3;
const PAUSE_MS = 30_000;
/** A repository has limits and times of its own. */
const OWN_LIMITS_MS = 15 * 60_000;

/** Opens its pull request, or brings it up to date. What stands in the way is told, never thrown. */
export async function bring(bringing: Bringing, { id, url, wanted, ifOpen }: Target): Promise<Brought> {
  const { ledger, connect, now } = bringing;
  const target = { url, keys: wanted.keys, ...(ifOpen ? { ifOpen } : {}) };
  const { where, seen, parts, fault, opened } = await (bringing.approach?.(target) ?? approach(connect, target));
  const at = now();
  return ledger.transaction(() => {
    if (where) storePulls(ledger, { repository: id, ...where, now: at.getTime() }, seen);
    if (fault?.fault === 'rate-limited') rest(ledger, originOf(url), fault.until);
    if (!fault && !parts) {
      release(ledger, id);
      return { outcome: '', why: '', opened: 0 };
    }
    const found = fault ? ofFault(ledger, id, fault, at) : ofParts(parts ?? [], seen, at);
    return { ...keep(ledger, { id, wanted, now: at }, found), opened };
  });
}

/** Looks at what is there, and changes nothing. */
export async function lookAgain(
  { ledger, connect, now }: Bringing,
  { id, url }: Pick<Target, 'id' | 'url'>,
  branches: readonly string[],
) {
  const connection = await connect(url);
  if (isFault(connection)) return connection;
  const { kind, origin, request } = connection;
  for (const branch of branches) {
    const seen = await lookAtPulls(request.forge, request.repo, branch);
    if (isFault(seen)) {
      if (seen.fault === 'rate-limited') rest(ledger, origin, seen.until);
      return seen;
    }
    storePulls(ledger, { repository: id, kind, origin, repo: request.repo, now: now().getTime() }, seen);
  }
  return undefined;
}

interface Found extends Omit<Brought, 'opened'> {
  readonly attempts: number;
  readonly notBefore: number;
}

function ofParts(parts: NonNullable<Approached['parts']>, seen: Approached['seen'], now: Date): Found {
  const done = { attempts: 0, notBefore: 0 };
  const why = parts.flatMap((part) => (part.why === undefined ? [] : [part.why])).join('; ');
  if (seen.some(({ pull }) => pull.state === 'open')) return { ...done, outcome: 'opened', why };
  if (parts.some(({ state }) => state === 'waiting' || state === 'unsure'))
    return { ...done, outcome: 'later', why, notBefore: now.getTime() + OWN_LIMITS_MS };
  if (parts.some(({ state }) => state === 'cannot' || state === 'left')) return { ...done, outcome: 'cannot', why };
  return { ...done, outcome: 'nothing', why: why === '' ? 'nothing is left to do' : why };
}

function ofFault(ledger: Database, id: number, fault: Fault, now: Date): Found {
  const { attempts } = ledger.get<{ readonly attempts: number }>(
    'SELECT attempts FROM openings WHERE repository = ?',
    id,
  ) ?? { attempts: 0 };
  const { why } = fault;
  if (fault.fault === 'rate-limited') return { outcome: 'later', why, attempts, notBefore: fault.until.getTime() };
  const tried = attempts + 1;
  if (fault.fault === 'cannot' || tried >= TRIES) return { outcome: 'cannot', why, attempts: tried, notBefore: 0 };
  return { outcome: 'later', why, attempts: tried, notBefore: now.getTime() + PAUSE_MS * 4 ** attempts };
}

interface Kept {
  readonly id: number;
  readonly wanted: Wanted;
  readonly now: Date;
}

/** Notes what came of it, and gives the repository back. */
function keep(ledger: Database, { id, wanted, now }: Kept, { outcome, why, attempts, notBefore }: Found): Brought {
  ledger.transaction(() => {
    ledger.run(
      `INSERT INTO openings (repository, wanted, outcome, why, attempts, not_before, looked_at) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (repository) DO UPDATE SET wanted = excluded.wanted, outcome = excluded.outcome, why = excluded.why,
         attempts = excluded.attempts, not_before = excluded.not_before, looked_at = excluded.looked_at, lease_owner = NULL, lease_until = 0`,
      ...[id, wanted.hash, outcome, why, attempts, notBefore, now.getTime()],
    );
    if (outcome !== 'opened') addEvent(ledger, now.getTime(), id, `open-${outcome}`, why);
  });
  return { outcome, why, opened: 0 };
}
