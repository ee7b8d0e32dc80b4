// A plan as people and machines read it: plan in, text out. render never reads a file, never decides what is applied,
// and never lets a control character of somebody's file reach a terminal.
export * from './checklist.js';
export { renderCodeQuality } from './code-quality.js';
export * from './commit.js';
export * from './disk-lines.js';
export * from './github.js';
export { renderHtml } from './html/page.js';
export type { ReportHead } from './html/report.js';
export { html } from './html/text.js';
export * from './json.js';
export { renderMarkdown } from './markdown.js';
export { fenceFor, markdownCode, markdownText } from './markdown-text.js';
export * from './observed.js';
export * from './patch.js';
export { withHint } from './paths.js';
export { renderOverview } from './overview.js';
export { renderPullRequest } from './pull-request.js';
export { TOLD_HELD } from './results.js';
export * from './sarif.js';
export * from './summary.js';
export * from './terminal.js';
export { factsOf } from './told.js';
export { verificationPieces } from './verification-terminal.js';
export * from './visible.js';
