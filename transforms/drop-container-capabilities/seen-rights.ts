// A trial of a container without capabilities failed at a call: it keeps what that call takes.
import {
  type Assumption,
  type Evidence,
  isStop,
  needsAt,
  seenInRun,
  type SeenNeed,
  type Stop,
} from '../../src/model/index.js';
import { isDefaultCapability } from '../../src/knowledge/index.js';
import type { Container } from '../../src/kubernetes/index.js';
import type { PodView } from '../../src/pods/index.js';

export interface Needs {
  readonly capabilities: readonly string[];
  readonly assumptions: readonly Assumption[];
  readonly evidence: readonly Evidence[];
}

/** What a container keeps, with what a run showed besides. It never gets more than the engine gives without the step. */
export function withSeenRights(
  { context, workload }: PodView,
  { name }: Container,
  user: 'root' | 'other' | 'unknown',
  needs: Needs | Stop | undefined,
): Needs | Stop | undefined {
  if (!needs || isStop(needs)) return needs;
  const isOwn = ({ container }: SeenNeed): boolean => container === undefined || container === name;
  const rights = needsAt(context, workload.id, 'capability').filter(
    (each) => isOwn(each) && isDefaultCapability(each.need.name),
  );
  // Only to root is a path open whoever owns it: https://man7.org/linux/man-pages/man7/capabilities.7.html
  const paths = user === 'other' ? [] : needsAt(context, workload.id, 'access').filter(isOwn);
  const more = [...rights.map(({ need }) => need.name), ...paths.map(() => 'DAC_OVERRIDE')];
  if (more.length === 0) return needs;
  return {
    ...needs,
    capabilities: withinDefault([...needs.capabilities, ...more]),
    evidence: [...needs.evidence, ...[...rights, ...paths].map(seenInRun)],
  };
}

/** Never more than a container had: a capability beyond the default set was not there before. */
export function withinDefault(capabilities: readonly string[]): string[] {
  return [...new Set(capabilities)].filter(isDefaultCapability).sort();
}
