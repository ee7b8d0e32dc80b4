// What the old formats of Compose files, and Swarm, take.
import { factOf, type Assumption } from '../model/index.js';
import { asMap, asText, entriesOf, findEntry, findValue } from '../yaml/index.js';
import type { ComposeDoc, Service } from '../compose/index.js';

/**
 * The assumption that a key needs which came to a later version of the format than the file names: `{ 2: '2.3', 3:
 * '3.4' }`; 0 for a key that no version of the line has. Empty where the file names none, or one that has the key.
 * Source: https://github.com/docker/compose/releases/tag/1.27.0, which reads every version as the Compose
 * specification.
 */
export function assumeNewerFormat(
  doc: ComposeDoc,
  key: string,
  since: { readonly 2: string; readonly 3: string },
): Assumption[] {
  const text = asText(doc.version?.value);
  const [major, minor = 0] = (text ?? '').split('.').map(Number);
  if (major !== 2 && major !== 3) return [];
  const [, needed] = since[major].split('.').map(Number);
  if (since[major] !== '0' && minor >= needed!) return [];
  return [
    {
      id: 'compose-1.27',
      believes: `Compose 1.27 (2020) or newer reads the file, which takes \`${key}\` in a file of every version`,
      breaksIf: 'an older docker-compose reads it: it goes by `version` and rejects the file',
      checkBy: 'run `docker compose version`, or `docker-compose version`, wherever the file is used',
    },
  ];
}

/** Settings of `deploy` that Swarm alone follows. Compose reads resources, replicas and restart_policy too. */
const SWARM_KEYS = ['placement', 'update_config', 'rollback_config', 'endpoint_mode', 'labels'];

/** What in the file is meant for `docker stack deploy`, in words. */
export function findSwarmSign(doc: ComposeDoc): string | undefined {
  return factOf(doc, swarmSign);
}

function swarmSign(doc: ComposeDoc): string | undefined {
  for (const service of doc.services) {
    const key = findSwarmKey(service);
    if (key !== undefined) return `${key} of ${service.name} is for Swarm`;
  }
  const networks = doc.root && asMap(findValue(doc.root, 'networks'));
  for (const [name, entry] of networks ? entriesOf(networks) : []) {
    if (asText(findValue(entry.value, 'driver')) === 'overlay') return `the overlay network ${name} is for Swarm`;
  }
  return undefined;
}

/** The setting of a service that only Swarm follows. */
export function findSwarmKey(service: Service): string | undefined {
  const deploy = asMap(service.get('deploy'));
  if (!deploy) return undefined;
  const key = SWARM_KEYS.find((each) => findEntry(deploy, each));
  if (key !== undefined) return `deploy.${key}`;
  return asText(findValue(deploy, 'mode')) === 'global' ? 'deploy.mode' : undefined;
}

const FLAT_LIMITS = ['mem_limit', 'memswap_limit', 'cpus', 'cpu_quota', 'pids_limit'];

/**
 * Where a limit of the service belongs: `deploy.resources.limits`, or keys of the service itself. Compose takes the two
 * in one service only if they agree, and a limit that is absent does not agree.
 * Source: https://github.com/compose-spec/compose-go/blob/main/loader/validate.go
 */
export function limitPlace(doc: ComposeDoc, service: Service): 'deploy' | 'service' {
  if (findValue(service.get('deploy'), 'resources', 'limits')) return 'deploy';
  if (FLAT_LIMITS.some((key) => service.has(key))) return 'service';
  return asText(doc.version?.value)?.startsWith('2') ? 'service' : 'deploy';
}

/** Keys with which an author decides about limits, in whichever file. */
export const LIMIT_KEYS: readonly string[] = ['deploy', 'mem_reservation', ...FLAT_LIMITS];
