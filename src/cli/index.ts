// The command: flags in, text and an exit code out. cli never plans, parses or edits; that is the engine's.
export { main } from './main.js';
