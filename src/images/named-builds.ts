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
  resolveIn,
  fillIn,
} from '../model/index.js';
import { asMap, asSeq, asText, findEntry, findValue, type YamlNode } from '../yaml/index.js';
import { pipelineFiles, pipelinePlaces, type CiSystem } from '../pipelines/index.js';
import { BAKE_FILES, MAKEFILES, shellScripts } from './build-files.js';
import { withoutTag } from './built-here.js';

const SKAFFOLD = ['skaffold.yaml', 'skaffold.yml'];
const KUSTOMIZE = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
/** npm runs what stands there as a shell does; what it pushes is mostly commits, so only builds are read. */
const SCRIPTS = [...MAKEFILES, 'package.json'];
/** They read the same workflows. Sources: https://docs.gitea.com/usage/actions/comparison, https://forgejo.org/docs/latest/user/actions/github-actions/ */
const OF_WORKFLOWS: ReadonlySet<CiSystem> = new Set(['GitHub Actions', 'Gitea Actions', 'Forgejo Actions']);
/** So many folders are looked into. */
const MOST_FOLDERS = 2000;
const LARGEST = 300_000;

interface Tree {
  readonly repository: Repository;
  readonly documents: Documents;
}

type Found = Omit<ImageLink, 'image'> & { readonly image: string };

/**
 * The images that are built here under a name, with Dockerfile and context.
 * @param files what was discovered: the folders above them are looked into.
 */
export function namedBuilds(
  repository: Repository,
  documents: Documents,
  files: readonly FilePath[],
): readonly ImageLink[] {
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
  for (const { system, path, text } of pipelineFiles(repository)) {
    if (OF_WORKFLOWS.has(system)) found.push(...fromWorkflow(tree, path, text));
    else if (text.includes('docker')) found.push(...fromText(path, '', text));
  }
  const links: ImageLink[] = [];
  for (const each of found) {
    if (repository.kind(each.dockerfile) !== 'file') continue;
    links.push(each);
    // A manifest may name it as the kustomization knows it.
    for (const [name, others] of renames) if (others.has(each.image)) links.push({ ...each, image: name });
  }
  return unequivocal(links);
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
      const link = linkOf(path, folder, image, context, `${context}/${file}`, asText(findValue(settings, 'target')));
      if (link) found.push(link);
    }
  }
  return found;
}

/** Targets whose settings are written out. Source: https://docs.docker.com/build/bake/reference/ */
function fromBake(tree: Tree, path: FilePath): Found[] {
  const text = textAt(tree, path);
  const found: Found[] = [];
  for (const [, body] of text?.matchAll(/\btarget\s+"[^"\n]*"\s*\{([^{}]*)\}/g) ?? []) {
    const value = (key: string): string | undefined =>
      new RegExp(`^[ \\t]*${key}\\s*=\\s*"([^"\\n]*)"`, 'm').exec(body!)?.[1];
    const context = value('context') ?? '.';
    const file = value('dockerfile') ?? 'Dockerfile';
    const tags = /^[ \t]*tags\s*=\s*\[([^\]]{0,2000})\]/m.exec(body!)?.[1] ?? '';
    for (const [, tag] of tags.matchAll(/"([^"\n]*)"/g)) {
      const link = linkOf(path, parent(path), tag!, context, `${context}/${file}`, value('target'));
      if (link) found.push(link);
    }
  }
  return found;
}

/** Source: https://github.com/docker/build-push-action#inputs */
function fromWorkflow(tree: Tree, path: FilePath, text: string): Found[] {
  if (!text.includes('docker')) return [];
  const found = fromText(path, '', text);
  if (!text.includes('docker/build-push-action@')) return found;
  const values = valuesIn(text);
  for (const root of yamlAt(tree, path)) {
    for (const { value: job } of asMap(findValue(root, 'jobs'))?.entries ?? []) {
      for (const step of asSeq(findValue(job, 'steps'))?.items ?? []) {
        if (!asText(findValue(step, 'uses'))?.startsWith('docker/build-push-action@')) continue;
        const input = (name: string): string | undefined => asText(findValue(step, 'with', name));
        const context = input('context') ?? '.';
        const file = input('file') ?? `${context}/Dockerfile`;
        for (const tag of (input('tags') ?? '').split(/[\n,]/)) {
          const image = expanded(tag.trim(), values);
          const link = image === undefined ? undefined : linkOf(path, '', image, context, file, input('target'));
          if (link) found.push(link);
        }
      }
    }
  }
  return found;
}

