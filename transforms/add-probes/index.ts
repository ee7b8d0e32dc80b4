import { type Assumption, isStop, stop, type Stop, type Verdict } from '../../src/model/index.js';
import { asText, findEntry, findValue } from '../../src/yaml/index.js';
import type { Container } from '../../src/kubernetes/index.js';
import {
  removedApi,
  type ContainerRuns,
  type PodRewrite,
  type PodSetting,
  type PodView,
  rewriteContainers,
} from '../../src/pods/index.js';
import { fromBuild, fromCompose, fromLiveness, fromProfile, fromService, type Found } from './evidence.js';
import { probe } from './probes.js';

export const transform = rewriteContainers({
  meta: {
    id: 'add-probes',
    title: 'Ask servers whether they are ready before they get traffic',
    why: 'A pod gets traffic only while its server answers, and a rollout waits for the new pods before it takes the old ones away.',
    summary:
      'Adds the readiness probe that a liveness probe, a Dockerfile, a Compose file, the image or a Service gives evidence for.',
    target: 'kubernetes',
    phase: 'runtime',
    ceiling: 'review',
    rules: ['kl no-liveness-probe', 'kl no-readiness-probe', 'kl no-liveness/readiness'],
    since: '0.1.0',
    references: [
      'https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/',
      'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/',
    ],
    options: {
      liveness: {
        type: 'boolean',
        default: true,
        about: 'Also restart web servers and proxies that stopped answering; never what keeps data.',
      },
    },
  },
  judge,
});

const SERVERS = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController']);

function judge(container: Container, view: PodView): Verdict<PodRewrite> {
  const { workload, context } = view;
  if (!SERVERS.has(workload.kind) || container.list !== 'containers') return undefined;
  if (findEntry(container.map, 'readinessProbe')) return undefined;
  const running = view.runs(container);
  if (!running) return undefined;
  const found = findProbe(view, container, running);
  if (!found) return undefined;
  if (isStop(found)) return found;
  if (workload.kind === 'StatefulSet' && Number(asText(findValue(workload.map, 'spec', 'replicas')) ?? '1') > 1) {
    // A guess of ours is not worth a word; a check that somebody wrote is.
    if (found.guessed) return undefined;
    const message =
      'members of a StatefulSet may find each other only once they are ready, and be ready only once they have; decide which comes first';
    return stop('needs-decision', message);
  }
  const settings: [PodSetting, ...PodSetting[]] = [
    { at: container, path: ['readinessProbe'], value: probe(found.handler, found.times) },
  ];
  const alone = !findEntry(container.map, 'livenessProbe') && !findEntry(container.map, 'startupProbe');
  // startupProbe came with Kubernetes 1.16, and a liveness probe without it may kill a slow start.
  const asks = found.stateless && alone && 'httpGet' in found.handler && !removedApi(workload);
  const restarts = asks && context.options.liveness !== false;
  if (restarts) {
    const times = { periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 };
    settings.push({ at: container, path: ['livenessProbe'], value: probe(found.handler, times) });
    // Five minutes to start, so that a slow start is not taken for a dead server.
    settings.push({
      at: container,
      path: ['startupProbe'],
      value: probe(found.handler, { ...times, failureThreshold: 30 }),
    });
  }
  return {
    settings,
    title: restarts
      ? 'Ask web servers whether they are ready, and whether they live'
      : 'Ask servers whether they are ready',
    seen: 'the container has no readinessProbe',
    assumptions: [found.assumption, ...(restarts ? [RESTART] : [])],
    evidence: found.evidence,
  };
}

/** The strongest evidence first; where a known check may not fit, a port does. */
function findProbe(view: PodView, container: Container, running: ContainerRuns): Found | Stop | undefined {
  const written = fromLiveness(view, container, ['httpGet', 'grpc']) ?? fromBuild(running) ?? fromCompose(running);
  if (written) return written;
  const known = fromProfile(container, running);
  if (known && !isStop(known)) return known;
  return fromLiveness(view, container, ['tcpSocket']) ?? fromService(view, container) ?? known;
}

const RESTART: Assumption = {
  id: 'silence-means-dead',
  believes: 'A server that keeps nothing and has not answered for a minute is helped by a restart',
  breaksIf: 'all its workers are busy for that long: the restart cuts what they were doing',
  checkBy: 'compare the longest requests with the sixty seconds, or set the option `liveness` to false',
};
