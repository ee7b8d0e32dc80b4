// The folder a Dockerfile is built in when nothing says so.
import { buildContexts, parseDockerfile } from '../dockerfile/index.js';
import { type FilePath, type Group, type Repository, type Folder, parent } from '../model/index.js';

/** The nearest folder that has what the Dockerfile copies, else its own. */
export function contextOf(group: Group, dockerfile: FilePath, repository: Repository): Folder {
  const text = repository.read(dockerfile);
  const evidence = { repository, contexts: () => [parent(dockerfile)] };
  const found = text === undefined ? [] : buildContexts(parseDockerfile(dockerfile, text), { group, evidence });
  return found[0] ?? parent(dockerfile);
}
