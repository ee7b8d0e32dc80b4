// Waves of a campaign: what is open is brought up to date, and then repository after repository is opened, as long as the
// policy lets another be.
import { bring, type Bringing, type Brought } from './bring.js';
import type { WaveDecision } from './decide-wave.js';
import type { OpenPulls } from './approach.js';
import { Busy } from './busy.js';
import { giveBack, LEASE_MS, renew, take } from './leases.js';
import { ownerOfHere } from '../fleet/index.js';
import { decideNow, takeNext } from './next.js';
import type { PublishPolicy } from './policy.js';
import { explained } from './unopened.js';
import { wantedSteps, type Judgement, type Wanted } from './wanted.js';

export interface OpenRequest extends Bringing {
  readonly judgement: () => Judgement;
  readonly policy: PublishPolicy;
  /** Repositories that are brought at a time. Default: one. */
  readonly atOnce?: number;
  /** Ends it once the repository in hand is done. */
  readonly signal?: AbortSignal;
  readonly progress?: (name: string, brought: Brought) => void;
}

export interface OpenRan {
  readonly opened: number;
  /** Pull requests that were looked at, and brought up to date. */
  readonly kept: number;
  /** Where it stopped, and why. */
  readonly decision: WaveDecision;
}

/** Brings what is open up to date, and opens what may be opened now. Any number of processes may do so at a time. */
export async function openWaves(request: OpenRequest): Promise<OpenRan> {
  const { ledger, policy, signal, now } = request;
  const owner = ownerOfHere();
  const judgement = request.judgement();
  const wanted = wantedSteps(ledger, judgement);
  const renewing = setInterval(() => renew(ledger, owner, Date.now()), LEASE_MS / 3);
  const choosing = () => ({ ledger, wanted, policy, owner, now: now().getTime() });
  const busy = new Busy(request.atOnce ?? 1);
  let kept = 0;
  let opened = 0;
  try {
    const begun = now().getTime();
    for (const id of openRepositories(request)) {
      if (signal?.aborted) break;
      // Another process of this campaign was there meanwhile.
      if (lookedAt(request, id) > begun) continue;
      // Somebody who paused a repository wants it to be as it is.
      const own = wanted.get(id);
      if (!own || !take(ledger, id, owner, now().getTime())) continue;
      // One that was merged meanwhile is done with: what its repository still lacks is another pull request's.
      await busy.start(() => bringOne(request, id, own, openPulls(request, id)));
      kept++;
    }
    await busy.end();
    while (!signal?.aborted) {
      const next = takeNext(choosing());
      if ('id' in next) {
        await busy.start(async () => {
          const brought = await bringOne(request, next.id, wanted.get(next.id)!);
          opened += brought.opened;
        });
      } else if (!(await busy.one())) return { opened, kept, decision: explained(next, ledger, judgement) };
    }
    await busy.end();
    return { opened, kept, decision: decideNow(choosing()) };
  } finally {
    await busy.settle();
    clearInterval(renewing);
    giveBack(ledger, owner);
  }
}

/** What would be opened now; nothing of it is written. */
export function previewOf({ ledger, policy, judgement, now }: Omit<OpenRequest, 'connect'>): WaveDecision {
  const judged = judgement();
  const wanted = wantedSteps(ledger, judged);
  const preview: { decision?: WaveDecision } = {};
  try {
    ledger.transaction(() => {
      preview.decision = decideNow({ ledger, wanted, policy, now: now().getTime() });
      throw new Undone();
    });
  } catch (error) {
    if (!(error instanceof Undone)) throw error;
  }
  return explained(preview.decision!, ledger, judged);
}

/** Takes back what was written to know what would be. */
class Undone extends Error {}

async function bringOne(request: OpenRequest, id: number, wanted: Wanted, ifOpen?: OpenPulls): Promise<Brought> {
  const { url, name } = rowOf(request, id);
  const brought = await bring(request, { id, url, wanted, ...(ifOpen ? { ifOpen } : {}) });
  if (brought.outcome !== '') request.progress?.(name, brought);
  return brought;
}

interface Row {
  readonly id: number;
  readonly url: string;
  readonly name: string;
}

function rowOf({ ledger }: OpenRequest, id: number): Row {
  return ledger.get<Row>('SELECT id, url, name FROM repositories WHERE id = ?', id)!;
}

/** What the ledger has as open. */
function openPulls({ ledger }: OpenRequest, id: number): OpenPulls {
  const open = ledger.all<{ readonly branch: string; readonly number: number }>(
    "SELECT branch, number FROM pulls WHERE repository = ? AND state IN ('open', 'edited')",
    id,
  );
  return { branches: [...new Set(open.map(({ branch }) => branch))], numbers: open.map(({ number }) => number) };
}

function lookedAt({ ledger }: OpenRequest, id: number): number {
  const row = ledger.get<{ readonly at: number }>('SELECT looked_at AS at FROM openings WHERE repository = ?', id);
  return row?.at ?? 0;
}

/** Repositories with a pull request that is open, those that were looked at longest ago first. */
function openRepositories({ ledger }: OpenRequest): readonly number[] {
  return ledger
    .all<{ readonly repository: number }>(
      `SELECT DISTINCT p.repository FROM pulls p LEFT JOIN openings o ON o.repository = p.repository
       WHERE p.state IN ('open', 'edited') ORDER BY coalesce(o.looked_at, 0), p.repository`,
    )
    .map(({ repository }) => repository);
}
