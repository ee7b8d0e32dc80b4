// What programs do, by the name they are called with. programs never looks at a program's arguments, but for those of
// programs that run the rest of their words.
export type { Fact } from './facts.js';
export { mentionsProgram, programIn, programIs, programsThat } from './table.js';
export { behindWrappers, interpreterOf, runsItsWords } from './wrappers.js';
