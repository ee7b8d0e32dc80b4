// Order, plan, guards. The planner imports no transform, reads no disk, and never lets a step through that it cannot check.
export type { GroupInput, GroupResult } from './input.js';
export { planGroup } from './plan.js';
export { askGroup } from './ask.js';
export * from './order.js';
export * from './groups.js';
export * from './overlay.js';
export * from './settings.js';
export { DocumentMemory, type Texts } from './documents.js';
export { type BarePlan, withoutTexts, withTexts } from './versions.js';
