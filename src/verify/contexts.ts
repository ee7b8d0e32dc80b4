// How a Dockerfile is built that no Compose file builds.
import { buildContexts } from '../dockerfile/index.js';
import { buildCommands, type BuildCommand } from '../images/index.js';
import { type Documents, type FilePath, type Group, type Repository, type Folder, parent } from '../model/index.js';

/** As the repository builds it, where it says so; else in the nearest folder that has what the Dockerfile copies. */
export function buildOf(
  group: Group,
  dockerfile: FilePath,
  repository: Repository,
  documents: Documents,
): { readonly context: Folder; readonly command?: BuildCommand } {
  // A target is a part of it, mostly for tests.
  const own = buildCommands(repository, documents).filter((each) => each.dockerfile === dockerfile && !each.target);
  const [command] = own;
  if (command) return { context: command.context, command };
  const doc = documents.dockerfile(dockerfile);
  const evidence = { repository, contexts: () => [parent(dockerfile)] };
  const [found] = doc ? buildContexts(doc, { group, evidence }) : [];
  return { context: found ?? parent(dockerfile) };
}
