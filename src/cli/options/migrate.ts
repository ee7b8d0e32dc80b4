// The options of the commands of a campaign.
import { Option } from 'commander';
import { CSV_TABLES, REPORT_FORMATS } from '../formats.js';
import { collect, collectWhole, nonEmpty, option, whole } from './values.js';
import { colorOptions } from './shared.js';

export function migrateInitOptions(): Option[] {
  return [
    option(
      '--organisation <address>',
      'all of a user, organisation or group: https://HOST/NAME (repeat it)',
      collectWhole,
    ),
    option('--topic <topic>', 'all with this topic, on the server of --server (repeat it)', collectWhole),
    option('--search <words>', 'what the server of --server finds for these words (repeat it)', collectWhole),
    option('--server <address>', 'of topics and searches (default: https://github.com)', nonEmpty),
    option(
      '--csv <file>',
      'a table with the columns url, branch and team, or an address a line; - is standard input',
      collectWhole,
    ),
    option('--clones <folder>', 'clones or bare repositories in a folder (repeat it)', collectWhole),
    option('--name <name>', 'what the campaign is called', nonEmpty),
    new Option('--refresh', 'pin what is pinned already to where its branch is now'),
  ];
}

export function migratePlanOptions(): Option[] {
  return [
    option('--workers <number>', 'processes that plan (default: one for each processor)', whole(1, 256)),
    new Option('--refresh', 'pin repositories to where their branches are now first'),
    new Option('--retry', 'try again what has failed before'),
    new Option('--offline', 'ask no registry and no index'),
    option('--queue <address>', 'let harden migrate worker plan, by jobs on redis://HOST:PORT', nonEmpty),
    patienceOption(),
  ];
}

function openQueueOptions(): Option[] {
  return [
    option('--queue <address>', 'let harden migrate worker --open do it, by jobs on redis://HOST:PORT', nonEmpty),
    patienceOption(),
  ];
}

function patienceOption(): Option {
  return option('--patience <duration>', 'how long a queue that is gone is waited for (default: 2m)', nonEmpty);
}

export function migrateWorkerOptions(): Option[] {
  return [
    option(
      '--queue <address>',
      'where the jobs are: redis://HOST:PORT, rediss:// for TLS',
      nonEmpty,
    ).makeOptionMandatory(),
    new Option('--open', 'open pull requests in place of planning, on the servers of --server'),
    option(
      '--workers <number>',
      'repositories that are planned at a time (default: one for each processor)',
      whole(1, 256),
    ),
    option(
      '--server <address>',
      'a server whose tokens are used; with it, no other is asked (repeat it)',
      collectWhole,
    ),
    ...publishOptions(),
    option('--mirrors <folder>', 'keep clones here (default: a folder that is removed at the end)', nonEmpty),
    patienceOption(),
  ];
}

export function migrateVerifyOptions(): Option[] {
  return [
    option('--budget <duration>', 'how long it may take, as 30m or 4h; what is not done by then is ended', nonEmpty),
    option('--most <number>', 'how many repositories', whole(1, 1_000_000)),
    new Option('--retry', 'try again what could not be built'),
  ];
}

export function migrateStatusOptions(): Option[] {
  return [
    new Option('--replan', 'pin repositories to where their branches are now and plan them again first: what is left'),
    new Option('--offline', 'ask no forge what became of pull requests'),
    new Option('--unreviewed', 'count what nobody judged, where it keeps behaviour, as to be opened'),
    option('--forge <kind>', 'what runs on servers whose names do not say so', nonEmpty),
    new Option('--format <format>', 'how to print').choices(['text', 'json']).default('text'),
  ];
}

export function migrateReportOptions(): Option[] {
  return [
    new Option('--format <format>', 'a page, tables, or the ledger itself').choices(REPORT_FORMATS).default('html'),
    new Option('--of <table>', 'what a row of --format csv is (default: repositories)').choices(CSV_TABLES),
    option(
      '--output <file>',
      'write it here; - is standard output (default: report.html in the folder, standard output for csv and json)',
      nonEmpty,
    ),
  ];
}

export function migrateReviewOptions(): Option[] {
  return [
    option('--level <level>', 'only patterns of this level (repeat it, or separate by commas)', collect),
    option('--transform <id>', 'only patterns of these transforms (repeat it, or separate by commas)', collect),
    option('--approve <pattern>', 'approve it: its steps may be opened (repeat it, or separate by commas)', collect),
    option('--reject <pattern>', 'reject it: its steps are left out', collect),
    option('--postpone <pattern>', 'leave its steps out for now', collect),
    option('--note <text>', 'why, written beside the verdict', nonEmpty),
    option('--by <name>', 'who decides (default: the name of the account)', nonEmpty),
    option('--from <file>', 'take the verdicts of a file: answers that the page saved, or a review.yaml', nonEmpty),
    option('--page <file>', 'write the patterns as a page whose answers can be saved; - is standard output', nonEmpty),
    new Option('--list', 'print the patterns and ask nothing'),
    new Option('--format <format>', 'how the list is printed').choices(['text', 'json']).default('text'),
    ...colorOptions(),
  ];
}

function publishOptions(): Option[] {
  return [option('--forge <kind>', 'what runs on servers whose names do not say so', nonEmpty)];
}

function waveOptions(): Option[] {
  return [
    option('--wave <name>', 'go no further than this wave: canary, 10%, all', nonEmpty),
    option('--window <window>', "when pull requests may be opened, as 'mon-fri 8-16' (repeat it)", collectWhole),
    option('--timezone <name>', 'of the windows (default: UTC)', nonEmpty),
    option('--per-hour <number>', 'how many may be opened in an hour', whole(1, 500)),
    option('--max-open <number>', 'how many may be open at once', whole(1, 1_000_000)),
    option('--max-open-per-team <number>', 'how many may be open at once for one team', whole(1, 1_000_000)),
    new Option('--unreviewed', 'open what nobody judged as well, where it keeps behaviour'),
    new Option('--ignore-gate', 'open the next wave whatever became of this one'),
  ];
}

export function migrateOpenOptions(): Option[] {
  return [
    new Option('-n, --dry-run', 'say what would be opened now, and do nothing'),
    ...waveOptions(),
    ...publishOptions(),
    ...openQueueOptions(),
  ];
}

export function migrateWatchOptions(): Option[] {
  return [
    option('--every <minutes>', 'how often to look and open', whole(1, 1440)).default(10),
    new Option('--once', 'look and open once, and end'),
    ...waveOptions(),
    ...publishOptions(),
    ...openQueueOptions(),
  ];
}

export function migratePauseOptions(): Option[] {
  return [folderOption(), new Option('--resume', 'take it back')];
}

function folderOption(): Option {
  return option('--campaign <folder>', 'the folder of the campaign (default: the current one)', nonEmpty);
}

function bulkOptions(): Option[] {
  return [
    option('--where <condition>', "which pull requests: 'state=open and ci=red and team=web'", nonEmpty),
    new Option('-n, --dry-run', 'say which they are, and do nothing'),
    new Option('-y, --yes', 'do it without asking'),
  ];
}

export function migrateCommentOptions(): Option[] {
  return [option('--text <words>', 'what is said', nonEmpty), ...bulkOptions(), ...publishOptions()];
}

export function migrateCloseOptions(): Option[] {
  return [
    option('--text <words>', 'what is said before it is closed', nonEmpty),
    ...bulkOptions(),
    ...publishOptions(),
  ];
}

export function migrateRetryOptions(): Option[] {
  return bulkOptions();
}

export function migrateRecoverOptions(): Option[] {
  return publishOptions();
}
