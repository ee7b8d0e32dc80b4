// Both sides of a patch, built and run: what to run, whether it does the same, which step is to blame. verify decides and
// compares; it reaches the outside only through what it is given, and never counts as proven what it did not see run.
export * from './isolate.js';
export * from './complaints.js';
export * from './compare.js';
export * from './bisect.js';
export { resultKey } from './key.js';
export { hiderOf, secretsOf, valuesOf } from './hide.js';
export { subjectsIn } from './contexts.js';
export * from './predict.js';
export { readPodFiles } from './pod-files.js';
export { podContainers, podModel } from './pod-model.js';
export { untestedIn } from './pods.js';
export { readNeeds } from './read-needs.js';
export { verifyGroup, type Verified } from './verify.js';
export { tmpfsOf, withOwnVolumes } from './own-volumes.js';
export * from './written.js';
export { probesOf } from './probes.js';
export { buildsOf } from './requests.js';
export { statesOf, subjectsOf, type Subject } from './subjects.js';
export { makeHarmless, type Boot } from './boot.js';
export type { Drive } from './starts.js';
export { runTrial, type TrialResult } from './trial.js';
export { routesIn } from './routes.js';
export { loginOf } from './queries.js';
export { coverageOf, type Exercised } from './coverage.js';
export { mapIn, textIn, textsIn } from './values.js';
export type { Settings, Tools } from './tools.js';
export type { Place } from './refuse.js';
