// The options of the bot.
import { Option } from 'commander';
import type { Grouping } from '../../branches/index.js';
import { LEVELS } from '../../model/index.js';
import { collect, collectWhole, nonEmpty, option, whole } from './values.js';
import { cooldownOption, policyOption } from './shared.js';

export function botRunOptions(): Option[] {
  return [
    option('--repo <repository>', 'OWNER/NAME, or the address of a repository (repeat it)', collectWhole),
    new Option('-n, --dry-run', 'say what would be done, with the text of the pull request, and do nothing'),
    new Option('--update', 'move pins that exist, in a pull request of its own, and do nothing else'),
    policyOption(),
    cooldownOption(),
    option(
      '--report <file>',
      'what harden verify --format json said in a job of its own, in place of --verify',
      nonEmpty,
    ),
    ...botOptions(),
    new Option('--format <format>', 'how to print').choices(['text', 'json']).default('text'),
  ];
}

export function botServeOptions(): Option[] {
  return [
    option('--listen <address>', 'HOST:PORT to take webhooks on', nonEmpty).default('127.0.0.1:8080'),
    option('--repo <pattern>', 'only these: OWNER/NAME or OWNER/* (repeat it, or separate by commas)', collect),
    option('--jobs <number>', 'how many repositories are run at once', whole(1, 16)).default(2),
    new Option('-n, --dry-run', 'say what would be done, and do nothing'),
    option(
      '--update-schedule <window>',
      "move pins as well, once in each window, as 'mon 05:00-07:00' (repeat it; default: never)",
      collectWhole,
    ),
    policyOption(),
    cooldownOption(),
    ...botOptions(),
  ];
}

/** What every run of the bot takes. */
function botOptions(): Option[] {
  return [
    option('--forge <kind>', 'what runs on the server, where its name does not say so', nonEmpty),
    option('--server <address>', 'where OWNER/NAME lies (default: https://github.com)', nonEmpty),
    new Option('--group <how>', 'one pull request, or one for each folder').choices([
      'all',
      'folder',
    ] satisfies Grouping[]),
    new Option('--level <level>', 'the most that is proposed: safe, review or unverified').choices(LEVELS),
    option('--only <id>', 'only these transforms (repeat it, or separate by commas)', collect),
    option('--skip <id>', 'all but these transforms', collect),
    option('--label <name>', 'labels of pull requests (repeat it, or separate by commas)', collect),
    option('--reviewer <name>', 'who is asked for a review: a person, or a team as ORGANISATION/TEAM', collect),
    new Option('--codeowners', 'ask those for a review whom CODEOWNERS of the base branch names'),
    new Option('--rebase <when>', 'when a branch is made anew whose plan is the same (default: conflicted)').choices([
      'conflicted',
      'behind',
      'never',
    ]),
    option('--open-pull-requests <number>', 'how many may be open in a repository (default: 10)', whole(1, 1000)),
    option('--most-steps <number>', 'how many steps one pull request may have (default: 200)', whole(1, 5000)),
    option('--branch-prefix <prefix>', 'what names of branches begin with (default: harden/)', nonEmpty),
    option(
      '--schedule <window>',
      "when pull requests may be opened, as 'mon-fri 08:00-16:00' (repeat it; default: always)",
      collectWhole,
    ),
    option('--timezone <name>', 'of the schedule (default: UTC)', nonEmpty),
    option('--per-hour <number>', 'how many may be opened in an hour, in all repositories', whole(0, 500)),
    option('--mirrors <folder>', 'keep clones here for the next run', nonEmpty),
    option('--author <name>', "who makes the commits, as 'Name <address>'", nonEmpty),
    new Option(
      '--verify',
      'build and run both sides before anything is pushed, in a process without the token; needs Docker or Podman',
    ),
    new Option('--draft', 'pull requests are drafts until they were built and run'),
    new Option('--dashboard', 'keep an issue that says what is open, waiting, declined and for a person'),
    new Option(
      '--allow-automerge',
      'repositories that want it may have merged what is safe and verified, once checks pass',
    ),
    new Option(
      '--fork [when]',
      'open pull requests from a fork of the account: always, or where it may not push (needed)',
    )
      .choices(['always', 'needed'])
      .preset('always'),
    new Option('--sarif', 'show in code scanning of GitHub what stands in the base branch'),
    new Option('--no-check', 'put no check beside what is pushed'),
    new Option('--offline', 'ask no registry and no index; harden.lock and earlier lookups still answer'),
  ];
}
