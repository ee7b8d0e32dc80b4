// Pull requests of a campaign: which are opened when, what became of them, and what is done to many at once. fleet-publish
// plans nothing by itself, opens nothing that nobody approved, and writes into the ledger only what a forge has said.
//
//   policyOf(settings, flags)                  waves, gate, windows and limits of campaign.yaml
//   openWaves(request)                         brings what is open up to date, and opens what may be opened now
//   previewOf(request)                         what it would open
//   statusOf(ledger, judgement, policy, now)   where the campaign stands, in numbers
//   refreshPulls(bringing)                     asks the forge what became of what is open
//   readWhere(text), selectPulls               which pull requests a command is about
//   commentOn, closeOne, retryOpening          what is done to each of them
//   setPause(ledger, pause, isOn, now)         a transform, a pattern or a repository is held back
//   approach(connect, target)                  what is done for one on its forge, without a ledger
//   recoverPulls(bringing, waves)              the ledger's pull requests from the forge alone
//   ledgerRation(ledger, asking)               what a forge takes from an account, over all processes
export { approach, type Approach, type Approached, type Connection, type OpenPulls } from './approach.js';
export type { Bringing, Brought } from './bring.js';
export { closeOne, commentOn, failedOpenings, retryOpening, selectPulls, type BulkResult } from './bulk.js';
export { originOf } from './members.js';
export { openWaves, previewOf, type OpenRan } from './open.js';
export { policyOf, type PolicyFlags, type PublishPolicy } from './policy.js';
export { isOpen, type PullRow } from './pulls.js';
export { type Asking, ledgerRation, LIMITS } from './ration.js';
export { recoverPulls } from './recover.js';
export { refreshPulls } from './refresh.js';
export { statusOf, type CampaignStatus } from './status.js';
export { kindOf, pausesOf, setPause, type Judgement } from './wanted.js';
export { readWhere } from './where.js';
