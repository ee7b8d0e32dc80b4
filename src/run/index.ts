// Joins discovery, configuration, evidence, transforms and the planner for the command and the library. run never
// prints and never decides what a step may do.
export {
  type LockFile,
  type LookUp,
  answerWorkspace,
  answersOf,
  changedLock,
  nextLock,
  readLock,
  writeLock,
} from './answers.js';
export { applyGroup, commitSteps } from './apply.js';
export { type Selection, findConfig, metasOf, nearestName, planOptions, readConfig } from './configure.js';
export { readComposeServices } from './groups.js';
export { type LookUpSettings, createLookUp, describeUnheeded } from './lookups.js';
export { type RunInput, collectParts, collectPlan, planWorkspace } from './plan.js';
export { questionsOf } from './questions.js';
export { stampOf } from './stamps.js';
export type { Update } from './update.js';
export {
  type Workspace,
  type WorkspaceFile,
  diskWorkspace,
  memoryWorkspace,
  overlayWorkspace,
  sniffYaml,
  treeWorkspace,
} from './workspace.js';
