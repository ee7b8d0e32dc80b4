// What talks to the network, in one piece that is loaded only by a run that looks something up.
export * from './packages/index.js';
export * from './registry/index.js';
