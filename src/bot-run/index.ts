// Pull requests that live, from the forge to the forge: what is there is observed, what could be is planned, and what is
// decided is done. bot-run decides nothing that `bot` does not, writes to no work tree, and does nothing twice.
//
//   runBot(request)          one repository, brought where its plan wants it; a fault is told, never thrown
//   branchesThere(request)   branches that pull requests may have come from
//   readProof(text)          what `harden verify` said of a plan, step by step
export { branchesThere } from './branches-there.js';
export { isProof, outcomesIn, readProof } from './proof.js';
export { runBot } from './run.js';
export type { BotReport, BotRequest, BotSettings, PartReport, Tried } from './types.js';
