import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { say, type Io } from './output.js';
import type { Update } from '../engine/index.js';
import { FORMATS, type Format } from './formats.js';
import type { EngineName } from '../io/index.js';
import { VERSION } from './version.js';

/** Parses the flags and runs the command they name. Commands are loaded when called. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  let code = 0;
  const program = new Command('harden');
  program
    .description(
      'Hardens and slims Dockerfiles, Compose files and Kubernetes manifests, one reviewable step at a time.',
    )
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .showSuggestionAfterError(true)
    .configureOutput({
      writeOut: (text) => io.out(text),
      writeErr: (text) => io.err(text),
      // A flag may hold anything, and is quoted in the message.
      outputError: (text) => say(io, text.replace(/^error: /, '').trimEnd()),
      getOutHelpWidth: () => io.columns,
      getErrHelpWidth: () => io.columns,
    })
    .exitOverride();

  verifyFlags(
    writeFlags(
      planFlags(
        program
          .command('fix')
          .description('plan and apply; with --dry-run print the patch and touch nothing')
          .argument('[path...]', 'files or folders; - reads one file from standard input'),
      ),
    ).option('--verify', 'build and run both sides first, and take only what was seen to hold'),
  ).action(async (paths: string[], flags) => {
    const { fix } = await import('./commands/fix.js');
    code = await fix(io, paths, flags);
  });
  writeFlags(
    planFlags(
      program
        .command('update')
        .description('move existing pins of images and packages, and apply that as fix does')
        .argument('[path...]', 'files or folders; - reads one file from standard input'),
    ),
  )
    .addOption(
      new Option(
        '--policy <policy>',
        'how far: the digest of the same tag, or the newest patch, minor or major version',
      ).choices(['digest', 'patch', 'minor', 'major'] satisfies Update['policy'][]),
    )
    .action(async (paths: string[], flags) => {
      const { update } = await import('./commands/update.js');
      code = await update(io, paths, flags);
    });
  planFlags(
    program
      .command('check')
      .description('report and change nothing; exit 1 when there are steps')
      .argument('[path...]', 'files or folders; - reads one file from standard input'),
  ).action(async (paths: string[], flags) => {
    const { check } = await import('./commands/check.js');
    code = await check(io, paths, flags);
  });
  verifyFlags(
    planFlags(
      program
        .command('verify')
        .description('build and run both sides of the patch, and say what differs; needs Docker or Podman')
        .argument('[path...]', 'files or folders'),
      ['text', 'json', 'markdown', 'html'],
    ),
  ).action(async (paths: string[], flags) => {
    const { verify } = await import('./commands/verify.js');
    code = await verify(io, paths, flags);
  });
  program
    .command('observe')
    .description('run Compose projects as they are and record what their services need; needs Docker or Podman')
    .argument('[path...]', 'Compose files or folders')
    .addOption(engineOption())
    .option('--for <duration>', 'watch this long once all is ready', '10s')
    .option(
      '--exec <command>',
      'use the services meanwhile: a shell command, given HARDEN_<SERVICE>_<PORT>=<address>',
      nonEmpty,
    )
    .option('--service <name>', 'only these services', collect)
    .option('-n, --dry-run', 'write nothing')
    .option('--config <file>', 'this configuration instead of .harden.yaml in the root', nonEmpty)
    .option('--root <folder>', 'read nothing outside it (default: the git work tree that holds the paths)', nonEmpty)
    .addOption(new Option('--color', 'colour, whatever the terminal'))
    .addOption(new Option('--no-color', 'no colour'))
    .action(async (paths: string[], flags) => {
      const { observe } = await import('./commands/observe.js');
      code = await observe(io, paths, flags);
    });
  program
    .command('list')
    .description('list the transforms')
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'json']).default('text'))
    .addOption(new Option('--color', 'colour, whatever the terminal'))
    .addOption(new Option('--no-color', 'no colour'))
    .action(async (flags) => {
      const { list } = await import('./commands/list.js');
      code = await list(io, flags);
    });
  program
    .command('explain')
    .description('what a transform does, or what harden does about a rule (DL3008, CKV_DOCKER_3, "CIS 4.1")')
    .argument('<id...>', 'a transform, a check or a rule')
    .action(async (words: string[]) => {
      const { explain } = await import('./commands/explain.js');
      code = explain(io, words.join(' '));
    });
  program
    .command('init')
    .description('write a commented .harden.yaml')
    .action(async () => {
      const { init } = await import('./commands/init.js');
      code = init(io);
    });

  try {
    if (argv.length === 0) {
      program.outputHelp({ error: true });
      return 2;
    }
    await program.parseAsync(argv as string[], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : 2;
  }
  return code;
}

function planFlags(command: Command, formats: readonly string[] = FORMATS): Command {
  return command
    .addOption(
      new Option(
        '--level <level>',
        'safe keeps behaviour; review, the default, also takes steps that rest on an assumption they state',
      ).choices(['safe', 'review']),
    )
    .option('--only <id>', 'only these transforms (repeat it, or separate by commas)', collect)
    .option('--skip <id>', 'all but these transforms', collect)
    .option('--step <id>', 'only these steps, by the id the plan shows', collectWhole)
    .addOption(new Option('--format <format>', 'how to print').choices(formats).default('text' satisfies Format))
    .option('--all', 'list every refusal and note, not the first few')
    .option('--config <file>', 'this configuration instead of .harden.yaml in the root', nonEmpty)
    .option('--root <folder>', 'read nothing outside it (default: the git work tree that holds the paths)', nonEmpty)
    .option('--offline', 'connect to nothing; harden.lock and earlier lookups still answer (or HARDEN_OFFLINE=1)')
    .option('--force', 'take templates, generated and ignored files when they are named')
    .option('--stdin-name <path>', 'the name of what is read from standard input', nonEmpty)
    .addOption(new Option('--color', 'colour, whatever the terminal'))
    .addOption(new Option('--no-color', 'no colour'));
}

function verifyFlags(command: Command): Command {
  return command
    .addOption(engineOption())
    .option('--quick', 'build with what earlier builds left, and measure no times of builds')
    .option('--fresh', 'build and run, even where an earlier run saw the same files');
}

function engineOption(): Option {
  return new Option('--engine <engine>', 'what builds and runs (default: the first that answers)').choices([
    'docker',
    'podman',
  ] satisfies EngineName[]);
}

function writeFlags(command: Command): Command {
  return command
    .option('-n, --dry-run', 'print what would change and touch nothing')
    .option('-i, --interactive', 'accept, reject, edit or explain each step')
    .option('-o, --output <file>', 'write the patch (or another --format) to a file, and change nothing else', nonEmpty)
    .option('--commits', 'make one git commit of each step')
    .option('--allow-dirty', 'write over files with uncommitted changes')
    .option('-y, --yes', 'write where no git could bring the files back, without asking');
}

function collect(value: string, before: readonly string[] = []): string[] {
  const ids = value.split(',').map((id) => id.trim());
  return [...before, ...ids.map(nonEmpty)];
}

function collectWhole(value: string, before: readonly string[] = []): string[] {
  return [...before, nonEmpty(value)];
}

function nonEmpty(value: string): string {
  if (value === '') throw new InvalidArgumentError('it is empty');
  return value;
}
