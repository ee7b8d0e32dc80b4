// Why nothing of a campaign is to be opened at all, in words that say what to do.
import { countStates, type Database } from '../fleet/index.js';
import type { WaveDecision } from './decide-wave.js';
import { isOnNoForge } from './members.js';
import { wantedSteps, type Judgement } from './wanted.js';

/** A decision that says why nothing of the campaign is to be opened, where it is so. */
export function explained(decision: WaveDecision, ledger: Database, judgement: Judgement): WaveDecision {
  const isNothing = decision.isDone && decision.wave === -1;
  const more = isNothing ? whyUnopened(ledger, judgement) : undefined;
  return more === undefined ? decision : { ...decision, why: `${decision.why}: ${more}` };
}

/** In one line; `undefined` where something is wanted of a repository that is on a forge. */
function whyUnopened(ledger: Database, judgement: Judgement): string | undefined {
  const planned = ledger.all<{ readonly id: number; readonly url: string }>(
    "SELECT id, url FROM repositories WHERE state = 'planned'",
  );
  if (planned.length === 0) {
    const isListed = countStates(ledger).some(({ state }) => state === 'listed');
    return isListed ? 'nothing is planned yet: harden migrate plan' : 'no repository has steps';
  }
  const wanted = wantedSteps(ledger, judgement);
  const own = planned.filter(({ id }) => (wanted.get(id)?.keys.size ?? 0) > 0);
  if (own.length === 0) return unjudged(ledger, judgement);
  return own.every(({ url }) => isOnNoForge(url))
    ? 'the repositories are clones of this machine, and on no forge: a campaign over their addresses can be opened'
    : undefined;
}

function unjudged(ledger: Database, { verdicts }: Judgement): string {
  const patterns = ledger.all<{ readonly pattern: string }>('SELECT DISTINCT pattern FROM steps');
  const open = patterns.filter(({ pattern }) => !verdicts.has(pattern)).length;
  return open === 0
    ? 'all that was approved is held back, or broke where it was built: harden migrate status has which'
    : `nothing is approved that can be opened, and ${open} of ${patterns.length} patterns wait for harden migrate review`;
}
