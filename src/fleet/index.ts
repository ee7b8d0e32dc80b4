// A campaign over many repositories: its folder and ledger, where repositories come from, and their plans. fleet never
// opens a pull request, and never changes a repository.
//
//   openCampaign(folder)          its settings and its ledger
//   parseCampaign(text)           campaign.yaml, held against its schema
//   listedIn(text), repositoriesIn(folder)   what a table or a folder names
//   addAll(campaign, found)       what is new is added, and nothing else is changed
//   pinRepositories(request)      which commit of each is planned
//   planCampaign(request)         a plan for each that has none, or another one by now
//   knownAnswers(ledger, config)  what the ledger knows of registries, for whoever plans again
//   verifyCampaign(request)       builds and runs plans, those first that show most
//   servePlanning(planner)        what the processes do that plan
//   handOf(worker, clones)        plans one after the other on this machine, for whoever hands them out
//   openLedger(file)              SQLite, whichever there is
export {
  CAMPAIGN_FILE,
  type Campaign,
  LEDGER_FILE,
  LIST_FILE,
  mirrorsIn,
  openCampaign,
  parseCampaign,
  REVIEW_FILE,
  type WrittenSource,
  writeCampaign,
} from './campaign.js';
export type { OpenSettings } from './open-schema.js';
export { campaignSchemaText } from './campaign-schema.js';
export { type Database, openLedger, type Value } from './ledger/open.js';
export { type HistoryPoint, readHistory, recordHistory } from './ledger/history.js';
export { copyLedger, readPlanResult } from './ledger/results.js';
export { addEvent, countStates, type FoundRepository, type RepositoryState } from './ledger/repositories.js';
export { givenAnswers, knownAnswers } from './plan/plan-repository.js';
export { knownPlan } from './ledger/plans.js';
export type { PlanFacts } from './plan/facts.js';
export { type Clones, handOf, type PlanHand, type PlanOrder, type RemoteOf } from './plan/hand.js';
export { planCampaign, type PlanRan } from './plan/run.js';
export { servePlanning } from './plan/serve.js';
export { type AskedQuestion, planKey, type PlanFrame } from './plan/task.js';
export { type Outcome, type PlanWorker, workerHere, type WorkerLimits, workerProcess } from './plan/workers.js';
export { breaksAt, brokenPatterns, type BrokenPattern, countVerified, type Verified } from './ledger/verifications.js';
export { type Prove, type TriedStep, verifyCampaign, type VerifyRan } from './verify/run.js';
export { cellOf } from './sources/csv.js';
export { addAll, listedIn, writeList } from './sources/add.js';
export { repositoriesIn } from './sources/folder.js';
export { pinRepositories } from './sources/pin.js';
export { isGone, ownerOfHere } from './ledger/owner.js';
