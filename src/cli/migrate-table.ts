// The commands of a campaign: on this machine first, then those that speak to forges.
import type { CommandFamily, CommandOf } from './command-row.js';
import type { MigrateBulkFlags } from './commands/migrate-bulk.js';
import type { MigrateInitFlags } from './commands/migrate-init.js';
import type { MigrateOpenFlags } from './commands/migrate-open.js';
import type { MigratePauseFlags } from './commands/migrate-pause.js';
import type { MigratePlanFlags } from './commands/migrate-plan.js';
import type { MigrateRecoverFlags } from './commands/migrate-recover.js';
import type { MigrateReportFlags } from './commands/migrate-report.js';
import type { MigrateReviewFlags } from './commands/migrate-review.js';
import type { MigrateStatusFlags } from './commands/migrate-status.js';
import type { MigrateVerifyFlags } from './commands/migrate-verify.js';
import type { MigrateWatchFlags } from './commands/migrate-watch.js';
import type { MigrateWorkerFlags } from './commands/migrate-worker.js';
import {
  migrateCloseOptions,
  migrateCommentOptions,
  migrateOpenOptions,
  migratePauseOptions,
  migrateRecoverOptions,
  migrateRetryOptions,
  migrateWatchOptions,
  migrateInitOptions,
  migratePlanOptions,
  migrateReportOptions,
  migrateReviewOptions,
  migrateStatusOptions,
  migrateVerifyOptions,
  migrateWorkerOptions,
} from './options/migrate.js';

const CAMPAIGN = ['[folder]', 'the folder of the campaign (default: the current one)'] as const;

const init: CommandOf<MigrateInitFlags> = {
  name: 'init',
  summary: 'list the repositories of a campaign, and pin each to a commit; again: add what is new',
  words: CAMPAIGN,
  options: migrateInitOptions,
  run: async (...given) => (await import('./commands/migrate-init.js')).migrateInit(...given),
};

const plan: CommandOf<MigratePlanFlags> = {
  name: 'plan',
  summary: 'plan every repository in parallel; goes on where it was stopped',
  words: CAMPAIGN,
  options: migratePlanOptions,
  run: async (...given) => (await import('./commands/migrate-plan.js')).migratePlan(...given),
};

const worker: CommandOf<MigrateWorkerFlags> = {
  name: 'worker',
  summary: 'do the work of a campaign on another machine, as jobs from a queue',
  options: migrateWorkerOptions,
  run: async (...given) => (await import('./commands/migrate-worker.js')).migrateWorker(...given),
};

const report: CommandOf<MigrateReportFlags> = {
  name: 'report',
  summary: 'what the plans would change, as a page, tables or the ledger, before any pull request',
  words: CAMPAIGN,
  options: migrateReportOptions,
  run: async (...given) => (await import('./commands/migrate-report.js')).migrateReport(...given),
};

const review: CommandOf<MigrateReviewFlags> = {
  name: 'review',
  summary: 'judge each kind of change once: approve, reject or postpone; answers go to review.yaml',
  words: CAMPAIGN,
  options: migrateReviewOptions,
  run: async (...given) => (await import('./commands/migrate-review.js')).migrateReview(...given),
};

const verify: CommandOf<MigrateVerifyFlags> = {
  name: 'verify',
  summary: 'build and run plans, those first that show most: what breaks is known before it is opened',
  words: CAMPAIGN,
  options: migrateVerifyOptions,
  run: async (...given) => (await import('./commands/migrate-verify.js')).migrateVerify(...given),
};

const status: CommandOf<MigrateStatusFlags> = {
  name: 'status',
  summary: 'how far the campaign is, in counts',
  words: CAMPAIGN,
  options: migrateStatusOptions,
  run: async (...given) => (await import('./commands/migrate-status.js')).migrateStatus(...given),
};

const open: CommandOf<MigrateOpenFlags> = {
  name: 'open',
  summary: 'open pull requests, wave by wave, and keep those that are open up to date',
  words: CAMPAIGN,
  options: migrateOpenOptions,
  run: async (...given) => (await import('./commands/migrate-open.js')).migrateOpen(...given),
};

const watch: CommandOf<MigrateWatchFlags> = {
  name: 'watch',
  summary: 'look and open again and again, until everything is merged or declined',
  words: CAMPAIGN,
  options: migrateWatchOptions,
  run: async (...given) => (await import('./commands/migrate-watch.js')).migrateWatch(...given),
};

const pause: CommandOf<MigratePauseFlags> = {
  name: 'pause',
  summary: 'hold a transform, a pattern or a repository back, from now on and in what is open',
  words: ['[id]', 'a transform, a pattern or a repository; without it: what is held back'],
  options: migratePauseOptions,
  run: async (...given) => (await import('./commands/migrate-pause.js')).migratePause(...given),
};

const comment: CommandOf<MigrateBulkFlags> = {
  name: 'comment',
  summary: 'say something in pull requests',
  words: CAMPAIGN,
  options: migrateCommentOptions,
  run: async (...given) => (await import('./commands/migrate-bulk.js')).migrateComment(...given),
};

const close: CommandOf<MigrateBulkFlags> = {
  name: 'close',
  summary: 'close pull requests; what they propose is declined',
  words: CAMPAIGN,
  options: migrateCloseOptions,
  run: async (...given) => (await import('./commands/migrate-bulk.js')).migrateClose(...given),
};

const retry: CommandOf<MigrateBulkFlags> = {
  name: 'retry',
  summary: 'let the next run try again where nothing could be opened',
  words: CAMPAIGN,
  options: migrateRetryOptions,
  run: async (...given) => (await import('./commands/migrate-bulk.js')).migrateRetry(...given),
};

const recover: CommandOf<MigrateRecoverFlags> = {
  name: 'recover',
  summary: 'make the ledger of pull requests anew from what the forges have',
  words: CAMPAIGN,
  options: migrateRecoverOptions,
  run: async (...given) => (await import('./commands/migrate-recover.js')).migrateRecover(...given),
};

export const MIGRATE: CommandFamily = {
  name: 'migrate',
  summary: 'plan and change hundreds of repositories, as one campaign',
  commands: [init, plan, report, review, verify, status, open, watch, pause, comment, close, retry, recover, worker],
};
