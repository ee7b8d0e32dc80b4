// What the repository around a Dockerfile shows. evidence never guesses: what it did not read it does not say.
import type { EvidenceReader, FilePath, Group, LockFile, Project, Repository } from '../model/index.js';
import { installInputs } from './installs.js';
import { readLocks } from './locks.js';
import { readProjects } from './projects.js';

/** The evidence of one group, read when asked for. */
export function readEvidence(repository: Repository, group: Group): EvidenceReader {
  const locks = new Map<FilePath | '', readonly LockFile[]>();
  const projects = new Map<FilePath | '', readonly Project[]>();
  const projectsIn = (directory: FilePath | ''): readonly Project[] => {
    let known = projects.get(directory);
    if (!known) {
      known = readProjects(repository, directory);
      projects.set(directory, known);
    }
    return known;
  };
  return {
    repository,
    contexts(dockerfile) {
      const linked = new Set(group.links.filter((link) => link.dockerfile === dockerfile).map((link) => link.context));
      return linked.size > 0 ? [...linked].sort() : [folderOf(dockerfile)];
    },
    locks(directory) {
      let known = locks.get(directory);
      if (!known) {
        known = readLocks(repository, directory);
        locks.set(directory, known);
      }
      return known;
    },
    projects: projectsIn,
    installInputs: (words, directory) => installInputs(words, directory, projectsIn),
  };
}

function folderOf(path: FilePath): FilePath | '' {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? '' : (path.slice(0, slash) as FilePath);
}
