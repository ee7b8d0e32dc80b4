// The work of a campaign on more than one machine: jobs over BullMQ, on Redis or Valkey. fleet-queue decides nothing about
// repositories and keeps nothing but jobs: what came of them is in the ledger of whoever gave them out, and what a worker
// says is held against a schema first. No token and no password stands in a job.
//
//   queueAddress(text, env)              where the queue is; what is shown of it has no password
//   connectQueue(address, patienceMs)    a connection that is waited for, and given up in the end
//   planJobs(options)                    hands that plan by giving out jobs
//   workOnPlans(options)                 takes jobs, and plans
//   openJobs(options)                    brings repositories where they are to be by giving out jobs
//   workOnOpenings(options)              takes jobs of an account
//   queueRation(link, asking)            what a forge takes from an account, over all machines
export { queueAddress } from './address.js';
export { connectQueue, type QueueLink } from './link.js';
export type { OpenWishes } from './open-job.js';
export { openJobs } from './open-jobs.js';
export { workOnOpenings } from './open-work.js';
export { planJobs } from './plan-jobs.js';
export { workOnPlans } from './plan-work.js';
export { queueRation } from './ration.js';
