// Every command: what help says of it, what it takes, and how it is loaded. A command is loaded when it is called.
import type { CommandFamily, CommandOf, CommandRow } from './command-row.js';
import type { BotRunFlags } from './commands/bot-run.js';
import type { BotServeFlags } from './commands/bot-serve.js';
import type { CheckFlags } from './commands/check.js';
import type { ListFlags } from './commands/list.js';
import type { LspFlags } from './commands/lsp.js';
import type { McpFlags } from './commands/mcp.js';
import type { ObserveFlags } from './commands/observe.js';
import type { UpdateFlags } from './commands/update.js';
import type { VerifyCommandFlags } from './commands/verify.js';
import type { FixFlags } from './fix-request.js';
import { botRunOptions, botServeOptions } from './options/bot.js';
import {
  checkOptions,
  fixOptions,
  listOptions,
  lspOptions,
  mcpOptions,
  observeOptions,
  updateOptions,
  verifyOptions,
} from './options/files.js';
import { MIGRATE } from './migrate-table.js';

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

const mcp: CommandOf<McpFlags> = {
  name: 'mcp',
  summary: 'serve coding agents over the Model Context Protocol: plan, explain, apply',
  options: mcpOptions,
  run: async (io, _words, flags) => (await import('./commands/mcp.js')).mcp(io, flags),
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

const lsp: CommandOf<LspFlags> = {
  name: 'lsp',
  summary: 'serve an editor over standard input and output, by the Language Server Protocol',
  options: lspOptions,
  run: async (io, _words, flags) => (await import('./commands/lsp.js')).lsp(io, flags),
};

const completion: CommandOf<unknown> = {
  name: 'completion',
  summary: 'print the script that completes what is typed, for a shell',
  words: ['<shell>', 'bash, zsh, fish or powershell'],
  options: () => [],
  run: async (io, words) => (await import('./commands/completion.js')).completion(io, words, COMMANDS),
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

const botRunner: CommandOf<unknown> = {
  name: 'runner',
  summary: 'make the runs that bot serve asks for',
  isHidden: true,
  options: () => [],
  run: async (io) => (await import('./commands/bot-runner.js')).botRunner(io),
};

const bot: CommandFamily = {
  name: 'bot',
  summary: 'keep a pull request for each repository of a forge',
  commands: [botRun, botServe, botRunner],
};

/** In the order of help. */
export const COMMANDS: readonly (CommandRow | CommandFamily)[] = [
  fix,
  update,
  check,
  verify,
  observe,
  bot,
  MIGRATE,
  mcp,
  list,
  explain,
  init,
  lsp,
  completion,
];
