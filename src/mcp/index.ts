// harden for programs that speak the Model Context Protocol: tools, resources, prompts and a skill, over standard input or
// over HTTP on this machine. mcp plans, reads and writes nothing itself: a desk does, with the rights it was started
// with. It passes on no control character, and marks as data whatever a repository may have written.
//
//   serverFactory(desk)          makes a server for each connection
//   serveStdin(make)             one client, until it goes
//   serveHttp(make, options)     clients of this machine that know the token
export { serveHttp } from './http.js';
export { readStepName } from './entries.js';
export { serverFactory } from './server.js';
export { serveStdin } from './stdin.js';
export type {
  AppliedSteps,
  ClientRoots,
  Desk,
  Inventory,
  InventoryRow,
  Library,
  Planned,
  PlanRequest,
  Rights,
  RunResult,
} from './types.js';
