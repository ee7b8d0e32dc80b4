// What `harden update` runs: the transforms that move pins, and no other. Nothing else runs them unasked.
import type { ImageUpdateLookup } from '../model/index.js';
import type { FileSettings } from '../planner/index.js';

export interface Update {
  /** For every one of them, instead of what the configuration says. */
  readonly policy?: ImageUpdateLookup['policy'];
  /** Days that an image must have been there; where the configuration says more, that counts. */
  readonly cooldown?: number;
}

/** True for a transform that moves pins. */
function movesPins(id: string): boolean {
  return id.startsWith('update-');
}

/** On, except where the configuration says off. */
export function enableOnlyUpdates(settings: FileSettings, { policy, cooldown = 0 }: Update): FileSettings {
  return {
    level: settings.level,
    preset: settings.preset,
    enabled: (id) => movesPins(id) && settings.enabled(id, true),
    options(id) {
      const own = settings.options(id);
      if (!movesPins(id)) return own;
      const longest = Math.max(cooldown, typeof own.cooldown === 'number' ? own.cooldown : 0);
      return { ...own, ...(policy ? { policy } : {}), ...(longest > 0 ? { cooldown: longest } : {}) };
    },
  };
}

/** Off: a policy in the configuration is meant for updates, and would turn the transform on here. */
export function disableUpdates(settings: FileSettings): FileSettings {
  return {
    level: settings.level,
    preset: settings.preset,
    enabled: (id, byDefault) => !movesPins(id) && settings.enabled(id, byDefault),
    options: (id) => settings.options(id),
  };
}
