// What can be built and run of a group, and how a Dockerfile is built that no Compose file builds.
import { buildContexts } from '../dockerfile/index.js';
import { buildCommands, type BuildCommand } from '../images/index.js';
import { type Documents, type FilePath, type Folder, type Group, type Repository, parent } from '../model/index.js';
import { type Subject, subjectsOf } from './subjects.js';

/** The subjects of a group in its repository. */
export function subjectsIn(group: Group, repository: Repository, documents: Documents): Subject[] {
  // Read once, and only where a Dockerfile asks.
  let commands: readonly BuildCommand[] | undefined;
  return subjectsOf(
    group,
    (path) => repository.kind(path) === 'file',
    (dockerfile) => {
      commands ??= buildCommands(repository, documents);
      // A target is a part of it, mostly for tests.
      const command = commands.find((each) => each.dockerfile === dockerfile && !each.target);
      return command
        ? { context: command.context, command }
        : { context: nearestContext(group, dockerfile, { repository, documents }) };
    },
  );
}

/** The nearest folder that has what the Dockerfile copies, else its own. */
function nearestContext(
  group: Group,
  dockerfile: FilePath,
  { repository, documents }: { readonly repository: Repository; readonly documents: Documents },
): Folder {
  const doc = documents.dockerfile(dockerfile);
  const evidence = { repository, contexts: () => [parent(dockerfile)] };
  const [found] = doc ? buildContexts(doc, { group, evidence }) : [];
  return found ?? parent(dockerfile);
}
