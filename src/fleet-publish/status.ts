// Where a campaign stands, in numbers of the ledger.
import { readHistory, type Database, type HistoryPoint } from '../fleet/index.js';
import { decideWave, type WaveDecision } from './decide-wave.js';
import { membersOf } from './members.js';
import { isOpen, pullsOf, type PullRow, type PullState } from './pulls.js';
import type { PublishPolicy } from './policy.js';
import { explained } from './unopened.js';
import { pausesOf, wantedSteps, type Judgement, type Pause } from './wanted.js';

/** How many of a wave are where. */
interface WaveCount {
  readonly name: string;
  readonly members: number;
  readonly waiting: number;
  readonly open: number;
  readonly merged: number;
  readonly declined: number;
  /** Of those that are open. */
  readonly red: number;
}

/** What became of the pull requests that hold steps of a transform. */
interface TransformCount {
  readonly transform: string;
  readonly pulls: number;
  readonly merged: number;
  readonly declined: number;
  readonly red: number;
}

export interface CampaignStatus {
  /** Repositories by what planning made of them. */
  readonly repositories: Readonly<Record<string, number>>;
  readonly pulls: Readonly<Record<PullState, number>>;
  /** Of those that are open. */
  readonly ci: Readonly<Record<PullRow['ci'], number>>;
  readonly reviews: Readonly<Record<PullRow['review'], number>>;
  readonly conflicts: number;
  readonly stale: number;
  /** Days that the one is open that was opened first. */
  readonly oldest?: number;
  readonly waves: readonly WaveCount[];
  readonly next: WaveDecision;
  /** Those that are declined or red often, the worst first. */
  readonly troubled: readonly TransformCount[];
  readonly paused: readonly Pause[];
  /** Repositories that nothing can be opened in, by why. */
  readonly cannot: readonly { readonly why: string; readonly count: number }[];
  readonly history: readonly HistoryPoint[];
}

const DAY_MS = 86_400_000;
/** Less may be chance. */
const LEAST_TROUBLE = 2;
const MUCH_TROUBLE = 0.2;

/** Counts what the ledger knows. */
export function statusOf(ledger: Database, judgement: Judgement, policy: PublishPolicy, now: Date): CampaignStatus {
  const pulls = pullsOf(ledger);
  const open = pulls.filter(({ state }) => isOpen(state));
  const members = membersOf(ledger, wantedSteps(ledger, judgement), now.getTime());
  const oldest = open.length === 0 ? undefined : Math.min(...open.map(({ openedAt }) => openedAt));
  return {
    repositories: countsOf(ledger),
    pulls: tally(pulls, ({ state }) => state, { open: 0, edited: 0, merged: 0, declined: 0, withdrawn: 0 }),
    ci: tally(open, ({ ci }) => ci, { pending: 0, green: 0, red: 0, none: 0 }),
    reviews: tally(open, ({ review }) => review, { approved: 0, changes: 0, required: 0, none: 0 }),
    conflicts: open.filter(({ conflicts }) => conflicts).length,
    stale: open.filter(({ openedAt }) => now.getTime() - openedAt >= policy.stale).length,
    ...(oldest === undefined ? {} : { oldest: daysSince(oldest, now) }),
    waves: policy.waves.map(({ name }, wave) => {
      const own = members.filter((each) => each.wave === wave && each.standing !== 'out');
      const count = (...standings: readonly string[]) =>
        own.filter(({ standing }) => standings.includes(standing)).length;
      return {
        name,
        members: own.length,
        waiting: count('waiting', 'held', 'opening'),
        open: count('open'),
        merged: count('merged'),
        declined: count('declined'),
        red: own.filter(({ standing, isRed }) => standing === 'open' && isRed).length,
      };
    }),
    next: explained(decideWave(members, policy, now), ledger, judgement),
    troubled: troubledIn(pulls),
    paused: pausesOf(ledger),
    cannot: ledger.all(
      "SELECT why, count(*) AS count FROM openings WHERE outcome = 'cannot' GROUP BY why ORDER BY count DESC, why",
    ),
    history: readHistory(ledger),
  };
}

/** Whole days. */
export function daysSince(at: number, now: Date): number {
  return Math.max(0, Math.floor((now.getTime() - at) / DAY_MS));
}

function countsOf(ledger: Database): Readonly<Record<string, number>> {
  const rows = ledger.all<{ readonly state: string; readonly count: number }>(
    'SELECT state, count(*) AS count FROM repositories GROUP BY state ORDER BY state',
  );
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

function tally<Key extends string>(
  rows: readonly PullRow[],
  keyOf: (row: PullRow) => Key,
  zero: Record<Key, number>,
): Readonly<Record<Key, number>> {
  const counts = { ...zero };
  for (const row of rows) counts[keyOf(row)]++;
  return counts;
}

function troubledIn(pulls: readonly PullRow[]): readonly TransformCount[] {
  const counts = new Map<string, { pulls: number; merged: number; declined: number; red: number }>();
  for (const { transforms, state, ci } of pulls) {
    for (const transform of transforms) {
      const count = counts.get(transform) ?? { pulls: 0, merged: 0, declined: 0, red: 0 };
      counts.set(transform, count);
      count.pulls++;
      if (state === 'merged') count.merged++;
      if (state === 'declined') count.declined++;
      if (isOpen(state) && ci === 'red') count.red++;
    }
  }
  const trouble = ({ declined, red }: { readonly declined: number; readonly red: number }): number => declined + red;
  return [...counts]
    .map(([transform, count]) => ({ transform, ...count }))
    .filter((count) => trouble(count) >= LEAST_TROUBLE && trouble(count) >= MUCH_TROUBLE * count.pulls)
    .sort((a, b) => trouble(b) / b.pulls - trouble(a) / a.pulls || (a.transform < b.transform ? -1 : 1));
}
