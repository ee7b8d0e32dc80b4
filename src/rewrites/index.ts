// The frames for transforms that make their edits themselves: what is looked at, one at a time, and steps and refusals of
// what is said of it. rewrites never decides whether a change is right.
export type { DockerfileContext } from './context.js';
export { type DockerfileVerdict, type Rewrite, type StopAt, rewriteDockerfile } from './rewrite.js';
export { type StartedStage, copies, instructions, runs, shippedRuns, stages, startedImages } from './targets.js';
export type { CallOfRun } from './calls.js';
export { addOption } from './options.js';
export { type Cleaning, cleanCache } from './caches.js';
export { type Spot, type YamlRewrite, type YamlVerdict, rewriteYaml, spotOf } from './yaml.js';
export { pinTools } from './tools.js';
