// Which files of a run belong together.
import { factOf, type BuildLink, type FilePath, type Group } from '../model/index.js';
import { composeLinks, type ComposeDoc } from '../compose/index.js';
import type { KubernetesDoc } from '../kubernetes/index.js';
import { withoutTag, namedBuilds } from '../images/index.js';
import { groupFiles, type FileLinks } from '../planner/index.js';
import type { Workspace, WorkspaceFile } from './workspace.js';

/** The files of a workspace as they refer to each other, and to images that are built of them. Read once. */
export function groupsOf(workspace: Workspace): readonly Group[] {
  return factOf(workspace, readGroups);
}

function readGroups(workspace: Workspace): readonly Group[] {
  const { files, repository, memory } = workspace;
  const paths = files
    .filter(({ target }) => target === 'dockerfile' || target === 'kubernetes')
    .map(({ path }) => path);
  const builds = files.some(({ target }) => target === 'dockerfile');
  const named = builds ? namedBuilds(repository, memory.of(repository), paths) : [];
  return groupFiles(readLinks(workspace, named.length > 0), named);
}

/** The links of every file. Reads only what can have one: Compose files that build, and manifests where one names an image. */
function readLinks(workspace: Workspace, isNamed: boolean): FileLinks[] {
  const compose = workspace.files
    .filter(({ target }) => target === 'compose')
    .map((file) => linksOf(workspace, file, 'build'));
  const named = isNamed || compose.some(({ images }) => images.length > 0);
  const others = workspace.files
    .filter(({ target }) => target !== 'compose')
    .map((file) =>
      named && file.target === 'kubernetes' ? linksOf(workspace, file, 'image') : { ...file, builds: [], images: [] },
    );
  return [...compose, ...others];
}

function linksOf({ memory, read }: Workspace, file: WorkspaceFile, word: string): FileLinks {
  const { path, target } = file;
  const source = read(path);
  if (!('text' in source) || !source.text.includes(word)) return { ...file, builds: [], images: [] };
  // Planning the file reports it where it does not parse.
  const links =
    target === 'compose'
      ? composeFileLinks(memory.compose.find(path, source.text)?.doc)
      : kubernetesFileLinks(memory.kubernetes.find(path, source.text)?.doc);
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
