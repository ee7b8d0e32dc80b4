import { Command, CommanderError } from 'commander';
import type { CommandFamily, CommandRow } from './command-row.js';
import { COMMANDS } from './command-table.js';
import { writeMessage, type Io } from './output.js';
import { VERSION } from './version.js';

/** Parses the flags and runs the command they name. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  if (argv.length === 0 && io.isTerminal) {
    const { overview } = await import('./commands/overview.js');
    const told = await overview(io);
    if (told !== undefined) return told;
  }
  let code = 0;
  const program = rootCommand(io);
  const called = COMMANDS.find(({ name }) => name === argv[0]);
  const add = (parent: Command, row: CommandRow | CommandFamily, isCalled: boolean): void => {
    const isHidden = 'isHidden' in row && row.isHidden === true;
    const command = parent.command(row.name, { hidden: isHidden }).description(row.summary);
    if ('commands' in row) {
      for (const each of row.commands) add(command, each, isCalled);
      return;
    }
    if (row.words) command.argument(...row.words);
    // The help of the whole program looks at the options of all.
    if (isCalled) for (const option of row.options()) command.addOption(option);
    command.action(async () => {
      code = await row.run(io, command.args, command.opts<never>());
    });
  };
  for (const row of COMMANDS) add(program, row, !called || called === row);
  if (argv.length === 0) {
    program.outputHelp({ error: true });
    return 2;
  }
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : 2;
  }
  return code;
}

function rootCommand(io: Io): Command {
  return new Command('harden')
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
      outputError: (text) => writeMessage(io, text.replace(/^error: /, '').trimEnd()),
      getOutHelpWidth: () => io.columns,
      getErrHelpWidth: () => io.columns,
    })
    .exitOverride();
}
