// Joins discovery, configuration, evidence, transforms and the planner for the command and the library. engine never
// prints and never decides what a step may do.
export * from './workspace.js';
export {
  collectParts,
  collectPlan,
  planWorkspace,
  readComposeServices,
  type PlannedGroups,
  type RunInput,
} from './run.js';
export * from './questions.js';
export * from './checklist.js';
export * from './apply.js';
export * from './configure.js';
export type { Update } from './update.js';
export * from './answers.js';
export * from './lookups.js';
export { stampOf, type Stamp } from './stamps.js';
