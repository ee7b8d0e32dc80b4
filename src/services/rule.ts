import type { Context, Reasons, Transform, TransformMeta, Verdict } from '../model/index.js';
import type { ComposeDoc, Service } from '../compose/index.js';
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

/** Settings that a service would get. Those that say the same of several services are joined into one step. */
export interface ServiceRewrite extends Reasons {
  readonly settings: readonly [Setting, ...Setting[]];
  /** What the service lacks: `the service sets no restart policy`. */
  readonly seen: string;
}

export type ServiceVerdict = Verdict<ServiceRewrite>;

export interface ServiceRewriter {
  readonly meta: TransformMeta;
  /**
   * Keys of a service with which an author decides the matter. One that is set in another file for the same service
   * (an override, the file it extends) stops the change; in the file itself `judge` looks, with `service.has`.
   */
  readonly decidedBy: readonly string[];
  /** Looks at what `harden observe` saw: where that does not count, it says so. */
  readonly observes?: true;
  /** Do I see it, may I touch it, what is set. */
  judge(view: ServiceView, context: Context): ServiceVerdict;
  readonly ask?: NonNullable<Transform<ComposeDoc>['ask']>;
}
