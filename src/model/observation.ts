import type { FilePath } from './path.js';

/** What was seen of one service while it ran as its files say. Bytes, processor cores, absolute paths. */
export interface ServiceObservation {
  /** The Compose file, and the service in it. */
  readonly file: FilePath;
  readonly service: string;
  /** As the file names the image, without a digest; absent where the service builds. */
  readonly image?: string;
  /** Of what ran: the registry's digest of an image, else the engine's id. `sha256:...`. */
  readonly digest: string;
  /** What was built, as it was then. */
  readonly dockerfile?: {
    readonly path: FilePath;
    /** Hex, of its bytes. */
    readonly sha256: string;
    /** Hex, of the text files that the build copies. */
    readonly sources?: string;
  };
  /** Hex, of the settings of the service that decide what it does. */
  readonly definition?: string;
  /** Hex, of the text files of the repository that it mounts. */
  readonly mounts?: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** How long it was watched once it was ready. */
  readonly seconds: number;
  /** Whom its first process runs as, by number, and whom any process runs as. */
  readonly user?: { readonly uid: number; readonly gid: number; readonly all: readonly number[] };
  /** Ports it listens on from outside, TCP and UDP, sorted: `5432/tcp`. */
  readonly ports?: readonly string[];
  readonly memory?: { readonly peak: number; readonly steady: number };
  readonly cpus?: { readonly peak: number; readonly steady: number };
  readonly pids?: { readonly peak: number };
  /** How it showed that it was ready: a health check, an answer, its end (code 0), or only that it went on running. */
  readonly ready?: 'healthy' | 'answers' | 'ends' | 'runs';
  /** Paths written outside of mounts, sorted. */
  readonly writes?: readonly string[];
  /** Names of programs that ran, sorted. Those that ended between two looks are missing. */
  readonly programs?: readonly string[];
  /** The smallest set with which it became ready twice, everything else dropped; absent where none was found. */
  readonly capabilities?: readonly string[];
  /**
   * Whether it became ready twice with a read-only root, and the fewest tmpfs it took. What it wrote while it was used
   * has one in any case.
   */
  readonly readOnly?:
    | { readonly works: true; readonly tmpfs: readonly ObservedTmpfs[] }
    | { readonly works: false; readonly why: string };
}

export interface ObservedTmpfs {
  readonly path: string;
  /** Octal, four digits; absent where the engine's default will do. */
  readonly mode?: string;
  readonly uid?: number;
  readonly gid?: number;
}

/** What an observation says today: itself, or why it no longer counts. */
export type Observed = { readonly is: ServiceObservation } | { readonly stale: string };
