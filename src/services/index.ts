// What a service of a Compose file is made of, where its settings are written, and how one is added. services never
// overturns a setting: a key that an author wrote, in any file that counts, is a decision.
export { type Surroundings, lookAround } from './around.js';
export { commandWords, whyConditionHolds, variableState } from './conditions.js';
export { stopDecidedElsewhere, stopExtendedElsewhere } from './elsewhere.js';
export { endingProgram, findEndingEvidence } from './ending.js';
export { filledIn, projectVariables, variablesOfFiles } from './dotenv.js';
export { environmentPairs } from './environment.js';
export { LIMIT_KEYS, limitPlace, assumeNewerFormat, findSwarmKey, findSwarmSign } from './formats.js';
export { awaitedBy, healthOf, profileEvidence, trialEvidence, serviceEvidence } from './health.js';
export { isMadeHere, viewOfMaker } from './maker.js';
export { type Heap, heapIn, heapOfImage, isMemory, mebibytes, memoryForHeap } from './memory.js';
export {
  type ServiceMount,
  isPlainVolume,
  findMountOf,
  withoutUsualLinks,
  serviceMounts,
  splitOutsideVariables,
} from './mounts.js';
export {
  type Seen,
  quoteObservation,
  roundUpMebibytes,
  loadAsObserved,
  memoryLimitsFrom,
  findObservation,
  assumptionsOfIdleRun,
  staleObservation,
  sameReference,
} from './observed.js';
export { isWholeServer, startsOwnServer, startsServerOf } from './program.js';
export { isContainer, rewriteServices, viewService } from './rewrite.js';
export { type BuiltImage, type Written, imageOfStage, readRuns } from './runs.js';
export type { Setting } from './settings.js';
export { temporaryFolder } from './temporary.js';
export { isForDevelopment, isJobOrTool, isSourceMounted, findServingEvidence } from './staying.js';
export type { ServiceRewrite, ServiceVerdict, ServiceView } from './rule.js';
export { isUnderKey, stopUsedOutside } from './sharing.js';
