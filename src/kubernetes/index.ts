// Kubernetes manifests: workloads, pod specs, containers. kubernetes never reads a template and never edits a document
// it does not name; edits are those of compose (`addAt(doc.yaml, container.map, ['securityContext', ...], value)`).
export * from './manifests.js';
export * from './effective.js';
export * from './images.js';
export * from './sniff.js';
