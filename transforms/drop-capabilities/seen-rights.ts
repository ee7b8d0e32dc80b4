// A trial without capabilities failed at a call: the service keeps what that call takes.
import { type Context, isStop, needsAt, seenInRun, type SeenNeed, type Stop } from '../../src/model/index.js';
import { isDefaultCapability, type Capability } from '../../src/knowledge/index.js';
import type { ServiceView } from '../../src/services/index.js';
import { startUser } from '../../src/uses/index.js';
import type { Needs } from './as-root.js';

/** What a service keeps, with what a run showed besides. It never gets more than the engine gives without the step. */
export function withSeenRights(
  view: ServiceView,
  context: Context,
  needs: Needs | Stop | undefined,
): Needs | Stop | undefined {
  if (!needs || isStop(needs)) return needs;
  const anchor = view.service.place();
  const back = new Set(needs.back);
  const used: SeenNeed[] = [];
  function keep(right: Capability, seen: SeenNeed): void {
    if (back.has(right)) return;
    back.add(right);
    used.push(seen);
  }
  for (const seen of needsAt(context, anchor, 'capability')) {
    const { name } = seen.need;
    if (isDefault(name)) keep(name, seen);
  }
  // Only to root is a path open whoever owns it: https://man7.org/linux/man-pages/man7/capabilities.7.html
  if (startUser(view).is !== 'other') for (const seen of needsAt(context, anchor, 'access')) keep('DAC_OVERRIDE', seen);
  if (used.length === 0) return needs;
  return { ...needs, back: [...back].sort(), evidence: [...needs.evidence, ...used.map(seenInRun)] };
}

function isDefault(name: string): name is Capability {
  return isDefaultCapability(name);
}
