// CI pipelines: GitHub Actions workflows and GitLab's file. pipelines never runs or fetches what a file includes, so
// it does not say what an `include` or a reusable workflow does.
export * from './pipeline.js';
export * from './builds.js';
export * from './named-builds.js';
export * from './scan-job.js';
export * from './maintenance.js';
export * from './scanners.js';
