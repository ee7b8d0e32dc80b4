import {
  type BuildLink,
  type FilePath,
  type Folder,
  type Group,
  type ImageLink,
  parent as folderOf,
  type Target,
} from '../model/index.js';
import { pipelineHome } from '../pipelines/index.js';

/** What one file says about others; read once per file, so that the documents need not stay in memory. */
export interface FileLinks {
  readonly path: FilePath;
  readonly target: Target;
  /** Compose: the Dockerfiles its services build. */
  readonly builds: readonly Omit<BuildLink, 'file'>[];
  /** Compose: the `image` of services that also build. Kubernetes: the images its workloads run. Without tags. */
  readonly images: readonly string[];
  /** Pipelines: the Dockerfiles that they hand a token to, which are changed with them. */
  readonly joins?: readonly FilePath[];
}

/**
 * Files that refer to each other, as groups: a Compose file with the Dockerfiles it builds, and the manifests that run
 * an image such a service names, or one that a build elsewhere (`named`) makes of a Dockerfile. The pipelines of one repository are a group: a scanner in one speaks for all. Everything
 * else is a group of its own. Sorted by their first file.
 */
export function groupFiles(files: readonly FileLinks[], named: readonly ImageLink[] = []): Group[] {
  const parent = new Map<FilePath, FilePath>(files.map(({ path }) => [path, path]));
  function find(path: FilePath): FilePath {
    let root = path;
    while (parent.get(root) !== root) root = parent.get(root)!;
    for (let at = path; at !== root; ) {
      const next = parent.get(at)!;
      parent.set(at, root);
      at = next;
    }
    return root;
  }
  function join(a: FilePath, b: FilePath): void {
    const [first, second] = [find(a), find(b)].sort() as [FilePath, FilePath];
    parent.set(second, first);
  }
  const builders = new Map<string, FilePath>();
  for (const file of files) {
    for (const { dockerfile } of file.builds) if (parent.has(dockerfile)) join(file.path, dockerfile);
    if (file.target === 'compose') for (const image of file.images) builders.set(image, file.path);
  }
  for (const { image, dockerfile } of named)
    if (parent.has(dockerfile) && !builders.has(image)) builders.set(image, dockerfile);
  for (const file of files) {
    if (file.target !== 'kubernetes') continue;
    for (const image of file.images) if (builders.has(image)) join(file.path, builders.get(image)!);
  }
  for (const { path, joins = [] } of files) for (const each of joins) if (parent.has(each)) join(path, each);
  const pipelines = new Map<Folder, FilePath>();
  for (const { path, target } of files) {
    if (target !== 'pipeline') continue;
    const home = pipelineHome(path);
    if (pipelines.has(home)) join(path, pipelines.get(home)!);
    else pipelines.set(home, path);
  }
  const members = new Map<FilePath, FileLinks[]>();
  for (const file of files) {
    const root = find(file.path);
    const list = members.get(root);
    if (list) list.push(file);
    else members.set(root, [file]);
  }
  return withSharing([...members.values()].map((each) => toGroup(each, named))).sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** With the builds of other groups in a context that a Dockerfile of the group is built with, or lies in. */
function withSharing(groups: readonly Group[]): Group[] {
  const byContext = new Map<Folder, { readonly group: Group; readonly link: BuildLink }[]>();
  for (const group of groups) {
    for (const link of group.links) {
      const all = byContext.get(link.context);
      if (all) all.push({ group, link });
      else byContext.set(link.context, [{ group, link }]);
    }
  }
  return groups.map((group) => {
    const folders = new Set([...group.links.map(({ context }) => context), ...group.dockerfiles.map(folderOf)]);
    const sharing = [...folders].flatMap((folder) =>
      (byContext.get(folder) ?? []).flatMap((each) => (each.group === group ? [] : [each.link])),
    );
    return sharing.length > 0 ? { ...group, sharing } : group;
  });
}

function toGroup(files: readonly FileLinks[], named: readonly ImageLink[]): Group {
  function of(target: Target): FilePath[] {
    return files
      .filter((file) => file.target === target)
      .map((file) => file.path)
      .sort();
  }
  const dockerfiles = of('dockerfile');
  const compose = of('compose');
  const kubernetes = of('kubernetes');
  const pipelines = of('pipeline');
  const links: BuildLink[] = [];
  for (const file of files) for (const build of file.builds) links.push({ ...build, file: file.path });
  const id = dockerfiles[0] ?? compose[0] ?? kubernetes[0] ?? pipelines[0]!;
  const images = named.filter(({ dockerfile }) => dockerfiles.includes(dockerfile));
  return { id, dockerfiles, compose, kubernetes, pipelines, links, ...(images.length > 0 ? { images } : {}) };
}

/** The files of a group, of every kind. */
export function filesOfGroup({ dockerfiles, compose, kubernetes, pipelines }: Group): FilePath[] {
  return [...dockerfiles, ...compose, ...kubernetes, ...pipelines];
}

/** The files of a group that are of one kind. */
export function filesOfTarget(group: Group, target: Target): readonly FilePath[] {
  return {
    dockerfile: group.dockerfiles,
    compose: group.compose,
    kubernetes: group.kubernetes,
    pipeline: group.pipelines,
  }[target];
}
