// Text as it is on disk: offsets, lines, splices, diffs. text never normalises line endings and never re-prints.
export * from './lines.js';
export * from './splice.js';
export * from './rope.js';
export * from './style.js';
export * from './mapped.js';
export * from './lru.js';
export * from './diff.js';
export * from './part.js';
export * from './edits-between.js';
export * from './patch.js';
export * from './words.js';
