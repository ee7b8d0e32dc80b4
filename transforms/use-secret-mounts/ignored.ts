// The file left out of the build context, where a COPY of a whole folder would bring it.
import {
  type Change,
  child,
  type Context,
  type FilePath,
  type Folder,
  pathFrom,
  stop,
  type Stop,
  withSuffix,
} from '../../src/model/index.js';
import { dockerignoreVerdict, parseDockerignore, runMounts, type DockerfileDoc } from '../../src/dockerfile/index.js';
import { credentialCopies } from '../../src/runs/index.js';

/** The `.dockerignore` that counts for a Dockerfile. */
function ignoreFileOf(doc: DockerfileDoc, folder: Folder, { evidence: { repository } }: Context): FilePath {
  const own = withSuffix(doc.file, '.dockerignore');
  return repository.kind(own) === 'file' ? own : child(folder, '.dockerignore');
}

/** What the rules say of the file; `undefined` where none speaks of it. */
export function ignoreVerdict(
  doc: DockerfileDoc,
  file: FilePath,
  folder: Folder,
  context: Context,
): ReturnType<typeof dockerignoreVerdict> {
  const text = context.evidence.repository.read(ignoreFileOf(doc, folder, context));
  const path = pathFrom(folder, file);
  return text === undefined || path === undefined ? undefined : dockerignoreVerdict(parseDockerignore(text), path);
}

/** The line that leaves it out; a stop where others need it there. */
export function leftOut(doc: DockerfileDoc, file: FilePath, folder: Folder, context: Context): Change | Stop {
  const { repository } = context.evidence;
  const ignore = ignoreFileOf(doc, folder, context);
  const path = pathFrom(folder, file) ?? '';
  if (ignoreVerdict(doc, file, folder, context) === 'kept')
    return stop(
      'conflicts',
      `${ignore} keeps ${path} on purpose, and a whole folder is copied; take that line out first`,
    );
  if (!/^[\w./-]+$/.test(path)) return stop('unsupported-syntax', `${path} is not written plainly in an ignore file`);
  const binds = doc.instructions.some((each) =>
    runMounts(each).some((mount) => mount.get('type') === 'bind' && !mount.has('from')),
  );
  if (binds) return stop('used-later', `a RUN mounts the build context, which ${path} would be missing in`);
  const other = neighbours(doc, folder, context).find((each) => {
    const found = context.documents.dockerfile(each);
    return found && credentialCopies(found, folder, repository).some((copy) => copy.path === file);
  });
  if (other !== undefined)
    return stop(
      'used-later',
      `${other} copies ${path} out of the same build context; hand it over as a secret there first`,
    );
  if (repository.kind(ignore) === undefined) return { kind: 'create', file: ignore, text: `${path}${doc.eol}` };
  const text = repository.read(ignore);
  if (text === undefined || text.endsWith('\r'))
    return stop(
      'unsupported-syntax',
      `${ignore} cannot be read; write ${path} into it, since a whole folder is copied`,
    );
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const added = text === '' || text.endsWith('\n') ? path + eol : eol + path;
  return { kind: 'edit', file: ignore, span: { start: text.length, end: text.length }, expect: '', text: added };
}

/** Other Dockerfiles that are built in the folder. */
function neighbours(doc: DockerfileDoc, folder: Folder, { group, evidence: { repository } }: Context): FilePath[] {
  const beside = repository.list(folder).filter((name) => /^(?:Dockerfile|Containerfile)|\.[Dd]ockerfile$/.test(name));
  const linked = group.links.filter(({ context }) => context === folder).map(({ dockerfile }) => dockerfile);
  return [...new Set([...beside.map((name) => child(folder, name)), ...linked])].filter(
    (each) =>
      each !== doc.file &&
      !each.endsWith('.dockerignore') &&
      repository.kind(withSuffix(each, '.dockerignore')) !== 'file',
  );
}
