// Container engines, through their own commands. engine never runs anything unasked, never touches a container, network,
// volume or image that does not carry its label, and never uses a shell.
//
//   const engine = await findEngine({ env, signal });      // ConfigError where none answers
//   await engine.sweep();                                  // what killed runs left behind
//   try {
//     const built = await engine.build({ context, dockerfile, args: {}, cache: true, timeoutMs });
//     const project = engine.project(name, model, folder); // model: every service, network and volume with engine.label
//     await project.up({ timeoutMs });
//     for (const container of await project.containers()) ...
//   } finally {
//     await engine.removeAll();
//   }
export * from './types.js';
export { findEngine } from './find.js';
export { runProgram } from './process.js';
export { isAbandoned, ownerToken } from './owner.js';
export { createClient } from './client.js';
export { watchDisk } from './disk-watch.js';
export { buildFault, engineFault } from './faults.js';
export { buildFlags } from './build-flags.js';
export { readContainer, readHistory, readImage } from './inspect.js';
export { readApk, readDpkg } from './contents.js';
