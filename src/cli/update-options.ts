// What `harden update` runs: the transforms that move pins, and no other.
import type { PlanOptions } from '../planner/index.js';

export const POLICIES = ['digest', 'patch', 'minor', 'major'] as const;

export interface Update {
  /** For every one of them, instead of what the configuration says. */
  readonly policy?: (typeof POLICIES)[number];
}

/** True for a transform that moves pins. */
export function movesPins(id: string): boolean {
  return id.startsWith('update-');
}

/** They are off in `harden fix`; here they are on, except where the configuration says off. */
export function updateOptions(options: PlanOptions, { policy }: Update): PlanOptions {
  return {
    ...options,
    settings(path) {
      const settings = options.settings(path);
      return {
        ...settings,
        enabled: (id) => movesPins(id) && settings.enabled(id, true),
        options: (id) => ({ ...settings.options(id), ...(policy && movesPins(id) ? { policy } : {}) }),
      };
    },
  };
}
