// What a build stage is made of: the packages it installs, the tools they bring, who uses those. builds never decides what
// a file should become.
export * from './commands.js';
export * from './installs.js';
export * from './uses.js';
export * from './material.js';
export * from './openmp.js';
export * from './refused.js';
export * from './site.js';
export * from './bases.js';
export * from './python-requirements.js';
export * from './node.js';
