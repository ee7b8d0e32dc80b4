// CI pipelines: GitHub Actions workflows and GitLab's file, parsed, and where those of every system lie. pipelines never
// runs or fetches what a file includes, so it does not say what an `include` or a reusable workflow does.
export { type Build, buildsOf, keyOf } from './builds.js';
export { type Job, type PipelineDoc, effectivePipeline, parsePipeline } from './pipeline.js';
export { type CiSystem, isUnread, type PipelineFile, pipelineFiles, pipelineHome, pipelinePlaces } from './places.js';
export { SCANNERS, type Scanner, finished, scanJob } from './scan-job.js';
export { runsScanner } from './scanners.js';
