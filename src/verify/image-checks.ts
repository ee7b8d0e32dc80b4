// Health checks that images bring along.
import type { Healthcheck, ImageConfig, ModelMap, ModelValue } from '../io/index.js';
import { mapIn } from './values.js';

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
