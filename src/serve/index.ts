// Webhooks: what a forge sends, told genuine or not, and the runs it leads to, one a repository at a time. serve decides
// nothing about pull requests, believes no byte before its signature, and keeps nothing that a flood could fill.
//
//   gitHubHook(options)     deliveries of GitHub; gitLabHook and forgejoHook are its likes
//   serveHooks(options)     a server that takes them, with /healthz and /metrics, until it is stopped
export { forgejoHook } from './forgejo.js';
export { gitHubHook } from './github.js';
export { gitLabHook } from './gitlab.js';
export { serveHooks, type ServeOptions, type Serving } from './server.js';
export type { Hook, HookOptions, RunResult, Wake } from './types.js';
