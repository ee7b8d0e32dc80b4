import type { Update } from '../../run/index.js';
import type { FixFlags } from '../fix-request.js';
import type { Io } from '../output.js';
import { fix } from './fix.js';

export interface UpdateFlags extends FixFlags, Update {}

/**
 * `harden update`: moves pins that exist, within a policy, as `harden fix` applies steps. For a run every week: silent
 * where there is nothing to do; 0 done or nothing to do, 1 when a registry or index did not answer, 2 as everywhere.
 */
export function update(io: Io, paths: readonly string[], { policy, cooldown, ...flags }: UpdateFlags): Promise<number> {
  return fix(io, paths, flags, { ...(policy ? { policy } : {}), ...(cooldown ? { cooldown } : {}) });
}
