// Which files of the repository an install command reads, and which folders of the project it fills. Where a hook, a link
// into the repository or an option may make it read more, it says so instead of an answer.
import { ECOSYSTEMS, type Surroundings, inputsUnclear } from '../ecosystems/index.js';
import { type Folder, type InstallInputs, baseName } from '../model/index.js';

/**
 * @param words program and arguments, quotes taken off.
 * @param directory where it runs, as a folder of the repository.
 */
export function installInputs(words: readonly string[], directory: Folder, around: Surroundings): InstallInputs {
  const [program = '', ...args] = words;
  const tool = program.startsWith('./') ? program : baseName(program);
  for (const { install } of ECOSYSTEMS) {
    const found = install?.({ tool, args, directory }, around);
    if (found) return found;
  }
  return inputsUnclear('not-an-install', `${tool} installs nothing that a manifest names`);
}
