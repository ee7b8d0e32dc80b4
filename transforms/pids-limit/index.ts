import { type Context, isStop, stop } from '../../src/model/index.js';
import { findValue } from '../../src/yaml/index.js';
import type { ComposeDoc, Service } from '../../src/compose/index.js';
import {
  LIMIT_KEYS,
  limitPlace,
  assumeNewerFormat,
  findObservation,
  findSwarmKey,
  isJobOrTool,
  type ServiceVerdict,
  rewriteServices,
  type ServiceView,
} from '../../src/services/index.js';

const DEFAULT = 2048;
/** Over what was seen: a server starts more under load, and a fork bomb has no end. */
const HEAD_ROOM = 8;
const LEAST = 256;

export const transform = rewriteServices({
  meta: {
    id: 'pids-limit',
    title: 'Limit how many processes a service may start',
    why: 'A fork bomb or a leak of threads then fails in this container, and does not use up the process ids of the host.',
    summary: 'Adds a generous limit on processes and threads to Compose services that have none.',
    target: 'compose',
    phase: 'runtime',
    after: ['resource-limits'],
    ceiling: 'review',
    rules: ['CL-0026', 'KICS Pids Limit Not Set', 'CIS 5.29', 'O7'],
    since: '0.1.0',
    references: [
      'https://docs.docker.com/reference/compose-file/services/#pids_limit',
      'https://docs.podman.io/en/v4.4/markdown/options/pids-limit.html',
    ],
    options: {
      limit: { type: 'number', default: DEFAULT, about: 'Processes and threads a container may have.' },
    },
  },
  decidedBy: LIMIT_KEYS,
  observes: true,
  judge,
});

function judge(view: ServiceView, { options, preset }: Context): ServiceVerdict {
  const { service, around } = view;
  if (preset !== 'guide' && isJobOrTool(view)) return undefined;
  const limit = Number(options.limit ?? DEFAULT);
  const isConfigured = options.limit !== undefined && limit !== DEFAULT;
  const seen = isConfigured ? undefined : findObservation(view);
  const peak = seen?.is.pids?.peak;
  if (!seen || !peak) return limitTo(around.doc, service, limit, isConfigured);
  const found = limitTo(around.doc, service, Math.max(LEAST, peak * HEAD_ROOM), false);
  if (!found || isStop(found)) return found;
  return { ...found, evidence: [seen.says(`${service.name} had ${peak} processes and threads at most`)] };
}

function limitTo(doc: ComposeDoc, service: Service, limit: number, configured: boolean): ServiceVerdict {
  const limits = findValue(service.get('deploy'), 'resources', 'limits');
  if (service.has('pids_limit') || findValue(limits, 'pids')) return undefined;
  if (!Number.isInteger(limit) || limit < 1)
    return stop('needs-decision', `the option limit is ${limit}, which is no number of processes`);
  // Swarm takes no pids_limit; Compose takes it where deploy has no limits.
  const nested = limits !== undefined || (findSwarmKey(service) !== undefined && limitPlace(doc, service) === 'deploy');
  const key = nested ? 'deploy.resources.limits.pids' : 'pids_limit';
  return {
    settings: [nested ? { path: PLACE, value: limit } : { path: ['pids_limit'], value: limit }],
    title: 'Limit how many processes the service may start',
    seen: 'the service has no limit on processes',
    assumptions: [
      {
        id: 'fewer-processes-than-the-limit',
        believes: `No container has more than ${limit} processes and threads at once`,
        breaksIf: 'one has more, as a large Java server or a browser farm may: it cannot start threads and fails',
        checkBy: 'compare with the column PIDS of `docker stats` under load',
      },
      ...assumeNewerFormat(doc, key, nested ? { 2: '0', 3: '3.9' } : { 2: '2.1', 3: '0' }),
    ],
    evidence: [
      configured
        ? { says: `${limit} is configured`, from: { kind: 'config', key: 'transforms.pids-limit.limit' } }
        : {
            says: `Podman gives every container a limit of ${DEFAULT}, so that images are used to it`,
            from: {
              kind: 'knowledge',
              entry: 'pids-limit',
              source: 'https://docs.podman.io/en/v4.4/markdown/options/pids-limit.html',
            },
          },
    ],
  };
}

const PLACE = ['deploy', 'resources', 'limits', 'pids'] as const;
