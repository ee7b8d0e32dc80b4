import { asMap, findEntry, findValue, type YamlValue } from '../../src/yaml/index.js';
import type { ComposeDoc, Service } from '../../src/compose/index.js';
import { limitPlace, type Setting } from '../../src/services/index.js';
import type { Numbers } from './numbers.js';

type Kind = 'memory' | 'cpus';

/** The limits that nobody set, in either notation. */
export function missingLimits(service: Service): Kind[] {
  const limits = findValue(service.get('deploy'), 'resources', 'limits');
  const lacks: Kind[] = [];
  if (!service.has('mem_limit') && !service.has('memswap_limit') && !findValue(limits, 'memory')) lacks.push('memory');
  if (!service.has('cpus') && !service.has('cpu_quota') && !findValue(limits, 'cpus')) lacks.push('cpus');
  return lacks;
}

/** In the notation the service has, else the one for its format; a map that is missing comes as a whole. */
export function settingsFor(doc: ComposeDoc, service: Service, numbers: Numbers, lacks: readonly Kind[]): Setting[] {
  const memory = lacks.includes('memory') ? numbers.memory : undefined;
  const cpus = lacks.includes('cpus') ? numbers.cpus : undefined;
  const deploy = service.get('deploy');
  const reserved = service.has('mem_reservation') || findValue(deploy, 'resources', 'reservations', 'memory');
  const reservation = memory === undefined || reserved ? undefined : numbers.reservation;
  if (limitPlace(doc, service) === 'service') {
    return [
      ...(memory === undefined ? [] : [{ path: ['mem_limit'], value: memory } as const]),
      ...(reservation === undefined ? [] : [{ path: ['mem_reservation'], value: reservation } as const]),
      ...(cpus === undefined ? [] : [{ path: ['cpus'], value: Number(cpus) } as const]),
    ];
  }
  const limits = { ...(memory === undefined ? {} : { memory }), ...(cpus === undefined ? {} : { cpus }) };
  const reservations = reservation === undefined ? {} : { memory: reservation };
  if (Object.keys(limits).length === 0) return [];
  const resources = { limits, ...(reservation === undefined ? {} : { reservations }) };
  if (!asMap(deploy)) return [{ path: ['deploy'], value: { resources } }];
  const map = asMap(findValue(deploy, 'resources'));
  if (!map) return [{ path: ['deploy', 'resources'], value: resources }];
  return [...below(map, 'limits', limits), ...below(map, 'reservations', reservations)];
}

function below(
  resources: NonNullable<ReturnType<typeof asMap>>,
  key: string,
  values: { readonly [key: string]: YamlValue },
): Setting[] {
  if (Object.keys(values).length === 0) return [];
  if (!asMap(findEntry(resources, key)?.value)) return [{ path: ['deploy', 'resources', key], value: values }];
  return Object.entries(values).map(([name, value]) => ({ path: ['deploy', 'resources', key, name], value }));
}
