// What services do while they run, in numbers and sets that limits are made of. observe never touches what it did not start,
// and never says of a service what it did not see.
export * from './smallest.js';
export * from './usage.js';
export * from './writes.js';
export * from './observe.js';
export type { Live, ObserveTools } from './tools.js';
