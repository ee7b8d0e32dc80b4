import type { Level, Preset } from '../model/index.js';
import type { Update } from './update.js';

/** What chooses among the steps that are found, beside the configuration. */
export interface Selection {
  readonly level?: Level;
  /** No more than this, whatever the configuration says of a file. */
  readonly most?: Level;
  /** See `PlanOptions.tried`. */
  readonly tried?: true;
  /** Overrides the configuration's preset. */
  readonly preset?: Preset;
  /** Transform ids. */
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  /** Step ids: apply these only, in every group, or in one, by `stepInGroup`. */
  readonly steps?: readonly string[];
  /** Step ids to leave out: in every group, or in one, by `stepInGroup`. */
  readonly rejected?: readonly string[];
  /** Move pins that exist, and do nothing else. Without it nothing moves them, unless `only` names what does. */
  readonly update?: Update;
}
