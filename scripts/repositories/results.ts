// What is kept of a run: counts, sizes, times and what failed, by the content of the list's entry; nothing of a repository.

/** An image and what it did, with or without a patch. */
export interface Side {
  readonly size: number;
  readonly layers: number;
  readonly packages: number;
  readonly setuid: number;
  readonly isRoot: boolean;
  readonly coldMs?: number;
  readonly rebuildMs?: number;
  /** State of the first and of the second start, on the same volumes. */
  readonly first: string;
  readonly second: string;
  readonly answers: number;
  readonly asked: number;
  readonly wrote: number;
  readonly stops: boolean;
}

/** A step that was found to break something. */
interface Broken {
  readonly transform: string;
  readonly kind: string;
  readonly says: string;
}

export interface Arm {
  /** Steps of the patch by transform. */
  readonly steps: Readonly<Record<string, number>>;
  readonly outcome: 'works' | 'breaks' | 'unchanged';
  readonly broken: readonly Broken[];
  readonly verified: number;
  /** What is left of the patch once what breaks was taken out. */
  readonly after?: Side;
  /** What was applied, built and started once more by itself: the same state and the same answers. */
  readonly appliedWorks?: boolean;
}

export interface Result {
  readonly date: string;
  /** Hash of the patch: another patch is measured again. */
  readonly patch: string;
  readonly levels: Readonly<Record<string, number>>;
  readonly refusals: Readonly<Record<string, number>>;
  /** `planned`: not built here, and why. `no-baseline`: as it is it does not build or start here, and why. `unchanged`: no patch. */
  readonly state: 'run' | 'planned' | 'no-baseline' | 'unchanged';
  readonly why?: string;
  /** What stood in for its images, on both sides. */
  readonly on?: readonly string[];
  /** What stood beside it on both sides, as a Compose file of its repository says. */
  readonly beside?: readonly string[];
  /** Files that what is at hand of the repository lacks, on both sides. */
  readonly lacks?: number;
  readonly before?: Side;
  readonly review?: Arm;
  /** Absent where it did not end in the time that it was given. */
  readonly verified?: Arm;
}

export interface Results {
  readonly machine: string;
  /** By the hash of the entry in the list. */
  readonly applications: Readonly<Record<string, Result>>;
}
