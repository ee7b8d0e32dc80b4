import { type Assumption, type Context, stop } from '../../src/model/index.js';
import { asText, findValue } from '../../src/yaml/index.js';
import type { ComposeDoc } from '../../src/compose/index.js';
import {
  isForDevelopment,
  isJobOrTool,
  isSourceMounted,
  findServingEvidence,
  findSwarmKey,
  type ServiceVerdict,
  type ServiceView,
  rewriteServices,
} from '../../src/services/index.js';

const DEFAULT = 'unless-stopped';

export const transform = rewriteServices({
  meta: {
    id: 'restart-policy',
    title: 'Bring services back after a crash or a reboot',
    why: 'Without a policy a container that ends stays down, and so does everything after a restart of the host or of Docker.',
    summary: 'Adds `restart: unless-stopped` to Compose services that stay up and have no restart policy.',
    target: 'compose',
    phase: 'runtime',
    after: ['wait-for-healthy'],
    ceiling: 'unverified',
    rules: ['KICS Restart Policy On Failure Not Set To 5', 'CIS 5.15'],
    since: '0.1.0',
    references: [
      'https://docs.docker.com/engine/containers/start-containers-automatically/',
      'https://docs.docker.com/reference/compose-file/services/#restart',
    ],
    options: {
      policy: {
        type: 'string',
        default: DEFAULT,
        about: 'unless-stopped, always, on-failure, or on-failure:5 as the CIS benchmark has it.',
      },
    },
  },
  decidedBy: ['restart'],
  judge,
});

function judge(view: ServiceView, { options }: Context): ServiceVerdict {
  const { service, around } = view;
  if (isForDevelopment(around) && (isSourceMounted(around, service) || !bringsOthersBack(around.doc))) return undefined;
  if (service.has('restart') || isJobOrTool(view)) return undefined;
  // Compose follows deploy.restart_policy and Swarm has one of its own, for any end: both make `restart` void.
  if (findValue(service.get('deploy'), 'restart_policy') || findSwarmKey(service) !== undefined) return undefined;
  const policy = String(options.policy ?? DEFAULT);
  if (!/^(?:always|unless-stopped|on-failure(?::[1-9]\d*)?)$/.test(policy)) {
    const message = `the option policy is ${policy}; it can be unless-stopped, always, on-failure or on-failure:5`;
    return stop('needs-decision', message);
  }
  const evidence = findServingEvidence(view);
  return {
    settings: [{ path: ['restart'], value: policy }],
    title: 'Bring the service back after a crash or a reboot',
    seen: 'the service has no restart policy',
    assumptions: [
      ...(evidence ? [] : [STAYS_UP]),
      {
        id: 'meant-to-stay-up',
        believes: 'The file runs where the services are meant to stay up, and not only on the machine of a developer',
        breaksIf:
          'containers come back after a reboot where nobody wants them, or one that ends on purpose is started again',
        checkBy: 'compare with how the file is used; `docker compose down` and `stop` still end the services',
      },
    ],
    ...(evidence ? { evidence: [evidence] } : {}),
  };
}

/** Whoever has one service come back means the file to stay up; what somebody edits while it runs may end all the same. */
function bringsOthersBack(doc: ComposeDoc): boolean {
  return doc.services.some((service) => /^(?:always|unless-stopped)$/.test(asText(service.get('restart')) ?? ''));
}

const STAYS_UP: Assumption = {
  id: 'program-does-not-end',
  believes: 'The program of the service runs until it is stopped',
  breaksIf: 'it does its work and ends: it is started again and again',
  checkBy: 'start it and look whether `docker compose ps` still has it after its work is done',
  needsRun: true,
};
