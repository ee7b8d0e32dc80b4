// Which files of the repository an install command reads.
import type { Folder, InstallInputs, Project } from '../model/index.js';

/** @param projectsIn reads the projects of a directory. */
export function installInputs(
  words: readonly string[],
  _directory: Folder,
  _projectsIn: (directory: Folder) => readonly Project[],
): InstallInputs {
  const name = words[0] ?? '';
  return {
    told: false,
    code: 'not-an-install',
    message: `${name} installs nothing that is known here`,
    from: undefined,
  };
}
