// The next repository to be opened, chosen and taken in one go: however many processes ask, each is given another.
import { addEvent, type Database } from '../fleet/index.js';
import { decideWave, type WaveDecision, type WavePolicy } from './decide-wave.js';
import { take } from './leases.js';
import { membersOf } from './members.js';
import type { Wanted } from './wanted.js';
import { chooseMembers, type Candidate } from './waves.js';

export interface Choosing {
  readonly ledger: Database;
  readonly wanted: ReadonlyMap<number, Wanted>;
  readonly policy: WavePolicy;
  readonly owner: string;
  readonly now: number;
}

/** A repository that this process may open now; else the decision, which says why there is none. */
export function takeNext(choosing: Choosing): { readonly id: number } | WaveDecision {
  const { ledger, owner, now } = choosing;
  return ledger.transaction(() => {
    const decision = decideNow(choosing);
    const [id] = decision.open;
    if (id === undefined || !take(ledger, id, owner, now)) return decision;
    return { id };
  });
}

/** Decides, and puts repositories into the wave that begins. */
export function decideNow({ ledger, wanted, policy, now }: Omit<Choosing, 'owner'>): WaveDecision {
  return ledger.transaction(() => {
    for (;;) {
      const members = membersOf(ledger, wanted, now);
      const decision = decideWave(members, policy, new Date(now));
      if (!decision.join) return decision;
      const { wave, count } = decision.join;
      const isIn = new Map(members.map(({ id, standing, wave }) => [id, standing === 'out' ? 'out' : wave]));
      const all = candidatesOf(ledger, wanted);
      const free = all.filter(({ id }) => isIn.get(id) === undefined);
      const taken = all.filter(({ id }) => typeof isIn.get(id) === 'number');
      for (const id of chooseMembers(free, taken, count))
        ledger.run('UPDATE repositories SET wave = ? WHERE id = ?', wave, id);
      addEvent(ledger, now, null, 'wave', `${policy.waves[wave]?.name ?? ''}: ${count}`);
    }
  });
}

function candidatesOf(ledger: Database, wanted: ReadonlyMap<number, Wanted>): readonly Candidate[] {
  const rows = ledger.all<Omit<Candidate, 'patterns'>>('SELECT id, url, team FROM repositories');
  return rows.map((row) => ({ ...row, patterns: wanted.get(row.id)?.patterns ?? [] }));
}
