import { asBoolean, asMap, asSeq, asText, findValue, type YamlMap, type YamlNode } from '../../yaml/index.js';
import type { ComposeDoc, Service } from '../../compose/index.js';
import type { Container, KubernetesDoc, Workload } from '../../kubernetes/index.js';
import { countImage } from './dockerfile.js';
import { countPlace, type Counts } from './tally.js';

/** Counts the services of a Compose file that name an image or a build; fragments of an override do not count. */
export function countCompose(
  counts: Counts,
  doc: ComposeDoc,
  builtWithHealthcheck: (service: string) => boolean,
): void {
  counts.compose++;
  const { capabilities, health, limits, readOnly } = counts.services;
  for (const service of doc.services) {
    const { image, build } = service;
    if (image === undefined && build === undefined) continue;
    if (image !== undefined && build === undefined && !image.includes('$')) countImage(counts, image);
    countPlace(capabilities, dropsAll(service.get('cap_drop')));
    countPlace(health, service.has('healthcheck') || builtWithHealthcheck(service.name));
    countPlace(limits, hasLimit(service));
    countPlace(readOnly, asBoolean(service.get('read_only')) === true);
  }
}

function dropsAll(node: YamlNode | undefined): boolean {
  return asSeq(node)?.items.some((each) => asText(each)?.toUpperCase() === 'ALL') ?? false;
}

function hasLimit(service: Service): boolean {
  return service.has('mem_limit') || findValue(service.get('deploy'), 'resources', 'limits', 'memory') !== undefined;
}

/** Kinds that run on; a Job ends by itself, so nobody asks how it is. */
const LONG_RUNNING = new Set(['Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController']);

/** Counts the containers of a file of manifests. */
export function countManifests(counts: Counts, doc: KubernetesDoc): void {
  counts.kubernetes++;
  const { capabilities, health, limits, readOnly } = counts.containers;
  for (const workload of doc.workloads) {
    for (const container of workload.containers) {
      if (container.list === 'ephemeralContainers') continue;
      const { map, image, securityContext } = container;
      if (image !== undefined && !image.includes('$')) countImage(counts, image);
      countPlace(counts.podUsers, isNonRoot(workload, container));
      countPlace(capabilities, dropsAll(findValue(securityContext, 'capabilities', 'drop')));
      countPlace(limits, findValue(map, 'resources', 'limits', 'memory') !== undefined);
      countPlace(readOnly, asBoolean(findValue(securityContext, 'readOnlyRootFilesystem')) === true);
      if (container.list === 'containers' && LONG_RUNNING.has(workload.kind)) countPlace(health, hasProbe(map));
    }
  }
}

function hasProbe(map: YamlMap): boolean {
  return ['livenessProbe', 'readinessProbe', 'startupProbe'].some((key) => findValue(map, key) !== undefined);
}

/** The container's own word counts before the pod's. */
function isNonRoot({ podSpecMap }: Workload, { securityContext }: Container): boolean {
  const pod = asMap(findValue(podSpecMap, 'securityContext'));
  const asked = findValue(securityContext, 'runAsNonRoot') ?? findValue(pod, 'runAsNonRoot');
  if (asBoolean(asked) === true) return true;
  const uid = asText(findValue(securityContext, 'runAsUser') ?? findValue(pod, 'runAsUser'));
  return uid !== undefined && /^\d+$/.test(uid) && Number(uid) > 0;
}
