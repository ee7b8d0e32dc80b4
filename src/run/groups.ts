// Which files of a run belong together.
import { factOf, type BuildLink, type FileError, type FilePath, type Group, type SourceFile } from '../model/index.js';
import { composeLinks, type ComposeDoc } from '../compose/index.js';
import type { KubernetesDoc } from '../kubernetes/index.js';
import {
  buildsOfSteps,
  dockerfilesGivenTokens,
  likelyBuilds,
  type NamedBuilds,
  namedBuilds,
  withoutTag,
} from '../images/index.js';
import { credentialCopies } from '../runs/index.js';
import { filesOfGroup, groupFiles, type FileLinks } from '../planner/index.js';
import { faultError } from './faults.js';
import type { Workspace, WorkspaceFile } from './workspace.js';

/** The files of a workspace as they refer to each other, and to images that are built of them. Read once. */
export function groupsOf(workspace: Workspace): readonly Group[] {
  const { groups } = workspace;
  return groups ? changedOf(workspace, groups) : factOf(workspace, readGroups).groups;
}

function changedOf({ changed }: Workspace, groups: readonly Group[]): readonly Group[] {
  return changed ? groups.filter((group) => filesOfGroup(group).some((path) => changed.has(path))) : groups;
}

/** The files that could not be read, be it when they were found or when it was read how they refer to each other. */
export function unreadOf(workspace: Workspace): readonly FileError[] {
  return workspace.groups ? workspace.errors : [...workspace.errors, ...factOf(workspace, readGroups).errors];
}

interface Grouped {
  readonly groups: readonly Group[];
  readonly errors: readonly FileError[];
}

function readGroups(workspace: Workspace): Grouped {
  const { files, repository, memory } = workspace;
  const errors: FileError[] = [];
  const of = (wanted: WorkspaceFile['target']): readonly FilePath[] =>
    files.filter(({ target }) => target === wanted).map(({ path }) => path);
  const dockerfiles = of('dockerfile');
  const builds = dockerfiles.length > 0;
  const read = (): NamedBuilds => namedBuilds(repository, memory.of(repository), [...dockerfiles, ...of('kubernetes')]);
  const none: NamedBuilds = { named: [], partly: [] };
  const { named, partly } = builds
    ? (underLimits(workspace, errors, [], 'reading which images are built', read) ?? none)
    : none;
  const links = readLinks(workspace, builds, errors);
  const known = new Set([
    ...named.map(({ image }) => image),
    ...links.flatMap(({ target, images }) => (target === 'compose' ? images : [])),
  ]);
  const open = links.flatMap(({ target, images }) =>
    target === 'kubernetes' ? images.filter((image) => !known.has(image)) : [],
  );
  const likely = builds ? likelyBuilds(repository, dockerfiles, [...new Set(open)], partly) : [];
  const groups = groupFiles(links, [...named, ...likely]);
  return { groups: changedOf(workspace, groups), errors };
}

/** What the function gives; nothing, and an error more, where the limits do not let it. */
function underLimits<Result>(
  { frame }: Workspace,
  errors: FileError[],
  paths: readonly FilePath[],
  doing: string,
  read: () => Result,
): Result | undefined {
  if (!frame) return read();
  const framed = frame.run({ here: read, size: 0 });
  if ('is' in framed) return framed.is;
  errors.push(faultError(paths, framed.fault, doing));
  return undefined;
}

/** The links of every file. Reads only what can have one: Compose files that build, and manifests where one may build them. */
function readLinks(workspace: Workspace, builds: boolean, errors: FileError[]): FileLinks[] {
  const linksIn = (file: WorkspaceFile, word: string): FileLinks[] => {
    const source = workspace.read(file.path);
    if (!('text' in source) || !source.text.includes(word)) return [{ ...file, builds: [], images: [] }];
    return underLimits(workspace, errors, [file.path], 'reading', () => [linksOf(workspace, file, source)]) ?? [];
  };
  const compose = workspace.files
    .filter(({ target }) => target === 'compose')
    .flatMap((file) => linksIn(file, 'build'));
  const names = builds || compose.some(({ images }) => images.length > 0);
  const others = workspace.files
    .filter(({ target }) => target !== 'compose')
    .flatMap((file) =>
      (names && file.target === 'kubernetes') || (builds && file.target === 'pipeline')
        ? linksIn(file, file.target === 'pipeline' ? 'docker/build-push-action' : 'image')
        : { ...file, builds: [], images: [] },
    );
  return [...compose, ...others];
}

/** The Dockerfiles whose builds in a workflow are handed a token, or have a file with one in their context. */
function givenSecrets({ memory, repository }: Workspace, path: FilePath, text: string): FilePath[] {
  const documents = memory.of(repository);
  const copying = buildsOfSteps(path, text, documents).filter(({ dockerfile, context }) => {
    const doc = documents.dockerfile(dockerfile);
    return doc !== undefined && credentialCopies(doc, context, repository).length > 0;
  });
  return [...dockerfilesGivenTokens(path, text, documents), ...copying.map(({ dockerfile }) => dockerfile)];
}

function linksOf(workspace: Workspace, file: WorkspaceFile, { path, text }: SourceFile): FileLinks {
  const { memory } = workspace;
  if (file.target === 'pipeline')
    return { ...file, builds: [], images: [], joins: givenSecrets(workspace, path, text) };
  // Planning the file reports it where it does not parse.
  const links =
    file.target === 'compose'
      ? composeFileLinks(memory.compose.find(path, text)?.doc)
      : kubernetesFileLinks(memory.kubernetes.find(path, text)?.doc);
  return { ...file, ...links };
}

type Links = Pick<FileLinks, 'builds' | 'images'>;

function composeFileLinks(doc: ComposeDoc | undefined): Links {
  if (!doc) return { builds: [], images: [] };
  const builds: Omit<BuildLink, 'file'>[] = [];
  for (const { service, context, dockerfile, target } of composeLinks(doc)) {
    if (context === undefined || !dockerfile) continue;
    builds.push({ service, context, dockerfile, ...(target === undefined ? {} : { target }) });
  }
  const images = doc.services.flatMap((service) => (service.build && service.image ? [withoutTag(service.image)] : []));
  return { builds, images };
}

function kubernetesFileLinks(doc: KubernetesDoc | undefined): Links {
  const images = new Set<string>();
  for (const workload of doc?.workloads ?? []) {
    for (const { image } of workload.containers) if (image) images.add(withoutTag(image));
  }
  return { builds: [], images: [...images] };
}

/** The first of the files in which each service is defined. Files that cannot be read have none. */
export function readComposeServices(workspace: Workspace, files: readonly FilePath[]): ReadonlyMap<string, FilePath> {
  const found = new Map<string, FilePath>();
  for (const path of files) {
    const read = workspace.read(path);
    const doc = 'text' in read ? workspace.memory.compose.find(path, read.text)?.doc : undefined;
    for (const { name } of doc?.services ?? []) if (!found.has(name)) found.set(name, path);
  }
  return found;
}
