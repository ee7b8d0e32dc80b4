// What a service of a Compose file is made of, where its settings are written, and how one is added. services never
// overturns a setting: a key that an author wrote, in any file that counts, is a decision.
export { type Surroundings, lookAround } from './around.js';
export { commandWords, conditionMet, variableState } from './conditions.js';
export { decidedElsewhere, extendedElsewhere } from './elsewhere.js';
export { endingProgram, endsByItself } from './ending.js';
export { environmentPairs } from './environment.js';
export { LIMIT_KEYS, limitPlace, newerFormat, swarmKey, swarmSign } from './formats.js';
export { awaitedBy, healthOf, known, ranSo, seenAt } from './health.js';
export {
  type ServiceMount,
  isPlainVolume,
  mountAt,
  realPath,
  serviceMounts,
  splitOutsideVariables,
} from './mounts.js';
export {
  type Seen,
  asSeen,
  inSteps,
  loadAsObserved,
  measuredMemory,
  observedOf,
  onlyRan,
  outdated,
  sameReference,
} from './observed.js';
export { isWholeServer, startsOwnServer, startsServerOf } from './program.js';
export { isContainer, rewriteServices, viewOf } from './rewrite.js';
export { type BuiltImage, type Written, imageOfStage, whatRuns } from './runs.js';
export type { Setting } from './settings.js';
export { isForDevelopment, isJobOrTool, staysUp } from './staying.js';
export type { ServiceRewrite, ServiceVerdict, ServiceView } from './rule.js';
export { isUnderKey, stopUsedOutside } from './sharing.js';
