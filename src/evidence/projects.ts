// Which projects lie in a directory: one entry for each ecosystem and tool whose manifests are there.
import { ECOSYSTEMS } from '../ecosystems/index.js';
import type { Folder, Project, Repository } from '../model/index.js';

/** The projects whose manifests lie in a directory. Files that are not there cost nothing. */
export function readProjects(repository: Repository, directory: Folder): Project[] {
  const found: Project[] = [];
  for (const read of ECOSYSTEMS.flatMap(({ projects }) => projects)) {
    const project = read(repository, directory);
    if (project) found.push(project);
  }
  return found;
}
