// Dockerfiles: a scanner that reads as BuildKit does, dockerfile-ast as second opinion, effective configuration, splices.
// dockerfile never decides whether a change is right, and never re-prints an instruction.
export * from './document.js';
export * from './instruction.js';
export type { Comment, Directive, Heredoc } from './scan.js';
export { jsonStrings } from './scan.js';
export * from './state.js';
export * from './places.js';
export { disagreement, disagreementWithin, outline } from './opinion.js';
export * from './edits.js';
export * from './anchors.js';
export * from './packages.js';
export * from './runs.js';
export * from './downloads.js';
export * from './questions.js';
export * from './apk.js';
export * from './apt.js';
export * from './append.js';
export * from './clean.js';
export * from './stages.js';
export * from './copies.js';
export * from './dockerignore.js';
export * from './references.js';
export * from './images.js';
export * from './names.js';
export type { ChainLink, CommandPlace, ShellCommand, ShellScript, ShellWord } from '../shell/index.js';
