// Kubernetes manifests: workloads, pod specs, containers. kubernetes never reads a template and never edits a document
// it does not name; edits are those of yaml (`addAt(doc.yaml, container.map, ['securityContext', ...], value)`).
export { effectiveManifests } from './effective.js';
export { containerKeyOrder, podKeyOrder } from './key-order.js';
export { type Container, type KubernetesDoc, type Manifest, type Workload, parseManifests } from './manifests.js';
export { looksLikeKubernetes } from './sniff.js';
