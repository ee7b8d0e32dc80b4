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
export type { Selection } from './selection.js';
export { findConfig, metasOf, nearestName, planOptions, readConfig } from './configure.js';
export { groupsOf, readComposeServices, unreadOf } from './groups.js';
export { type LookUpSettings, createLookUp, describeUnheeded } from './lookups.js';
export { Frame, limitsOf, type Limits } from './frame.js';
export type { RunInput } from './open.js';
export { collectParts, collectPlan, planWorkspace } from './plan.js';
export { lockedQuestions, questionsOf } from './questions.js';
export { serveGroups } from './serve.js';
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
