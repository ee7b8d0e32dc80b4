// Pull requests that live, from the forge to the forge: what is there is observed, what could be is planned, and what is
// decided is done. bot-run decides nothing that `bot` does not, writes to no work tree, and does nothing twice.
//
//   runBot(request)   one repository, brought where its plan wants it; a fault is told, never thrown
export { runBot } from './run.js';
export type { BotReport, BotRequest, BotSettings, PartReport } from './types.js';
