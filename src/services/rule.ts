import type { Assumption, Evidence, Stop } from '../model/index.js';
import type { Service } from '../compose/index.js';
import type { Surroundings } from './around.js';
import type { Runs } from './runs.js';
import type { Setting } from './settings.js';

/** A service that a container is made of, and what is known of it. */
export interface ServiceView {
  readonly service: Service;
  readonly around: Surroundings;
  /** Read when first asked for. */
  readonly runs: Runs;
}

export interface Change {
  readonly settings: readonly [Setting, ...Setting[]];
  /** The same for every service that gets it for the same reason: such proposals are joined into one step. */
  readonly title: string;
  readonly why: string;
  readonly assumptions: readonly Assumption[];
  /** Beside the line that says what the service lacks. */
  readonly evidence?: readonly Evidence[];
  /** Only shown, never applied. Needs an assumption. */
  readonly manual?: true;
}

/** What a transform wants for one service: a change, a reason against it, or nothing. */
export type Decision = Change | Stop | undefined;

export interface ServiceRule {
  /** Of the transform. */
  readonly id: string;
  /**
   * Keys of a service with which an author decides the matter. One that is set in another file for the same service
   * (an override, the file it extends) stops the change; in the file itself `decide` looks, with `service.has`.
   */
  readonly decidedBy: readonly string[];
  /** The value is a list: two files that are used together must not both hold it, since Compose joins lists. */
  readonly list?: true;
  /** Looks at what `harden observe` saw: where that does not count, it says so. */
  readonly observes?: true;
  /** What the service lacks, for the evidence: `sets no restart policy`. */
  readonly lacks: string;
  decide(view: ServiceView): Decision;
}
