// The options of the commands, each written once, and made for the command that is called. What several commands share is
// a list of its own.
import { InvalidArgumentError, Option } from 'commander';
import type { Grouping } from '../branches/index.js';
import { LEVELS, PRESETS } from '../model/index.js';
import type { Update } from '../run/index.js';
import { DEFAULT_MEGABYTES, DEFAULT_SECONDS, MEGABYTES, MOST_SECONDS } from '../config/index.js';
import type { EngineName } from '../io/index.js';
import { FORMATS, VERIFY_FORMATS, type Format } from './formats.js';

/** What chooses what is planned, and how it is printed. */
export function checkOptions(): Option[] {
  return [...planOptions(FORMATS), ...commitOptions()];
}

export function fixOptions(): Option[] {
  return [
    ...planOptions(FORMATS),
    ...writeOptions(),
    ...commitOptions(),
    new Option('--verify', 'build and run both sides first, and take only what was seen to hold'),
    ...runOptions(),
  ];
}

export function updateOptions(): Option[] {
  return [...planOptions(FORMATS), ...writeOptions(), ...commitOptions(), policyOption()];
}

function policyOption(): Option {
  return new Option(
    '--policy <policy>',
    'how far: the digest of the same tag, or the newest patch, minor or major version',
  ).choices(['digest', 'patch', 'minor', 'major'] satisfies Update['policy'][]);
}

export function verifyOptions(): Option[] {
  return [...planOptions(VERIFY_FORMATS), ...runOptions()];
}

export function observeOptions(): Option[] {
  return [
    engineOption(),
    ...trustOptions(),
    new Option('--for <duration>', 'watch this long once all is ready').default('10s'),
    execOption('use the services meanwhile: a shell command'),
    option('--service <name>', 'only these services', collect),
    new Option('-n, --dry-run', 'write nothing'),
    ...placeOptions(),
    ...colorOptions(),
  ];
}

export function botRunOptions(): Option[] {
  return [
    option('--repo <repository>', 'OWNER/NAME, or the address of a repository (repeat it)', collectWhole),
    new Option('-n, --dry-run', 'say what would be done, with the text of the pull request, and do nothing'),
    new Option('--update', 'move pins that exist, in a pull request of its own, and do nothing else'),
    policyOption(),
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
    new Option('--no-check', 'put no check beside what is pushed'),
    new Option('--offline', 'ask no registry and no index; harden.lock and earlier lookups still answer'),
  ];
}

export function listOptions(): Option[] {
  return [new Option('--format <format>', 'how to print').choices(['text', 'json']).default('text'), ...colorOptions()];
}

function colorOptions(): Option[] {
  return [new Option('--color', 'colour, whatever the terminal'), new Option('--no-color', 'no colour')];
}

function placeOptions(): Option[] {
  return [
    option('--config <file>', 'this configuration instead of .harden.yaml in the root', nonEmpty),
    option('--root <folder>', 'read nothing outside it (default: the git work tree that holds the paths)', nonEmpty),
  ];
}

function commitOptions(): Option[] {
  return [
    option('--git <folder>', 'read a commit of this git directory or work tree, without a checkout', nonEmpty),
    option('--ref <ref>', 'which commit: a branch, a tag or an id (default: HEAD)', nonEmpty),
  ];
}

function engineOption(): Option {
  return new Option('--engine <engine>', 'what builds and runs (default: the first that answers)').choices([
    'docker',
    'podman',
  ] satisfies EngineName[]);
}

function writeOptions(): Option[] {
  return [
    new Option('-n, --dry-run', 'print what would change and touch nothing'),
    new Option('--long', 'print each step with its reasons, its evidence and a diff of its own'),
    new Option('-i, --interactive', 'accept, reject, edit or explain each step'),
    option('-o, --output <file>', 'write the patch (or another --format) to a file, and change nothing else', nonEmpty),
    new Option('--commits', 'make one git commit of each step'),
    new Option('--allow-dirty', 'write over files with uncommitted changes'),
    new Option('-y, --yes', 'write where no git could bring the files back, without asking'),
  ];
}

function trustOptions(): Option[] {
  return [
    new Option('--untrusted', 'hand nothing of this machine to what is built and run (default where CI is set)'),
    new Option('--trusted', 'the code is your own: hand over what it asks for, also where CI is set'),
    option(
      '--allow-network <name>',
      'with --untrusted: this service, or build, may reach the network (repeat it, or separate by commas)',
      collect,
    ),
  ];
}

function runOptions(): Option[] {
  return [
    engineOption(),
    ...trustOptions(),
    new Option('--quick', 'build with what earlier builds left, and measure no times of builds'),
    new Option('--fresh', 'build and run, even where an earlier run saw the same files'),
    execOption('use the services on both sides: a shell command that ends with 0 where all is well'),
  ];
}

function execOption(does: string): Option {
  return option('--exec <command>', `${does}; it is given HARDEN_<SERVICE>_<PORT>=<address>`, nonEmpty);
}

function planOptions(formats: readonly string[]): Option[] {
  return [
    new Option(
      '--level <level>',
      'safe keeps behaviour; review, the default, also takes steps that rest on an assumption they state; unverified also what only a run can confirm',
    ).choices(LEVELS),
    new Option(
      '--preset <preset>',
      'recommended, the default, or guide: everything the guide for production asks for, with stated numbers',
    ).choices(PRESETS),
    option('--only <id>', 'only these transforms (repeat it, or separate by commas)', collect),
    option('--skip <id>', 'all but these transforms', collect),
    option('--step <id>', 'only these steps, by the id the plan shows', collectWhole),
    new Option('--format <format>', 'how to print').choices(formats).default('text' satisfies Format),
    new Option('--all', 'list every refusal and note, not the first few'),
    ...placeOptions(),
    option(
      '--timeout-per-group <seconds>',
      `end what takes longer to plan, of files that belong together (default: ${DEFAULT_SECONDS})`,
      whole(1, MOST_SECONDS),
    ),
    option(
      '--memory-per-group <megabytes>',
      `end what needs more memory (default: ${DEFAULT_MEGABYTES})`,
      whole(MEGABYTES.least, MEGABYTES.most),
    ),
    new Option('--offline', 'connect to nothing; harden.lock and earlier lookups still answer (or HARDEN_OFFLINE=1)'),
    new Option('--force', 'take templates, generated and ignored files when they are named'),
    option('--stdin-name <path>', 'the name of what is read from standard input', nonEmpty),
    ...colorOptions(),
  ];
}

function option<T>(flags: string, description: string, parse: (value: string, before: T) => T): Option {
  return new Option(flags, description).argParser(parse);
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  const ids = value.split(',').map((id) => id.trim());
  return [...before, ...ids.map(nonEmpty)];
}

function collectWhole(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, nonEmpty(value)];
}

function whole(least: number, most: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (/^[0-9]+$/.test(value) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`give a whole number from ${least} to ${most}`);
  };
}

function nonEmpty(value: string): string {
  if (value === '') throw new InvalidArgumentError('it is empty');
  return value;
}
