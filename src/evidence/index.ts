// What the repository around a Dockerfile shows. evidence never guesses: what it did not read it does not say.
import {
  type EvidenceReader,
  type FilePath,
  type Group,
  type LockFile,
  type Observed,
  type Project,
  type Repository,
  type SourceFacts,
  type Folder,
  parent,
} from '../model/index.js';
import { fetchAhead, installInputs } from './installs.js';
import { readLocks } from './locks.js';
import { needsObserved } from './observed-needs.js';
import { readProgram } from './program.js';
import { readProjects } from './projects.js';
import { shareAcrossTrees } from './shared.js';
import { readSource } from './source.js';

/** What was seen of services while they ran. */
export interface ObservedServices {
  of(file: FilePath, service: string): Observed | undefined;
  /** Of services that run an image, by its name without tag and digest; the newest first. */
  ofImage(name: string): readonly Observed[];
  /** Of services that build a Dockerfile. */
  ofBuild(dockerfile: FilePath): readonly Observed[];
}

const NOTHING: ObservedServices = { of: () => undefined, ofImage: () => [], ofBuild: () => [] };

/** The evidence of one group, read when asked for. */
export function readEvidence(
  repository: Repository,
  group: Group,
  observed: ObservedServices = NOTHING,
): EvidenceReader {
  const locks = new Map<Folder, readonly LockFile[]>();
  const projects = new Map<Folder, readonly Project[]>();
  const projectsIn = (directory: Folder): readonly Project[] => {
    let known = projects.get(directory);
    if (!known) {
      known = shareAcrossTrees('projects', directory, repository, (tree) => readProjects(tree, directory));
      projects.set(directory, known);
    }
    return known;
  };
  const sources = new Map<string, SourceFacts>();
  return {
    repository,
    contexts(dockerfile) {
      const linked = new Set(group.links.filter((link) => link.dockerfile === dockerfile).map((link) => link.context));
      return linked.size > 0 ? [...linked].sort() : [parent(dockerfile)];
    },
    locks(directory) {
      let known = locks.get(directory);
      if (!known) {
        known = shareAcrossTrees('locks', directory, repository, (tree) => readLocks(tree, directory));
        locks.set(directory, known);
      }
      return known;
    },
    projects: projectsIn,
    observed: observed.of,
    observedImages: observed.ofImage,
    neededBy: (dockerfile) => needsObserved(observed.ofBuild(dockerfile)),
    program: readProgram,
    source(roots, language) {
      const key = [language, ...roots].join('\u0000');
      let known = sources.get(key);
      if (!known) {
        known = shareAcrossTrees('source', key, repository, (tree) => readSource(tree, roots, language));
        sources.set(key, known);
      }
      return known;
    },
    installInputs: (words, directory) => installInputs(words, directory, { repository, projectsIn }),
    fetchAhead: (words, directory) => fetchAhead(words, directory, { repository, projectsIn }),
  };
}
