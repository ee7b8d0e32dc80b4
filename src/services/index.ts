// What a container of a Compose file or a manifest is made of, and where its settings are written. services never
// overturns a setting: a key that an author wrote, in any file that counts, is a decision.
export * from './around.js';
export * from './runs.js';
export * from './propose.js';
export { decidedElsewhere, extendedElsewhere } from './elsewhere.js';
export * from './settings.js';
export * from './workloads.js';
export * from './pods.js';
export * from './manifests-around.js';
export * from './pod-user.js';
export type { PodSetting } from './pod-edits.js';
export * from './conditions.js';
export * from './program.js';
export * from './health.js';
export * from './formats.js';
export * from './ending.js';
export * from './mounts.js';
export * from './environment.js';
export * from './observed.js';
export * from './observed-pods.js';
export * from './start-user.js';
export * from './privileges.js';
export * from './staying.js';
export * from './image-uses.js';
export type { ImageUse, UseMount } from './image-start.js';
export * from './image-source.js';
export * from './made-accounts.js';
