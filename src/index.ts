// The library: what the command does, typed, without touching the disk unless asked.
export { plan, questions, apply, type PlanRequest, type ApplyRequest } from './library.js';
export { registry as transforms } from '../transforms/index.js';
export {
  renderCodeQuality,
  renderGithub,
  renderHtml,
  renderJson,
  renderMarkdown,
  renderPatch,
  renderSarif,
  renderTerminal,
} from './render/index.js';
export { ConfigError, lookupKey } from './model/index.js';
export type * from './model/index.js';
