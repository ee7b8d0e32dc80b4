// A campaign in counts.
import { countStates, type Database, type RepositoryState } from '../../fleet/index.js';
import type { Judgement } from '../../fleet-publish/index.js';
import { plural } from '../../render/index.js';
import { verifiedJson, verifiedLines } from './verified.js';

const STATES = {
  planned: 'have steps',
  empty: 'have nothing to do',
  listed: 'are to be planned',
  failed: 'failed',
  cannot: 'cannot be planned',
} satisfies Record<RepositoryState, string>;

const MOST_REASONS = 8;

/** Lines for people: repositories by state, with reasons, and what the plans hold. */
export function statusLines(ledger: Database, verdicts?: Judgement['verdicts']): readonly string[] {
  const counts = countStates(ledger);
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  const lines = [plural(total, 'repository', 'repositories')];
  for (const [state, words] of Object.entries(STATES)) {
    const own = counts.filter((each) => each.state === state);
    const count = own.reduce((sum, each) => sum + each.count, 0);
    if (count === 0) continue;
    lines.push(`  ${String(count).padStart(6)} ${words}`);
    if (state !== 'failed' && state !== 'cannot') continue;
    for (const { reason, count: many } of own.slice(0, MOST_REASONS))
      lines.push(`         ${String(many).padStart(6)} ${(reason ?? 'no reason is known').split('\n')[0]}`);
    if (own.length > MOST_REASONS) lines.push(`                and ${own.length - MOST_REASONS} other reasons`);
  }
  const { steps, patterns, refusals } = sumsOf(ledger);
  if (steps > 0 || refusals > 0)
    lines.push(`${plural(steps, 'step')} in ${plural(patterns, 'pattern')}, ${plural(refusals, 'refusal')}`);
  return [...lines, ...verifiedLines(ledger, verdicts)];
}

/** The same for programs. */
export function statusJson(ledger: Database): object {
  return { version: 1, states: countStates(ledger), ...sumsOf(ledger), ...verifiedJson(ledger) };
}

function sumsOf(ledger: Database): { readonly steps: number; readonly patterns: number; readonly refusals: number } {
  return (
    ledger.get(
      'SELECT (SELECT count(*) FROM steps) AS steps, (SELECT count(DISTINCT pattern) FROM steps) AS patterns, (SELECT count(*) FROM refusals) AS refusals',
    ) ?? { steps: 0, patterns: 0, refusals: 0 }
  );
}
