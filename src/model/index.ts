// The nouns of harden. This folder never imports from another folder and never does anything.
export * from './path.js';
export * from './span.js';
export * from './list.js';
export * from './words.js';
export * from './stop.js';
export * from './edit.js';
export * from './evidence.js';
export * from './project.js';
export * from './proposal.js';
export * from './lookup.js';
export * from './reference.js';
export * from './repository.js';
export * from './transform.js';
export * from './plan.js';
export * from './observation.js';
export * from './program.js';
export * from './errors.js';
export type * from './verification.js';
