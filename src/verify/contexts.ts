// The folder a Dockerfile is built in when nothing says so.
import { buildContexts } from '../dockerfile/index.js';
import { type Documents, type FilePath, type Group, type Repository, type Folder, parent } from '../model/index.js';

/** The nearest folder that has what the Dockerfile copies, else its own. */
export function contextOf(group: Group, dockerfile: FilePath, repository: Repository, documents: Documents): Folder {
  const doc = documents.dockerfile(dockerfile);
  const evidence = { repository, contexts: () => [parent(dockerfile)] };
  const [found] = doc ? buildContexts(doc, { group, evidence }) : [];
  return found ?? parent(dockerfile);
}
