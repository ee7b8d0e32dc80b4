// What is left out of a project of strangers, and the limits of what is run of it.
import type { ModelMap, ModelValue } from '../io/index.js';
import type { LeftService } from '../model/index.js';
import { composeReads } from './compose-reads.js';
import { reasonOf } from './handover.js';
import type { Subject } from './subjects.js';
import type { Tools } from './tools.js';
import { mapIn, omitKeys, textIn } from './values.js';

/** All services of Compose files that Compose cannot work out without files of this machine; `undefined` where it can. */
export function leftUnread(
  subject: Pick<Extract<Subject, { kind: 'compose' }>, 'files' | 'folder'>,
  name: string,
  tools: Pick<Tools, 'bench' | 'memory' | 'settings'>,
): readonly LeftService[] | undefined {
  if (!tools.settings.untrusted) return undefined;
  const { services, asks } = composeReads(subject, tools);
  if (asks.length === 0) return undefined;
  const reason = reasonOf(asks);
  return (services.length > 0 ? services : [name]).map((service) => ({ service, reason, asks }));
}

/** The model without some of its services. */
export function without(model: ModelMap, left: ReadonlyMap<string, unknown>): ModelMap {
  return left.size === 0 ? model : { ...model, services: omitKeys(mapIn(model.services), ...left.keys()) };
}

/** Bytes and processes that a container of strangers has at most. */
const MOST_MEMORY = 2 * 1024 ** 3;
const MOST_PROCESSES = 512;
/** Bytes of one file; a whole container is not limited by most storage drivers. */
const MOST_FILE = 4 * 1024 ** 3;

/** The settings of a service with limits, and without those that ask for more or name servers. */
export function limited(service: ModelMap, cpus: number): ModelMap {
  const kept = omitKeys(
    service,
    ...['mem_limit', 'memswap_limit', 'mem_reservation', 'mem_swappiness', 'oom_kill_disable', 'oom_score_adj'],
    ...['pids_limit', 'dns', 'dns_search', 'dns_opt', 'cpu_rt_runtime', 'cpu_rt_period', 'blkio_config'],
  );
  const deploy = mapIn(service.deploy);
  const limits = mapIn(mapIn(deploy.resources).limits);
  const least = (most: number, ...given: readonly (ModelValue | undefined)[]): number =>
    Math.min(most, ...given.map((each) => Number(textIn(each))).filter((each) => each > 0));
  const own = {
    memory: String(least(MOST_MEMORY, limits.memory, service.mem_limit)),
    pids: least(MOST_PROCESSES, limits.pids, service.pids_limit),
    cpus: String(least(Math.min(2, cpus), limits.cpus, service.cpus)),
  };
  delete kept.cpus;
  return {
    ...kept,
    ulimits: { ...mapIn(service.ulimits), fsize: MOST_FILE, core: 0 },
    deploy: { ...omitKeys(deploy, 'resources'), resources: { limits: own } },
  };
}
