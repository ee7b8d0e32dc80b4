import { ConfigError } from '../../model/index.js';
import { bashCompletion } from '../completion/bash.js';
import { typedCommands } from '../completion/commands.js';
import { fishCompletion } from '../completion/fish.js';
import { powershellCompletion } from '../completion/powershell.js';
import { zshCompletion } from '../completion/zsh.js';
import type { Io } from '../output.js';

const SHELLS = new Map([
  ['bash', bashCompletion],
  ['zsh', zshCompletion],
  ['fish', fishCompletion],
  ['powershell', powershellCompletion],
]);

/**
 * `harden completion SHELL`: prints the script with which a shell completes commands, options and ids.
 * @throws ConfigError for a shell that it knows nothing of.
 */
export async function completion(
  io: Io,
  [shell = '']: readonly string[],
  table: Parameters<typeof typedCommands>[0],
): Promise<number> {
  const script = SHELLS.get(shell);
  if (!script) throw new ConfigError(`${shell}: give one of ${[...SHELLS.keys()].join(', ')}`);
  io.out(script(typedCommands(table)));
  return 0;
}
