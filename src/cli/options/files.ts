// The options of the commands that look at files, made for the command that is called.
import { Option } from 'commander';
import { LEVELS, PRESETS } from '../../model/index.js';
import { FORMATS, type Format, VERIFY_FORMATS } from '../formats.js';
import { collect, collectWhole, nonEmpty, option } from './values.js';
import {
  colorOptions,
  cooldownOption,
  engineOption,
  execOption,
  limitOptions,
  placeOptions,
  policyOption,
  trustOptions,
} from './shared.js';

/** What chooses what is planned, and how it is printed. */
export function checkOptions(): Option[] {
  return [
    ...planOptions(FORMATS),
    ...commitOptions(),
    option('--baseline <file>', 'what it lists is known: fail on what is new', nonEmpty),
    new Option('--update-baseline', 'write into the baseline what stands now, and end with 0'),
  ];
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
  return [...planOptions(FORMATS), ...writeOptions(), ...commitOptions(), policyOption(), cooldownOption()];
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

/** Some editors add `--stdio` to the command of every server. */
export function lspOptions(): Option[] {
  return [new Option('--stdio', 'what it does in any case; for editors that say so'), ...limitOptions()];
}

export function mcpOptions(): Option[] {
  return [
    option(
      '--http <address>',
      'listen on HOST:PORT of this machine, not on standard input; the token is HARDEN_MCP_TOKEN, or made and printed once',
      nonEmpty,
    ),
    new Option('--write', 'apply may write the files, as fix does'),
    new Option('--allow-dirty', 'with --write: also over files with uncommitted changes'),
    new Option('-y, --yes', 'with --write: also where no git could bring the files back'),
    new Option('--run', 'offer verify and observe, which build and run what the files name, and hand nothing over'),
    new Option('--trusted', 'with --run: the code is your own, and is handed what it asks for'),
    ...placeOptions(),
    new Option('--offline', 'connect to nothing; harden.lock and earlier lookups still answer (or HARDEN_OFFLINE=1)'),
  ];
}

export function listOptions(): Option[] {
  return [new Option('--format <format>', 'how to print').choices(['text', 'json']).default('text'), ...colorOptions()];
}

function commitOptions(): Option[] {
  return [
    option('--git <folder>', 'read a commit of this git directory or work tree, without a checkout', nonEmpty),
    option('--ref <ref>', 'which commit: a branch, a tag or an id (default: HEAD)', nonEmpty),
  ];
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

function runOptions(): Option[] {
  return [
    engineOption(),
    ...trustOptions(),
    new Option('--quick', 'build with what earlier builds left, and measure no times of builds'),
    new Option('--fresh', 'build and run, even where an earlier run saw the same files'),
    execOption('use the services on both sides: a shell command that ends with 0 where all is well'),
  ];
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
    option(
      '--changed-since <ref>',
      'only files that changed since HEAD left this branch, tag or commit, and what belongs with them',
      nonEmpty,
    ),
    new Option('--all', 'list every refusal and note, not the first few'),
    ...placeOptions(),
    ...limitOptions(),
    new Option('--offline', 'connect to nothing; harden.lock and earlier lookups still answer (or HARDEN_OFFLINE=1)'),
    new Option('--force', 'take templates, generated and ignored files when they are named'),
    option('--stdin-name <path>', 'the name of what is read from standard input', nonEmpty),
    ...colorOptions(),
  ];
}
