// What a pod of a manifest is made of, where its settings are written, and how one is added.
// pods never overturns a setting: a key that an author wrote is a decision.
export { editsOfPod, type PodSetting } from './edits.js';
export { configMapOf, manifestsAround, servicesFor } from './manifests-around.js';
export { observedImage } from './observed.js';
export { fromCpus, fromMemory, isQuantity, quantity, type Resources } from './quantities.js';
export {
  type PodRewrite,
  type PodVerdict,
  type PodView,
  isWholePod,
  isWindowsPod,
  placeOfSetting,
  whyPatch,
  rewriteContainers,
  rewritePods,
  removedApi,
  securityOf,
} from './rewrite.js';
export { describeUserConflict, imageUser, podUser, usersNamed } from './user.js';
export {
  type ContainerRuns,
  type PodMount,
  type ServiceOfImage,
  whyConditionHolds,
  mountsOf,
  nameFits,
  readStart,
  variablesOf,
  volumeKind,
} from './workloads.js';
