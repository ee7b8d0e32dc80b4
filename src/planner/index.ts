// Order, plan, guards. The planner imports no transform, reads no disk, and never lets a step through that it cannot check.
export * from './plan.js';
export { askGroup } from './ask.js';
export * from './order.js';
export * from './groups.js';
export * from './overlay.js';
export * from './settings.js';
export { checkStep, type GuardFailure } from './guards.js';
export { parseFile, type ParsedFile } from './parsed.js';
