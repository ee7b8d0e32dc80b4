// What was seen when both sides of a patch were built and run.
import type { FilePath } from './path.js';

/** An image as it was measured. */
export interface ImageMeasure {
  /** Bytes, with the layers of the base image. */
  readonly size: number;
  readonly layers: readonly { readonly createdBy: string; readonly size: number }[];
  /** Layers of the file system. */
  readonly layerCount: number;
  readonly packages: number;
  /** Absolute paths. */
  readonly setuid: readonly string[];
  readonly tools: readonly string[];
  /** The user it starts as, with its number where the image names it: `app (10001)`. */
  readonly user: string;
  /** Milliseconds with nothing kept from earlier builds; absent where it was not measured. */
  readonly coldMs?: number;
  /** Milliseconds of the next build after one source file changed. */
  readonly rebuildMs?: number;
}

export interface ImageComparison {
  readonly dockerfile: FilePath;
  readonly target?: string;
  readonly services: readonly string[];
  readonly before?: ImageMeasure;
  readonly after?: ImageMeasure;
  /** The file that was changed for the rebuild. */
  readonly touched?: FilePath;
  /** Where the image is not what harden computed. Each is a bug of harden. */
  readonly mispredicted: readonly string[];
}

/** What a request to a service gave. */
export interface ProbeResult {
  /** `GET :8000/health`, `TCP :5432`, `$ pg_isready`. */
  readonly probe: string;
  /** `200`, `accepts`, `exit 0`, or why there is no answer. */
  readonly answer: string;
  /** It was answered. */
  readonly answered: boolean;
  /** Hash of the body or the output; absent where two requests in a row gave two. */
  readonly content?: string;
}

/** Something that a service wrote. Where the rest of a name is made up by each start, one stands for all. */
export interface Written {
  /** Absolute, in the container. */
  readonly path: string;
  readonly kind: 'file' | 'link';
}

/** One start of a service. */
export interface BootResult {
  readonly state: 'healthy' | 'running' | 'exited' | 'unhealthy' | 'restarting' | 'not-started';
  readonly exitCode: number;
  /** Milliseconds until it was healthy, or had answered. */
  readonly readyMs: number;
  readonly probes: readonly ProbeResult[];
  /** Lines of the log that speak of permissions and missing files, without numbers and times. */
  readonly complaints: readonly string[];
  /** The end of its log, made harmless. */
  readonly log: string;
  /** What it printed each time it was started, without what varies; absent where it was started once, and its log says it. */
  readonly lines?: readonly string[];
  /** What it wrote until it was stopped, outside of folders for what is temporary; absent where nobody looked, or not at all. */
  readonly wrote?: readonly Written[];
}

/**
 * What a run did with what a step changes. `healthy`: its health check passes. `answered`: a request, not with a server's
 * error. `queried`: it let somebody in with its credentials. `tested`: a command or a script that was given, or a job that
 * needs it, ended well. `wrote`: files that are kept. `restarted`: a second start on the volumes of the first.
 */
export type Exercise =
  | 'built'
  | 'started'
  | 'healthy'
  | 'answered'
  | 'queried'
  | 'tested'
  | 'wrote'
  | 'restarted'
  | 'stopped';

export interface ServiceResult {
  readonly service: string;
  readonly first: BootResult;
  /** `killed`: it did not end within the time it is given. */
  readonly stop: { readonly killed: boolean; readonly ms: number } | undefined;
  /** The same volumes, a new container. */
  readonly second: BootResult | undefined;
  /** `root`, or as set; of the container, else of the image. */
  readonly user: string;
  /** `the usual ones`, `none`, `CHOWN, SETUID`, as the service asks for them. */
  readonly capabilities: string;
}

/** Something of this machine that a service or a build asks for, with its name there. */
export interface Handover {
  readonly kind: 'file' | 'variable' | 'agent' | 'network' | 'remote' | 'right';
  readonly name: string;
}

