// What is read of a trial: how services ended, what a failed build said, the checks that images bring along.
import type { ContainerState, Healthcheck, ImageConfig, ModelMap, ModelValue } from '../io/index.js';
import type { ServiceResult } from '../model/index.js';
import { excerptOf } from './complaints.js';
import { mapIn } from './values.js';

/** 137: the signal that cannot be caught, after the one that can was in vain. */
const KILLED = 137;

/** How the services that ran have ended. */
export function stopsOf(
  before: readonly ContainerState[],
  after: readonly ContainerState[],
  from: number,
): ReadonlyMap<string, NonNullable<ServiceResult['stop']>> {
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

/** A health check of the image counts as one of the service, so that it too can come sooner. */
export function withImageChecks(model: ModelMap, images: ReadonlyMap<string, ImageConfig>): ModelMap {
  const services: Record<string, ModelValue> = {};
  for (const [name, value] of Object.entries(mapIn(model.services))) {
    const service = mapIn(value);
    const check = images.get(name)?.healthcheck;
    const off = mapIn(service.healthcheck).disable === true;
    services[name] =
      check && !off && check.test[0] !== 'NONE'
        ? { ...service, healthcheck: { ...times(check), ...mapIn(service.healthcheck) } }
        : service;
  }
  return { ...model, services };
}

function times({ interval, retries }: Healthcheck): ModelMap {
  return { interval: interval > 0 ? `${interval / 1e9}s` : '30s', retries: retries > 0 ? retries : 3 };
}

/** What BuildKit says of its own work. */
const OF_BUILDKIT = /^#[0-9]+ (?:DONE|CACHED|transferring|building with|sha256:|extracting|resolve )/;

/** From the line where the build says that it failed. */
export function buildError(log: string): string {
  const lines = log.split('\n').filter((line) => line.trim() !== '' && !OF_BUILDKIT.test(line));
  const at = lines.findIndex((line) => /^(?:#[0-9]+ )?(?:ERROR|Error)[: ]/.test(line));
  if (at === -1) return excerptOf(log);
  return lines
    .slice(Math.max(0, at - 8), at + 4)
    .map((line) => line.slice(0, 400))
    .join('\n');
}
