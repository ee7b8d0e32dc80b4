import { factOf } from '../model/index.js';
import { type KeyOrder, keyOrderOf } from '../yaml/index.js';
import type { KubernetesDoc } from './manifests.js';

/** What is read together in a container: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/ */
const IN_CONTAINERS: KeyOrder['kinds'] = [['startupProbe', 'livenessProbe', 'readinessProbe']];
const IN_PODS: KeyOrder['kinds'] = [
  ['serviceAccountName', 'serviceAccount', 'automountServiceAccountToken'],
  ['initContainers', 'containers'],
];

/** The order in which the containers of a file have their keys: where a key goes that one of them lacks. */
export function containerKeyOrder(doc: KubernetesDoc): KeyOrder {
  return factOf(doc, readContainers);
}

/** As `containerKeyOrder`, of the specs of pods. */
export function podKeyOrder(doc: KubernetesDoc): KeyOrder {
  return factOf(doc, readPods);
}

function readContainers(doc: KubernetesDoc): KeyOrder {
  const maps = doc.workloads.flatMap(({ containers }) => containers.map(({ map }) => map));
  return keyOrderOf([...new Set(maps)], IN_CONTAINERS);
}

function readPods(doc: KubernetesDoc): KeyOrder {
  return keyOrderOf([...new Set(doc.workloads.map(({ podSpecMap }) => podSpecMap))], IN_PODS);
}
