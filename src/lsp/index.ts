// A language server: what harden has to say while somebody writes, and its steps as edits. lsp never writes a file, runs
// nothing, connects to nothing, and reads no path outside of the roots that an editor has open.
export { serveEditor } from './server.js';
