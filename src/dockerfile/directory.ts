// Where a command of a RUN runs.
import type { ShellCommand } from '../shell/index.js';
import type { DockerfileDoc } from './document.js';
import type { Instruction } from './instruction.js';
import { buildStates, normalisePath } from './state.js';

/** WORKDIR, `/` where none is set, moved by each `cd` before the command; `undefined` behind one that is not plain. */
export function directoryAt(doc: DockerfileDoc, instruction: Instruction, command: ShellCommand): string | undefined {
  let directory: string | undefined = buildStates(doc)[instruction.index]!.workdir ?? '/';
  for (const other of instruction.shell.commands) {
    if (other.start >= command.start) break;
    const name = other.words[0]?.value;
    if (name !== 'cd' && name !== 'pushd' && name !== 'popd') continue;
    const to = name === 'cd' ? other.words[1]?.value : undefined;
    if (to === undefined || to.startsWith('-') || to.startsWith('~') || other.place !== 'chain') directory = undefined;
    else if (to.startsWith('/')) directory = normalisePath(to);
    else if (directory !== undefined) directory = normalisePath(`${directory}/${to}`);
  }
  return directory;
}
