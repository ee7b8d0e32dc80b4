// How a container runs, what it is given, and where.
import { asBoolean, asMap, asSeq, entriesOf, findEntry, findValue, type YamlMap } from '../../yaml/index.js';
import type { KubernetesDoc } from '../../kubernetes/index.js';
import { parseImageReference } from '../../model/index.js';
import { listNames } from '../dockerfile/define.js';
import { hasPassword, NO_SECRET_NAME, NO_SECRET_VALUE, SECRET_NAME, SECRET_VALUE } from '../../knowledge/index.js';
import type { Check, Seen } from '../define.js';
import { staleImage } from '../stale-image.js';
import { fullContainers, perContainer, perWorkload, textOf } from './workloads.js';

const SERVERS = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController']);
// Removed from the API server. Source: https://kubernetes.io/docs/reference/using-api/deprecation-guide/
const REMOVED_APIS: readonly (readonly [version: string, kinds: RegExp, instead: string])[] = [
  ['extensions/v1beta1', /^(?:Deployment|DaemonSet|ReplicaSet)$/, 'apps/v1'],
  ['extensions/v1beta1', /^(?:NetworkPolicy|Ingress)$/, 'networking.k8s.io/v1'],
  ['apps/v1beta1', /./, 'apps/v1'],
  ['apps/v1beta2', /./, 'apps/v1'],
  ['networking.k8s.io/v1beta1', /^Ingress(?:Class)?$/, 'networking.k8s.io/v1'],
  ['batch/v1beta1', /^CronJob$/, 'batch/v1'],
  ['policy/v1beta1', /^PodDisruptionBudget$/, 'policy/v1'],
  ['rbac.authorization.k8s.io/v1beta1', /./, 'rbac.authorization.k8s.io/v1'],
  ['autoscaling/v2beta1', /./, 'autoscaling/v2'],
  ['autoscaling/v2beta2', /./, 'autoscaling/v2'],
];

function holdsCredential(key: string, value: string): boolean {
  if (SECRET_VALUE.test(value) || hasPassword(value)) return true;
  return SECRET_NAME.test(key) && !NO_SECRET_NAME.test(key) && !value.startsWith('$(') && !NO_SECRET_VALUE.test(value);
}

function* credentials(doc: KubernetesDoc): Generator<Seen> {
  for (const workload of doc.workloads) {
    for (const container of workload.containers) {
      for (const item of asSeq(findEntry(container.map, 'env')?.value)?.items ?? []) {
        const key = textOf(findValue(item, 'name')) ?? '';
        const value = textOf(findValue(item, 'value'));
        if (value === undefined || !holdsCredential(key, value)) continue;
        yield { span: item.span, message: `${container.name} has the value of ${key} written into the file` };
      }
    }
  }
  for (const manifest of doc.manifests) {
    if (manifest.kind !== 'ConfigMap') continue;
    for (const [key, entry] of entriesOf(asMap(findValue(manifest.map, 'data')) ?? EMPTY)) {
      const value = textOf(entry.value);
      if (value === undefined || value.includes('\n') || !holdsCredential(key, value)) continue;
      yield { span: entry.span, message: `${manifest.id} holds ${key}, which belongs into a Secret` };
    }
  }
}

const EMPTY: YamlMap = { kind: 'map', flow: true, entries: [], span: { start: 0, end: 0 } };

function* removedApis(doc: KubernetesDoc): Generator<Seen> {
  for (const { map, kind, id } of doc.manifests) {
    const node = findEntry(map, 'apiVersion')?.value;
    const version = textOf(node);
    const removed = REMOVED_APIS.find(([old, kinds]) => old === version && kinds.test(kind));
    if (node && removed)
      yield {
        span: node.span,
        message: `${id} asks for ${version}, which current clusters no longer serve; ${removed[2]} took its place`,
      };
  }
}

