// What is kept of a measurement of campaigns: counts, times and memory; nothing of a repository.

/** Which repositories were planned. */
export interface Made {
  /** Repositories of which the others are made. */
  readonly from: number;
  /** Commits of their histories, each a repository. */
  readonly commits: number;
  /** Folders of collections, each a repository. */
  readonly folders: number;
}

/** One run of `migrate plan`. Times are of the command, its workers and all that they start. */
export interface FleetRun {
  readonly repositories: number;
  readonly workers: number;
  readonly wallMs: number;
  readonly cpuMs: number;
  /** What the machine did when it began: the load of a minute. */
  readonly load: number;
  /** Processes that planned: more than the workers where some were replaced. */
  readonly processes: number;
  /** Megabytes of a worker: the most of any, and the median in the first and the last quarter of the run. */
  readonly peakMb: number;
  readonly firstMb: number;
  readonly lastMb: number;
}

export interface FleetResults {
  readonly date: string;
  readonly machine: string;
  readonly node: string;
  readonly made: Made;
  /** How many repositories the run over all left in which state. */
  readonly states: Readonly<Record<string, number>>;
  readonly steps: number;
  readonly patterns: number;
  readonly refusals: number;
  /** Over all of them. */
  readonly all: FleetRun;
  /** Over a part, with other numbers of workers. */
  readonly part: readonly FleetRun[];
  /** A few of them, each with a process of `fix --dry-run` in a checkout, and as a campaign with one worker. */
  readonly alone: { readonly repositories: number; readonly cpuMs: number; readonly wallMs: number };
  readonly together: FleetRun;
  /** The run over all once more, and with `--refresh`, which asks every repository where its branch is. */
  readonly again: { readonly cpuMs: number; readonly refreshCpuMs: number };
  /** `migrate init`, which asks that for the first time. */
  readonly initCpuMs: number;
}
