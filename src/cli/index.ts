// The command: flags in, text and an exit code out. cli never plans, parses or edits; that is what run is for.
export { main } from './main.js';