export const runningChecks: readonly Check<KubernetesDoc>[] = [
  {
    id: 'writable-container-file-system',
    rule: 'pod-file-system-writable',
    summary: 'A container that may change its own files.',
    look: (doc) =>
      perContainer(doc, ({ securityContext }) => {
        const node = findValue(securityContext, 'readOnlyRootFilesystem');
        if (!node) return 'may write to its whole file system: readOnlyRootFilesystem is not set';
        return asBoolean(node) === true
          ? undefined
          : { node, message: 'may write to its whole file system: readOnlyRootFilesystem: false' };
      }),
  },
  {
    id: 'no-resources',
    rule: 'pod-without-resources',
    summary: 'A container without requests and limits for memory and processor time.',
    look: (doc) =>
      perContainer(doc, ({ map }) => {
        const lacks: string[] = [];
        for (const kind of ['requests', 'limits']) {
          for (const what of ['cpu', 'memory'])
            if (!findValue(map, 'resources', kind, what)) lacks.push(`${kind}.${what}`);
        }
        return lacks.length > 0 ? `does not set ${listNames(lacks, 4)}` : undefined;
      }),
  },
  {
    id: 'container-image-end-of-life',
    rule: 'base-image-past-end-of-life',
    summary: 'A container whose image gets no fixes any more.',
    look: (doc) =>
      perContainer(doc, ({ map, image }) => {
        const node = findEntry(map, 'image')?.value;
        const stale = image === undefined ? undefined : staleImage(image, 'runs ');
        return node && stale !== undefined ? { node, message: stale } : undefined;
      }),
  },
  {
    id: 'image-tagged-latest',
    rule: 'pod-image-tagged-latest',
    summary: 'A container whose image changes on its own.',
    look: (doc) =>
      perContainer(doc, ({ map, image }) => {
        const node = findEntry(map, 'image')?.value;
        const reference = image === undefined ? undefined : parseImageReference(image);
        if (!node || !reference || reference.digest !== undefined) return undefined;
        if (reference.tag === undefined)
          return { node, message: `runs ${reference.repository} without a tag, so whatever latest is on that day` };
        return reference.tag === 'latest'
          ? { node, message: `runs ${reference.repository}:latest, which is another version every so often` }
          : undefined;
      }),
  },
  {
    id: 'no-probes',
    rule: 'pod-without-probes',
    summary: 'A container of a server that nobody asks whether it lives or is ready.',
    look: (doc) =>
      perContainer(doc, ({ map, list }, { kind }) => {
        if (!SERVERS.has(kind) || list !== 'containers') return undefined;
        const lacks = ['livenessProbe', 'readinessProbe'].filter((key) => !findEntry(map, key));
        return lacks.length > 0 ? `has no ${lacks.join(' and no ')}` : undefined;
      }),
  },
  {
    id: 'credential-in-manifest',
    rule: 'secret-in-pod-environment',
    summary: 'A password, key or token written into a manifest.',
    look: credentials,
  },
  {
    id: 'removed-api-version',
    rule: 'cluster-policy-missing',
    rules: ['kl no-extensions-v1beta'],
    summary: 'An API version that current clusters no longer serve.',
    reason:
      'The newer version has other required fields and defaults, and the cluster it is meant for may be an old one.',
    look: removedApis,
  },
  {
    id: 'default-namespace',
    rule: 'cluster-policy-missing',
    rules: ['kl use-namespace'],
    summary: 'A workload that asks for the default namespace.',
    look: (doc) =>
      perWorkload(doc, ({ map }) => {
        const node = findValue(map, 'metadata', 'namespace');
        return node && textOf(node) === 'default'
          ? { node, message: 'is put into the namespace default, with everything else' }
          : undefined;
      }),
  },
  {
    id: 'replicas-on-one-node',
    rule: 'cluster-policy-missing',
    rules: ['kl no-anti-affinity'],
    summary: 'Several replicas that may all land on one node.',
    look: (doc) =>
      perWorkload(doc, (workload) => {
        const replicas = Number(textOf(findValue(workload.map, 'spec', 'replicas')) ?? '1');
        if (!(replicas > 1) || workload.kind === 'DaemonSet' || fullContainers(workload).length === 0) return undefined;
        const spread =
          findValue(workload.podSpecMap, 'affinity', 'podAntiAffinity') ??
          findEntry(workload.podSpecMap, 'topologySpreadConstraints');
        return spread ? undefined : `runs ${replicas} replicas that may all land on one node`;
      }),
  },
];
