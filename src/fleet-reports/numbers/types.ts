// What the tables of a campaign say.
import type { RepositoryState, Verified } from '../../fleet/index.js';
import type { Verdict } from '../review/schema.js';

export interface RepositorySummary {
  readonly url: string;
  readonly name: string;
  readonly organisation: string;
  readonly team: string;
  readonly state: RepositoryState;
  readonly reason: string | null;
  readonly commit: string | null;
  /** What came of building and running it; `null` where nobody did, as it is planned now. */
  readonly built: Verified['outcome'] | null;
  readonly wave: number | null;
  readonly steps: number;
  readonly levels: Readonly<Record<string, number>>;
  readonly refusals: number;
  readonly found: number;
  readonly resolved: number;
  readonly images: number;
  readonly endedImages: number;
  readonly pulls: readonly string[];
}

export interface TransformSummary {
  readonly transform: string;
  readonly steps: number;
  readonly repositories: number;
  readonly levels: Readonly<Record<string, number>>;
  readonly refusals: number;
}

export interface TeamSummary {
  readonly team: string;
  readonly repositories: number;
  /** Those of them whose plan has steps. */
  readonly pending: number;
  readonly steps: number;
  readonly found: number;
  readonly resolved: number;
}

/** What broke with a pattern in a repository. */
export interface BreakSummary {
  readonly repository: string;
  readonly says: string;
  /** The end of the log that shows it. */
  readonly excerpt: string;
}

export interface PatternSummary {
  readonly pattern: string;
  readonly transform: string;
  readonly level: string;
  readonly title: string;
  readonly change: string;
  readonly steps: number;
  readonly repositories: number;
  /** Repositories that were built and run in which its steps held, and in which something broke with them. */
  readonly held: number;
  readonly broke: number;
  /** The first of those in which something broke. */
  readonly breaks: readonly BreakSummary[];
  readonly verdict: Verdict | null;
  /** It was approved before something broke with it, and is to be judged again. */
  readonly isOvertaken: boolean;
}

export interface RuleSummary {
  readonly rule: string;
  readonly found: number;
  readonly resolved: number;
  readonly open: number;
  readonly repositories: number;
}

export interface RefusalSummary {
  readonly code: string;
  readonly transform: string;
  readonly count: number;
  readonly repositories: number;
}

export interface ImageSummary {
  readonly image: string;
  readonly tag: string | null;
  readonly pinned: boolean;
  readonly endsOn: string | null;
  readonly places: number;
  readonly repositories: number;
}

/** The whole of a campaign in a few numbers. */
export interface CampaignSummary {
  readonly repositories: number;
  readonly states: Readonly<Record<RepositoryState, number>>;
  /** Repositories whose plan has steps. */
  readonly pending: number;
  readonly steps: number;
  readonly levels: Readonly<Record<string, number>>;
  readonly patterns: number;
  readonly decided: Readonly<Record<Verdict | 'open', number>>;
  readonly refusals: number;
  readonly found: number;
  readonly resolved: number;
  readonly images: number;
  readonly endedImages: number;
  /** Repositories that were built and run, as they are planned now. */
  readonly built: Readonly<Record<Verified['outcome'], number>>;
  /** Patterns with which something broke. */
  readonly brokenPatterns: number;
}

/** Every table. */
export interface FleetTables {
  readonly summary: CampaignSummary;
  readonly repositories: readonly RepositorySummary[];
  readonly transforms: readonly TransformSummary[];
  readonly teams: readonly TeamSummary[];
  readonly patterns: readonly PatternSummary[];
  readonly rules: readonly RuleSummary[];
  readonly refusals: readonly RefusalSummary[];
  readonly images: readonly ImageSummary[];
}
