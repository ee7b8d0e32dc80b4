// Paths among the words of a RUN.
import { isWithin, splitPath } from '../../src/model/index.js';
import {
  absoluteIn,
  buildStates,
  imageParent,
  type DockerfileDoc,
  type Instruction,
} from '../../src/dockerfile/index.js';
import { programIs } from '../../src/programs/index.js';
import { directoryAt } from '../../src/runs/index.js';
import { commandName, type ShellCommand, type ShellWord } from '../../src/shell/index.js';

/** The home folder of whoever runs a RUN; `undefined` where that is not plain. */
function homeAt(doc: DockerfileDoc, run: Instruction): string | undefined {
  const name = buildStates(doc)[run.index]!.user?.split(':', 1)[0];
  if (name === undefined || name === 'root' || name === '0') return '/root';
  return /^[a-z_][\w-]{0,50}$/i.test(name) ? `/home/${name}` : undefined;
}

/** A word as an absolute path; `undefined` where an expansion in it decides. */
function pathOf(
  doc: DockerfileDoc,
  run: Instruction,
  command: ShellCommand,
  { raw, value }: ShellWord,
): string | undefined {
  const home = /^"?(?:~|\$HOME|\$\{HOME\})(?:\/([\w./-]*))?"?$/.exec(raw);
  if (home) return absoluteIn(home[1] ?? '', homeAt(doc, run));
  return value === undefined || value === '' ? undefined : absoluteIn(value, directoryAt(doc, run, command));
}

export interface Named {
  readonly command: ShellCommand;
  readonly word: ShellWord;
  /** Its place among the words of the command. */
  readonly at: number;
}

/** The words of a RUN that are one of the paths. */
export function wordsThatAre(doc: DockerfileDoc, run: Instruction, paths: readonly string[]): Named[] {
  return run.shell.commands.flatMap((command) =>
    command.words.flatMap((word, at): Named[] => {
      const path = at === 0 ? undefined : pathOf(doc, run, command, word);
      return path !== undefined && paths.includes(path) ? [{ command, word, at }] : [];
    }),
  );
}

/** The paths that are no more when the RUN is over. */
export function pathsTakenAway(doc: DockerfileDoc, run: Instruction, paths: readonly string[]): string[] {
  return wordsThatAre(doc, run, paths).flatMap(({ command, word }) =>
    commandName(command) === 'rm' ? [pathOf(doc, run, command, word)!] : [],
  );
}

/** True for a command that does something to a path with all around it: `chown -R node .`, `cp -r /app /out`. */
export function takesAlong(doc: DockerfileDoc, run: Instruction, command: ShellCommand, path: string): boolean {
  const name = commandName(command);
  const isTaker = (['takesWholeFolder', 'givesFiles', 'cleverWithPaths'] as const).some((fact) =>
    programIs(name, fact),
  );
  if (!isTaker || programIs(name, 'runsOthers') || programIs(name, 'asUser')) return false;
  return command.words.slice(1).some((word) => {
    if (word.raw.startsWith('-')) return false;
    const found = pathOf(doc, run, command, word);
    if (found !== undefined) return isWithin(path, found);
    const fixed = /^[^*?[$]*/.exec(word.raw)![0];
    const { folder } = splitPath(fixed);
    const above = absoluteIn(folder === '' ? '.' : folder, directoryAt(doc, run, command));
    return above === undefined || above === imageParent(path) || isWithin(imageParent(path), above);
  });
}
