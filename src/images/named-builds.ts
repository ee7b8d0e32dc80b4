// What the images are called that the repository builds, where a file says both: Skaffold, bake files, workflows, and
// `docker build -t` in pipelines, makefiles and scripts. A name that merely sounds like a folder is no evidence.
import {
  type Documents,
  type FilePath,
  type ImageLink,
  type Repository,
  child,
  parent,
  type Folder,
} from '../model/index.js';
import { asMap, asSeq, asText, findEntry, findValue, type YamlNode } from '../yaml/index.js';
import { pipelineFiles, pipelinePlaces } from '../pipelines/index.js';
import { BAKE_FILES, MAKEFILES, shellScripts } from './build-files.js';
import { withoutTag } from './built-here.js';
import {
  buildsInBake,
  buildsInCalls,
  buildsInPipeline,
  buildsInText,
  fillVariables,
  plainPath,
  valuesIn,
  variablesInBake,
  type WrittenBuild,
} from './written-builds.js';

const SKAFFOLD = ['skaffold.yaml', 'skaffold.yml'];
const KUSTOMIZE = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
/** npm runs what stands there as a shell does; what it pushes is mostly commits, so only builds are read. */
const SCRIPTS = [...MAKEFILES, 'package.json'];
/** So many folders are looked into. */
const MOST_FOLDERS = 2000;
const LARGEST = 300_000;

interface Tree {
  readonly repository: Repository;
  readonly documents: Documents;
}

type Found = Omit<ImageLink, 'image'> & { readonly image: string };

/** The builds that files write. */
export interface NamedBuilds {
  readonly named: readonly ImageLink[];
  /** Of these a variable holds a part of the name, which stands as `*`: `${{ secrets.ACCOUNT }}/shop` is `*` and `/shop`. */
  readonly partly: readonly ImageLink[];
}

/**
 * The images that are built here under a name, with Dockerfile and context.
 * @param files what was discovered: the folders above them are looked into.
 */
export function namedBuilds(repository: Repository, documents: Documents, files: readonly FilePath[]): NamedBuilds {
  const tree: Tree = { repository, documents };
  const folders = foldersAbove(files);
  const found: Found[] = [];
  const renames = new Map<string, Set<string>>();
  for (const folder of folders) {
    for (const name of SKAFFOLD) found.push(...fromSkaffold(tree, child(folder, name)));
    for (const name of BAKE_FILES) found.push(...fromBake(tree, child(folder, name)));
    for (const name of SCRIPTS) found.push(...fromScript(tree, child(folder, name), folder));
    for (const path of pipelinesIn(repository, folder)) found.push(...fromScript(tree, path, folder));
    for (const name of KUSTOMIZE) addRenames(renames, tree, child(folder, name));
  }
  for (const path of shellScripts(repository)) found.push(...fromScript(tree, path, ''));
  for (const folder of buildFolders(files)) found.push(...fromScriptsBeside(tree, folder));
  for (const file of pipelineFiles(repository)) {
    const { path, text } = file;
    const builds = [...buildsInPipeline(file, documents, true), ...buildsInCalls(path, text, documents)];
    found.push(...fromBuilds(path, '', builds, valuesIn(text)));
  }
  const linked = (all: readonly Found[]): ImageLink[] => {
    const links: ImageLink[] = [];
    for (const each of all) {
      if (repository.kind(each.dockerfile) !== 'file') continue;
      links.push(each);
      // A manifest may name it as the kustomization knows it.
      for (const [name, others] of renames) if (others.has(each.image)) links.push({ ...each, image: name });
    }
    return links;
  };
  const done = linked(found);
  const names = new Set(done.map(({ image }) => image));
  // What a page tells people to do counts where nothing does it.
  const told = linked([...folders].flatMap((folder) => fromPages(tree, folder)));
  const all = [...unequivocal(done), ...unequivocal(told.filter(({ image }) => !names.has(image)))];
  const isOpen = ({ image }: ImageLink): boolean => image.includes('*');
  return { named: all.filter((link) => !isOpen(link)), partly: all.filter(isOpen) };
}

