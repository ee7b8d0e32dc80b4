// How containers took it that they were asked to stop.
import type { ContainerState } from '../io/index.js';
import type { ServiceResult } from '../model/index.js';

export type Stops = ReadonlyMap<string, NonNullable<ServiceResult['stop']>>;

/** 137: the signal that cannot be caught, after the one that can was in vain. */
const KILLED = 137;

/** By service, of those that ran before. `from`: when they were asked, by the clock of the engine. */
export function stopsOf(before: readonly ContainerState[], after: readonly ContainerState[], from: number): Stops {
  const stops = new Map<string, { killed: boolean; ms: number }>();
  for (const { service, status } of before) {
    if (status !== 'running') continue;
    const now = after.find((each) => each.service === service);
    if (now?.status !== 'exited') continue;
    stops.set(service, {
      killed: now.exitCode === KILLED && !now.outOfMemory,
      ms: Math.max(0, now.finishedAt - from),
    });
  }
  return stops;
}
