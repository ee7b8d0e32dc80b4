// Every command: what help says of it, what it takes, and how it is loaded. A command is loaded when it is called.
import type { Option } from 'commander';
import type { BotRunFlags } from './commands/bot-run.js';
import type { BotServeFlags } from './commands/bot-serve.js';
import type { CheckFlags } from './commands/check.js';
import type { ListFlags } from './commands/list.js';
import type { ObserveFlags } from './commands/observe.js';
import type { UpdateFlags } from './commands/update.js';
import type { VerifyCommandFlags } from './commands/verify.js';
import type { FixFlags } from './fix-request.js';
import {
  botRunOptions,
  botServeOptions,
  checkOptions,
  fixOptions,
  listOptions,
  observeOptions,
  updateOptions,
  verifyOptions,
} from './options.js';
import type { Io } from './output.js';

/** A command whose flags, as its options read them, are `Flags`. */
interface CommandOf<Flags> {
  readonly name: string;
  readonly summary: string;
  /** Its words: as help shows them, and what they are. */
  readonly words?: readonly [shown: string, summary: string];
  options(): readonly Option[];
  /** Gives the exit code. */
  run(io: Io, words: readonly string[], flags: Flags): Promise<number>;
}

export type CommandRow = CommandOf<never>;

/** A command that is called by two words. */
export interface CommandFamily {
  readonly name: string;
  readonly summary: string;
  readonly commands: readonly CommandRow[];
}

const PATHS = ['[path...]', 'files or folders; - reads one file from standard input'] as const;

const fix: CommandOf<FixFlags> = {
  name: 'fix',
  summary: 'plan and apply; with --dry-run print the patch and touch nothing',
  words: PATHS,
  options: fixOptions,
  run: async (...given) => (await import('./commands/fix.js')).fix(...given),
};

const update: CommandOf<UpdateFlags> = {
  name: 'update',
  summary: 'move existing pins of images and packages, and apply that as fix does',
  words: PATHS,
  options: updateOptions,
  run: async (...given) => (await import('./commands/update.js')).update(...given),
};

const check: CommandOf<CheckFlags> = {
  name: 'check',
  summary: 'report and change nothing; exit 1 when there are steps',
  words: PATHS,
  options: checkOptions,
  run: async (...given) => (await import('./commands/check.js')).check(...given),
};

const verify: CommandOf<VerifyCommandFlags> = {
  name: 'verify',
  summary: 'build and run both sides of the patch, and say what differs; needs Docker or Podman',
  words: ['[path...]', 'files or folders'],
  options: verifyOptions,
  run: async (...given) => (await import('./commands/verify.js')).verify(...given),
};

const observe: CommandOf<ObserveFlags> = {
  name: 'observe',
  summary: 'run Compose projects as they are and record what their services need; needs Docker or Podman',
  words: ['[path...]', 'Compose files or folders'],
  options: observeOptions,
  run: async (...given) => (await import('./commands/observe.js')).observe(...given),
};

const list: CommandOf<ListFlags> = {
  name: 'list',
  summary: 'list the transforms',
  options: listOptions,
  run: async (io, _words, flags) => (await import('./commands/list.js')).list(io, flags),
};

const explain: CommandOf<unknown> = {
  name: 'explain',
  summary: 'what transforms do, or what harden does about rules (DL3008, CKV_DOCKER_3, "CIS 4.1")',
  words: ['<id...>', 'transforms, checks or rules'],
  options: () => [],
  run: async (io, words) => (await import('./commands/explain.js')).explain(io, words),
};

const init: CommandOf<unknown> = {
  name: 'init',
  summary: 'write a commented .harden.yaml',
  options: () => [],
  run: async (io) => (await import('./commands/init.js')).init(io),
};

const botRun: CommandOf<BotRunFlags> = {
  name: 'run',
  summary: 'look at repositories, plan, and open, update or close their pull requests',
  options: botRunOptions,
  run: async (io, _words, flags) => (await import('./commands/bot-run.js')).botRun(io, flags),
};

const botServe: CommandOf<BotServeFlags> = {
  name: 'serve',
  summary: 'take webhooks of a forge, and run the repositories they speak of',
  options: botServeOptions,
  run: async (io, _words, flags) => (await import('./commands/bot-serve.js')).botServe(io, flags),
};

const bot: CommandFamily = {
  name: 'bot',
  summary: 'keep a pull request for each repository of a forge',
  commands: [botRun, botServe],
};

/** In the order of help. */
export const COMMANDS: readonly (CommandRow | CommandFamily)[] = [
  fix,
  update,
  check,
  verify,
  observe,
  bot,
  list,
  explain,
  init,
];
