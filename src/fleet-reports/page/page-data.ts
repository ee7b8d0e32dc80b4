// What the page of a campaign is made of, as the page holds it: columns of numbers, and lists that the numbers point
// into. The program of the page is made of these types as well.

/** Columns of equal length, sorted by repository. A repository is its place in the list of repositories. */
interface StepColumns {
  readonly repository: readonly number[];
  readonly pattern: readonly number[];
  readonly level: readonly number[];
  readonly count: readonly number[];
}

/** Where steps stand: as many as `count` says, row by row of the steps, as far as the page has room for. */
export interface Places {
  readonly files: readonly string[];
  readonly file: readonly number[];
  readonly line: readonly number[];
}

export interface PageExample {
  readonly repository: number;
  readonly file: string;
  readonly line: number;
  readonly title: string;
  readonly why?: string;
  readonly assumptions: readonly (readonly [believes: string, breaksIf: string, checkBy: string])[];
  /** Lines of a patch. */
  readonly diff?: string;
}

/** What broke with a pattern in a repository that was built and run. */
interface PageBreak {
  readonly repository: string;
  readonly says: string;
  /** Lines of a log. */
  readonly excerpt: string;
}

/** What was seen of a pattern where it was built and run. */
export interface PageProof {
  /** Repositories in which it held, and in which something broke with it. */
  readonly held: number;
  readonly broke: number;
  readonly breaks: readonly PageBreak[];
  readonly isOvertaken: boolean;
}

export interface PagePattern extends PageProof {
  readonly id: string;
  readonly transform: number;
  readonly level: number;
  readonly title: string;
  readonly change: string;
  readonly verdict?: string;
  readonly examples: readonly PageExample[];
}

/** Refusals of one transform for one reason. */
export interface PageRefusal {
  readonly code: string;
  readonly transform: number;
  readonly examples: readonly (readonly [repository: number, file: string, line: number, sentence: string])[];
}

interface PageImage {
  readonly name: string;
  readonly tag: string;
  readonly pinned: boolean;
  /** The day on which what it holds had its last fixes; empty where that is not past, or not known. */
  readonly ended: string;
}

export interface PageData {
  readonly name: string;
  /** When the page was made: `2026-11-30 14:05 UTC`. */
  readonly made: string;
  readonly planned: string;
  readonly tool: string;
  readonly teams: readonly string[];
  readonly states: readonly string[];
  readonly reasons: readonly string[];
  /** The first is that nobody did. */
  readonly builds: readonly string[];
  readonly levels: readonly string[];
  readonly transforms: readonly string[];
  readonly repositories: {
    readonly name: readonly string[];
    readonly url: readonly string[];
    readonly team: readonly number[];
    readonly state: readonly number[];
    readonly reason: readonly number[];
    /** Their place in the list of what may come of building and running one. */
    readonly built: readonly number[];
  };
  readonly patterns: readonly PagePattern[];
  readonly steps: StepColumns;
  readonly places: Places;
  readonly refusals: {
    readonly kinds: readonly PageRefusal[];
    readonly repository: readonly number[];
    readonly kind: readonly number[];
    readonly count: readonly number[];
  };
  readonly rules: {
    readonly names: readonly string[];
    readonly repository: readonly number[];
    readonly rule: readonly number[];
    readonly found: readonly number[];
    readonly resolved: readonly number[];
  };
  readonly images: {
    readonly list: readonly PageImage[];
    readonly repository: readonly number[];
    readonly image: readonly number[];
    readonly count: readonly number[];
  };
  readonly pulls: readonly {
    readonly repository: number;
    readonly number: number;
    readonly url: string;
    readonly state: string;
    readonly ci: string;
  }[];
  readonly history: readonly (readonly [at: number, repositories: number, pending: number, steps: number])[];
  /** What is not in the page, in sentences. */
  readonly leftOut: readonly string[];
}