/** The folders below the root that hold a Dockerfile or a manifest. */
function buildFolders(files: readonly FilePath[]): ReadonlySet<Folder> {
  return new Set(files.map(parent).filter((folder) => folder !== ''));
}

const MOST_SCRIPTS = 10;

/** Scripts that lie by a Dockerfile and build it, from the folder that they lie in. */
function fromScriptsBeside(tree: Tree, folder: Folder): Found[] {
  const names = tree.repository.list(folder);
  if (!names.includes('Dockerfile')) return [];
  const scripts = names.filter((name) => name.endsWith('.sh')).slice(0, MOST_SCRIPTS);
  return scripts.flatMap((name) => {
    const text = textAt(tree, child(folder, name));
    if (!text?.includes('docker')) return [];
    // Variables that it takes from a file: `. ../.env`, `eval $(grep = ../.env)`.
    const from = /(?:^|[\s"'])((?:\.\.?\/)*\.env)\b/m.exec(text)?.[1];
    const path = from === undefined ? undefined : plainPath(folder, from);
    const more = path === undefined || path === '' ? undefined : textAt(tree, path);
    const values = valuesIn(more === undefined ? text : `${more}\n${text}`);
    return fromBuilds(child(folder, name), folder, buildsInText(text, { untilQuote: true }), values);
  });
}

/** The README of a folder: what it says is typed in the folder itself, once it was cloned. */
function fromPages(tree: Tree, folder: Folder): Found[] {
  const { repository } = tree;
  const pages = repository.list(folder).filter((name) => /^readme\.md$/i.test(name));
  return pages.flatMap((name) => {
    const path = child(folder, name);
    const text = textAt(tree, path);
    if (!text?.includes('docker')) return [];
    const stays = (to: string): boolean => {
      const into = plainPath(folder, to);
      return into !== undefined && into !== folder && repository.list(into).length === 0;
    };
    return fromBuilds(path, folder, buildsInText(text.replace(/`/g, ' '), { untilQuote: true, stays }), new Map());
  });
}

/** Those of a project below the root that lie in its folder itself: no system reads `project/.github/workflows`. */
function pipelinesIn(repository: Repository, folder: Folder): FilePath[] {
  if (folder === '') return [];
  return pipelinePlaces(repository, folder).flatMap(({ path }) => (parent(path) === folder ? path : []));
}

/** A name that two different builds have says nothing. */
function unequivocal(links: readonly ImageLink[]): ImageLink[] {
  const byName = new Map<string, ImageLink | undefined>();
  for (const link of links) {
    const known = byName.get(link.image);
    const same = known && known.dockerfile === link.dockerfile && known.target === link.target;
    if (!byName.has(link.image)) byName.set(link.image, link);
    else if (!same) byName.set(link.image, undefined);
  }
  return [...byName.values()].filter((link) => link !== undefined);
}

function foldersAbove(files: readonly FilePath[]): Set<Folder> {
  const folders = new Set<Folder>(['']);
  for (const file of files) {
    for (let at = parent(file); at !== '' && !folders.has(at); at = parent(at)) folders.add(at);
    if (folders.size > MOST_FOLDERS) break;
  }
  return folders;
}

/** Source: https://skaffold.dev/docs/references/yaml/ */
function fromSkaffold(tree: Tree, path: FilePath): Found[] {
  const folder = parent(path);
  const found: Found[] = [];
  for (const root of yamlAt(tree, path)) {
    for (const artifact of asSeq(findValue(root, 'build', 'artifacts'))?.items ?? []) {
      const image = asText(findValue(artifact, 'image'));
      const kind = ['ko', 'jib', 'bazel', 'buildpacks', 'custom', 'kaniko'].find((name) => findValue(artifact, name));
      if (image === undefined || (kind !== undefined && kind !== 'kaniko')) continue;
      const settings = findValue(artifact, 'docker') ?? findValue(artifact, 'kaniko');
      const context = asText(findValue(artifact, 'context')) ?? '.';
      // The Dockerfile counts from the context.
      const file = asText(findValue(settings, 'dockerfile')) ?? 'Dockerfile';
      const target = asText(findValue(settings, 'target'));
      const link = linkOf(path, folder, { tag: image, context, file: `${context}/${file}`, target });
      if (link) found.push(link);
    }
  }
  return found;
}

function fromBake(tree: Tree, path: FilePath): Found[] {
  const text = textAt(tree, path) ?? '';
  return fromBuilds(path, parent(path), buildsInBake(text), variablesInBake(text));
}

function fromScript(tree: Tree, path: FilePath, folder: Folder): Found[] {
  const text = textAt(tree, path);
  return text?.includes('docker') ? fromText(path, folder, text) : [];
}

/** Every `docker build` with a name. */
function fromText(path: FilePath, folder: Folder, text: string): Found[] {
  return fromBuilds(path, folder, buildsInText(text, { untilQuote: true }), valuesIn(text));
}

function fromBuilds(
  path: FilePath,
  folder: Folder,
  builds: readonly WrittenBuild[],
  values: ReadonlyMap<string, string>,
): Found[] {
  return builds.flatMap((build) =>
    build.tags.flatMap((each) => {
      const tag = expanded(each, values);
      return (tag === undefined ? undefined : linkOf(path, folder, { ...build, tag })) ?? [];
    }),
  );
}

/**
 * The name with its variables filled in; the tag may hold others. Where the name holds some in front of its last part,
 * they are `*`; `undefined` where they hold that as well.
 */
function expanded(text: string, values: ReadonlyMap<string, string>): string | undefined {
  const filled = fillVariables(text, values)?.replace(/:\$.*/s, '');
  const open = filled?.replace(/\$(?:\{\{[^}]{0,300}\}\}|\{\w+\}|\(\w+\)|\w+)/g, '*');
  return open !== undefined && /^(?:(?:[\w.:-]+|\*)\/)*[\w.-]+(?:[:@][\w.:@-]*)?$/.test(open) ? open : undefined;
}

function linkOf(
  from: FilePath,
  folder: Folder,
  { tag, context, file, target }: Pick<WrittenBuild, 'context' | 'file' | 'target'> & { readonly tag: string },
): Found | undefined {
  if (context === undefined) return undefined;
  const name = withoutTag(tag);
  const inside = plainPath(folder, context);
  const dockerfile = plainPath(folder, file ?? `${context}/Dockerfile`);
  if (name === '' || /[^\w./*-]/.test(name) || inside === undefined || dockerfile === undefined || dockerfile === '')
    return undefined;
  if (target !== undefined && !/^[\w.-]+$/.test(target)) return undefined;
  return { image: name, dockerfile, context: inside, from, ...(target === undefined ? {} : { target }) };
}

/** `images:` of a kustomization: what a manifest calls `name` runs as `newName`. */
function addRenames(renames: Map<string, Set<string>>, tree: Tree, path: FilePath): void {
  for (const root of yamlAt(tree, path)) {
    for (const item of asSeq(findValue(root, 'images'))?.items ?? []) {
      const map = asMap(item);
      const name = map && asText(findEntry(map, 'name')?.value);
      const other = map && asText(findEntry(map, 'newName')?.value);
      if (name === undefined || other === undefined) continue;
      const known = renames.get(name);
      if (known) known.add(withoutTag(other));
      else renames.set(name, new Set([withoutTag(other)]));
    }
  }
}

/** The documents of a file; none where it does not parse, and then it is no file that harden changes. */
function yamlAt(tree: Tree, path: FilePath): readonly YamlNode[] {
  const text = textAt(tree, path);
  return text === undefined ? [] : (tree.documents.yaml(path)?.documents ?? []);
}

function textAt({ repository }: Tree, path: FilePath): string | undefined {
  if (repository.kind(path) !== 'file') return undefined;
  const text = repository.read(path);
  return text === undefined || text.length > LARGEST ? undefined : text;
}