/** A service that was not run, and why. */
export interface LeftService {
  readonly service: string;
  readonly reason: string;
  /** What it asks for, where that is the reason: nothing of this machine is handed to code that is not trusted. */
  readonly asks?: readonly Handover[];
}

export interface RunComparison {
  /** `compose.yaml`, `Dockerfile`, `deploy/web.yaml Deployment/web`. */
  readonly name: string;
  readonly before: readonly ServiceResult[];
  readonly after: readonly ServiceResult[];
  readonly left: readonly LeftService[];
  /** With which code the script ended that was given (`--exec`). */
  readonly script?: { readonly before: number; readonly after?: number };
}

/** Something that held without the patch and does not with it. */
export interface Failure {
  readonly kind: 'build' | 'start' | 'health' | 'exit-code' | 'probe' | 'log' | 'stop' | 'writes' | 'silence';
  /** Image or service. */
  readonly where: string;
  readonly says: string;
  /** Lines of the log. */
  readonly excerpt: string;
  /** With `writes`: the first file that is not written any more. */
  readonly path?: string;
}

/** A step that was left out because something broke with it. */
export interface BrokenStep {
  readonly id: string;
  readonly title: string;
  readonly transform: string;
  readonly failures: readonly Failure[];
}

/** A step that broke something, planned again with what the log of that run said. */
export interface RepairedStep {
  readonly id: string;
  readonly title: string;
  readonly transform: string;
  readonly rounds: readonly RepairRound[];
  /**
   * `holds`: it was put to the test as it is now. `not-verified`: nothing broke any more, and no run put it to the test.
   * `given-up`: it was left out.
   */
  readonly outcome: 'holds' | 'not-verified' | 'given-up';
  /** Why it was given up. */
  readonly why?: string;
}

export interface RepairRound {
  /** What failed, in a sentence. */
  readonly failed: string;
  /** What the log says is needed, in words, and the line that says so. */
  readonly seen: readonly { readonly need: string; readonly line: string }[];
  /** Lines that the step writes now and did not before. */
  readonly changed: readonly string[];
  /** Lines that it wrote before and does not now; absent where there are none. */
  readonly removed?: readonly string[];
}

/** A step of which no run says anything. */
export interface OpenStep {
  readonly id: string;
  readonly title: string;
  readonly why: string;
}

export interface GroupVerification {
  readonly group: string;
  /** `not-verified`: the files as they are cannot be built or started. */
  readonly outcome: 'passed' | 'healed' | 'not-verified';
  /** Ids of the steps that hold what was built and run. */
  readonly verified: readonly string[];
  /** The other steps, and why no run says anything of them. */
  readonly open: readonly OpenStep[];
  readonly images: readonly ImageComparison[];
  readonly runs: readonly RunComparison[];
  readonly broken: readonly BrokenStep[];
  /** Steps that were planned again with what a log said; absent where none was. */
  readonly repaired?: readonly RepairedStep[];
  /** What was not built, not run or not compared, and why. */
  readonly notes: readonly string[];
  /** Nothing was built or run: an earlier run saw the same files. */
  readonly kept: boolean;
}

export interface Verification {
  /** `Docker 26.1.5`. */
  readonly engine: string;
  /** The code was not trusted: nothing of this machine was handed to it. */
  readonly untrusted?: true;
  readonly groups: readonly GroupVerification[];
}

/** A question to a running service. `body`: the content of the answer counts as well. */
export type Probe =
  | {
      readonly kind: 'http';
      readonly port: number;
      readonly path: string;
      readonly body: boolean;
      /** Not worth waiting for. */
      readonly brief?: true;
    }
  | { readonly kind: 'tcp'; readonly port: number }
  | {
      readonly kind: 'command';
      readonly command: readonly string[];
      readonly body: boolean;
      /** How reports call it, in place of its words. */
      readonly name?: string;
    };

/** A probe of the configuration; without `service` it is for every service that has the port. */
export type GivenProbe = Probe & { readonly service?: string };
