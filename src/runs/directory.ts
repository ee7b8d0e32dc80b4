// Where a command of a RUN runs.
import type { ShellCommand } from '../shell/index.js';
import {
  type DockerfileDoc,
  type Instruction,
  expandArgs,
  buildStates,
  normalisePath,
  type BuildState,
} from '../dockerfile/index.js';

/** WORKDIR, `/` where none is set, moved by each `cd` before the command; `undefined` behind one that is not plain. */
export function directoryAt(doc: DockerfileDoc, instruction: Instruction, command: ShellCommand): string | undefined {
  const { workdir, variables } = buildStates(doc)[instruction.index]!;
  return directoryAfterCd(instruction, command, { workdir: workdir ?? '/', variables });
}

/** A directory, moved by each `cd` of a RUN before the command; `undefined` behind one that is not plain. */
export function directoryAfterCd(
  instruction: Instruction,
  command: ShellCommand,
  { workdir, variables }: Pick<BuildState, 'workdir' | 'variables'>,
): string | undefined {
  let directory = workdir;
  for (const other of instruction.shell.commands) {
    if (other.start >= command.start) break;
    const name = other.words[0]?.value ?? other.words[0]?.raw;
    if (name !== 'cd' && name !== 'pushd' && name !== 'popd') continue;
    const word = other.words[1];
    const to =
      name !== 'cd' || !word ? undefined : (word.value ?? expandArgs(word.raw.replace(/^"(.*)"$/, '$1'), variables));
    if (to === undefined || /^[-~]|[$`]/.test(to) || other.place !== 'chain') directory = undefined;
    else if (to.startsWith('/')) directory = normalisePath(to);
    else if (directory !== undefined) directory = normalisePath(`${directory}/${to}`);
  }
  return directory;
}
