// What the ledger holds, in the rows that every report is made of. Counts are counted by SQL, so that all of them agree.
import {
  breaksAt,
  readHistory,
  type Database,
  type HistoryPoint,
  type RepositoryState,
  type Verified,
} from '../../fleet/index.js';
import type { Breaks } from '../review/read.js';

/** In the order in which reports show them. */
export const STATES = ['planned', 'empty', 'cannot', 'failed', 'listed'] as const satisfies readonly RepositoryState[];

/** From what needs no judgement to what no run writes. */
export const STEP_LEVELS = ['safe', 'review', 'unverified', 'manual'] as const;

interface RepositoryRow {
  readonly id: number;
  readonly url: string;
  readonly name: string;
  readonly organisation: string;
  readonly team: string;
  readonly state: RepositoryState;
  readonly reason: string | null;
  readonly base: string | null;
  readonly wave: number | null;
}

/** Steps of one pattern in one repository. */
interface StepCount {
  readonly repository: number;
  readonly pattern: string;
  readonly transform: string;
  readonly level: string;
  readonly count: number;
}

interface PatternRow {
  readonly pattern: string;
  readonly transform: string;
  readonly level: string;
  readonly title: string;
  readonly sample: string;
  /** Repositories that were built and run in which its steps held, and in which something broke with them. */
  readonly held: number;
  readonly broke: number;
}

/** What broke with a pattern in a repository that was built and run. */
interface BreakRow {
  readonly repository: number;
  readonly pattern: string;
  readonly says: string;
  readonly excerpt: string;
}

/** What came of building and running a repository, as it is planned now. */
interface BuiltRow {
  readonly repository: number;
  readonly outcome: Verified['outcome'];
  readonly why: string;
}

/** Refusals of one transform, for one reason, in one repository. */
interface RefusalCount {
  readonly repository: number;
  readonly transform: string;
  readonly code: string;
  readonly count: number;
}

interface RuleRow {
  readonly repository: number;
  readonly rule: string;
  readonly found: number;
  readonly resolved: number;
}

/** Places of one repository that name one image. */
interface ImageCount {
  readonly repository: number;
  readonly name: string;
  readonly tag: string | null;
  readonly pinned: 0 | 1;
  readonly ends_on: string | null;
  readonly count: number;
}

interface PullRow {
  readonly repository: number;
  readonly number: number;
  readonly url: string;
  readonly state: string;
  readonly ci: string;
  readonly review: string;
}

/** What every report is made of. Rows are sorted, so that the same ledger gives the same report. */
export interface FleetNumbers {
  readonly repositories: readonly RepositoryRow[];
  readonly steps: readonly StepCount[];
  readonly patterns: readonly PatternRow[];
  readonly breaks: readonly BreakRow[];
  readonly breaksAt: Breaks;
  readonly built: readonly BuiltRow[];
  readonly refusals: readonly RefusalCount[];
  readonly rules: readonly RuleRow[];
  readonly images: readonly ImageCount[];
  readonly pulls: readonly PullRow[];
  readonly history: readonly HistoryPoint[];
  /** When the last plan was made, in milliseconds; `undefined` before the first. */
  readonly plannedAt: number | undefined;
}

/** Reads the numbers in one look at the ledger, whoever writes it meanwhile. */
export function readNumbers(ledger: Database): FleetNumbers {
  return ledger.transaction(() => ({
    repositories: ledger.all<RepositoryRow>(
      'SELECT id, url, name, organisation, team, state, reason, base, wave FROM repositories ORDER BY name, url',
    ),
    steps: ledger.all<StepCount>(
      'SELECT repository, pattern, transform, level, COUNT(*) AS count FROM steps GROUP BY repository, pattern, transform, level ORDER BY repository, transform, pattern, level',
    ),
    patterns: ledger.all<PatternRow>(
      `SELECT pattern, transform, level, title, sample,
         (SELECT COUNT(*) FROM proofs f WHERE f.pattern = p.pattern AND f.outcome = 'held') AS held,
         (SELECT COUNT(*) FROM proofs f WHERE f.pattern = p.pattern AND f.outcome = 'broke') AS broke
       FROM patterns p WHERE pattern IN (SELECT pattern FROM steps) ORDER BY transform, pattern`,
    ),
    breaks: ledger.all<BreakRow>(
      "SELECT repository, pattern, says, excerpt FROM proofs WHERE outcome = 'broke' ORDER BY pattern, repository",
    ),
    breaksAt: breaksAt(ledger),
    built: ledger.all<BuiltRow>(
      'SELECT v.repository, v.outcome, v.why FROM verifications v JOIN plans p ON p.repository = v.repository AND p.key = v.plan ORDER BY v.repository',
    ),
    refusals: ledger.all<RefusalCount>(
      'SELECT repository, transform, code, COUNT(*) AS count FROM refusals GROUP BY repository, transform, code ORDER BY repository, transform, code',
    ),
    rules: ledger.all<RuleRow>('SELECT repository, rule, found, resolved FROM rules ORDER BY repository, rule'),
    images: ledger.all<ImageCount>(
      'SELECT repository, name, tag, digest IS NOT NULL AS pinned, ends_on, COUNT(*) AS count FROM images GROUP BY repository, name, tag, pinned, ends_on ORDER BY repository, name, tag, pinned, ends_on',
    ),
    pulls: ledger.all<PullRow>(
      'SELECT repository, number, url, state, ci, review FROM pulls ORDER BY repository, number',
    ),
    history: readHistory(ledger),
    plannedAt: ledger.get<{ readonly at: number | null }>('SELECT MAX(at) AS at FROM plans')?.at ?? undefined,
  }));
}
