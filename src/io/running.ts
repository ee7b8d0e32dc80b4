// What only runs that start containers need.
export { findEngine, runProgram } from './engine/index.js';
