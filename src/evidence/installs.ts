// Which files of the repository an install command reads, and which folders of the project it fills. Where a hook, a link
// into the repository or an option may make it read more, it says so instead of an answer.
import { type Call, ECOSYSTEMS, type Surroundings, inputsUnclear } from '../ecosystems/index.js';
import { type FetchAhead, type Folder, type InstallInputs, type UntoldInputs, baseName } from '../model/index.js';

/**
 * @param words program and arguments, quotes taken off.
 * @param directory where it runs, as a folder of the repository.
 */
export function installInputs(words: readonly string[], directory: Folder, around: Surroundings): InstallInputs {
  const call = callOf(words, directory);
  for (const { install } of ECOSYSTEMS) {
    const found = install?.(call, around);
    if (found) return found;
  }
  return inputsUnclear('not-an-install', `${call.tool} installs nothing that a manifest names`);
}

/** What fetches ahead of a build, with the same parameters. */
export function fetchAhead(
  words: readonly string[],
  directory: Folder,
  around: Surroundings,
): FetchAhead | UntoldInputs | undefined {
  const call = callOf(words, directory);
  for (const { fetchAhead: ahead } of ECOSYSTEMS) {
    const found = ahead?.(call, around);
    if (found) return found;
  }
  return undefined;
}

function callOf([program = '', ...args]: readonly string[], directory: Folder): Call {
  return { tool: program.startsWith('./') ? program : baseName(program), args, directory };
}