function fromScript(tree: Tree, path: FilePath, folder: Folder): Found[] {
  const text = textAt(tree, path);
  return text?.includes('docker') ? fromText(path, folder, text) : [];
}

/** Every `docker build` with a name; none where the file changes its folder before. */
function fromText(path: FilePath, folder: Folder, text: string): Found[] {
  if (/(?:^|[\s;&|("])(?:cd|pushd)\s|working-directory:/m.test(text)) return [];
  const values = valuesIn(text);
  const found: Found[] = [];
  for (const [, words] of text
    .replace(/\\\r?\n/g, ' ')
    .matchAll(/\bdocker\s+(?:buildx\s+|image\s+)?build\s([^\n;&|"]*)/g)) {
    const { tags, file, target, context } = commandOf(words!);
    if (context === undefined) continue;
    for (const tag of tags) {
      const image = expanded(tag, values);
      const link =
        image === undefined ? undefined : linkOf(path, folder, image, context, file ?? `${context}/Dockerfile`, target);
      if (link) found.push(link);
    }
  }
  return found;
}

/** Options of `docker build` without a word behind them. */
const ALONE = /^(?:--push|--load|--pull|--no-cache|--rm|--force-rm|-q|--quiet|--squash|--compress|--[\w-]+=.*)$/;

function commandOf(words: string): {
  tags: string[];
  file?: string;
  target?: string;
  context?: string;
} {
  const list = words.match(/(?:\$\{\{[^}]{0,300}\}\}|\$\([^)]{0,300}\)|\S)+/g) ?? [];
  const tags: string[] = [];
  const found: { file?: string; target?: string; context?: string } = {};
  for (let at = 0; at < list.length; at++) {
    const word = list[at]!.replace(/["']/g, '');
    const [, name, joined] = /^(-t|--tag|-f|--file|--target)(?:=(.*))?$/.exec(word) ?? [];
    if (name !== undefined) {
      const value = (joined ?? list[++at] ?? '').replace(/["']/g, '');
      if (name === '-t' || name === '--tag') tags.push(value);
      else if (name === '--target') found.target = value;
      else found.file = value;
    } else if (word.startsWith('-')) {
      if (!ALONE.test(word)) at++;
    } else found.context = word;
  }
  return { tags, ...found };
}

/** Variables that the file sets once, to something written out. */
export function valuesIn(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  const several = new Set<string>();
  for (const [, name, value] of text.matchAll(
    /^[ \t-]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*(?:[:?]?=|:(?=[ \t]))[ \t]*["']?([\w./:-]+)["']?[ \t]*\r?$/gm,
  )) {
    if (values.has(name!) && values.get(name!) !== value) several.add(name!);
    values.set(name!, value!);
  }
  for (const name of several) values.delete(name);
  return values;
}

/** The name with its variables filled in; the tag may hold others. `undefined` where the name does. */
function expanded(text: string, values: ReadonlyMap<string, string>): string | undefined {
  const filled = fillIn(
    text,
    /\$\{\{\s*(?:env\.)?([A-Za-z_]\w*)\s*\}\}|\$[{(]([A-Za-z_]\w*)[})]|\$([A-Za-z_]\w*)/g,
    (match, a, b, c) => values.get((a ?? b ?? c)!) ?? match!,
  )?.replace(/:\$.*/s, '');
  return filled !== undefined && /^[\w./:@-]+$/.test(filled) ? filled : undefined;
}

function linkOf(
  from: FilePath,
  folder: Folder,
  image: string,
  context: string,
  dockerfile: string,
  target: string | undefined,
): Found | undefined {
  const name = withoutTag(image);
  const inside = pathIn(folder, context);
  const file = pathIn(folder, dockerfile);
  if (name === '' || /[^\w./-]/.test(name) || inside === undefined || file === undefined || file === '')
    return undefined;
  if (target !== undefined && !/^[\w.-]+$/.test(target)) return undefined;
  return { image: name, dockerfile: file, context: inside, from, ...(target === undefined ? {} : { target }) };
}

/** A path below the root; `undefined` where it climbs out, is absolute, or holds a variable. */
function pathIn(folder: Folder, path: string): Folder | undefined {
  return /^[\w./-]+$/.test(path) ? resolveIn(folder, path) : undefined;
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
