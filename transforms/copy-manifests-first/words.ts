import { baseName } from '../../src/model/index.js';
import { behindWrappers } from '../../src/programs/index.js';
import type { ShellCommand, ShellWord } from '../../src/shell/index.js';

/** Words without `sudo`, `env` and the like in front. */
export function plainWords(command: ShellCommand): readonly ShellWord[] {
  const texts = command.words.map(({ value, raw }) => value ?? raw);
  return command.words.slice(behindWrappers(texts, 'prefix', 'sudo'));
}

/** The program a command starts; `./name` keeps its dot, since it lies in the source. */
export function programOf(command: ShellCommand): string | undefined {
  const value = plainWords(command)[0]?.value;
  if (value === undefined) return undefined;
  return value.startsWith('./') ? value : baseName(value);
}
