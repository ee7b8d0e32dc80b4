// What a group of files builds itself: its images are in no registry, or are there as the project's own work.
import {
  child,
  groupFact,
  type Documents,
  type FilePath,
  type GroupContext,
  parent,
  baseName,
  splitPath,
} from '../model/index.js';
import { type ComposeDoc, composeLinks, isBaseName, isComposeName, localPath } from '../compose/index.js';
import { asMap, asSeq, asText, findEntry, type YamlNode } from '../yaml/index.js';

interface BuiltHere {
  /** Without tag and digest. */
  readonly images: ReadonlySet<string>;
  /** Names that `additional_contexts` gives: FROM and COPY --from take them before images. */
  readonly contexts: ReadonlySet<string>;
  /** For each Dockerfile, the build arguments that every service which builds it sets, and one file that does. */
  readonly args: ReadonlyMap<FilePath, ReadonlyMap<string, FilePath>>;
}

/** What the Compose files of a group build. */
function builtHere({ group, documents }: GroupContext): BuiltHere {
  const images = new Set<string>();
  const contexts = new Set<string>();
  const args = new Map<FilePath, ReadonlyMap<string, FilePath>>();
  for (const path of group.compose) {
    const doc = composeThatBuilds(documents, path);
    const dockerfiles = new Map((doc ? composeLinks(doc) : []).map(({ service, dockerfile }) => [service, dockerfile]));
    for (const { name: service, image, build } of doc?.services ?? []) {
      if (!build) continue;
      const dockerfile = dockerfiles.get(service);
      if (dockerfile) {
        const before = args.get(dockerfile);
        const set = argumentsOf(build.node).filter((name) => before?.has(name) ?? true);
        args.set(dockerfile, new Map(set.map((name) => [name, path])));
      }
      if (image !== undefined) images.add(withoutTag(image));
      const map = asMap(build.node);
      const named = map && findEntry(map, 'additional_contexts')?.value;
      for (const { name } of asMap(named)?.entries ?? []) contexts.add(name);
      for (const item of asSeq(named)?.items ?? []) contexts.add((asText(item) ?? '').split('=', 1)[0]!);
    }
  }
  return { images, contexts, args };
}

function argumentsOf(build: YamlNode): string[] {
  const map = asMap(build);
  const args = map && findEntry(map, 'args')?.value;
  const listed = asSeq(args)?.items.map((item) => (asText(item) ?? '').split('=', 1)[0]!) ?? [];
  return [...(asMap(args)?.entries.map(({ name }) => name) ?? []), ...listed];
}

/** The Compose file that sets a build argument whenever it builds a Dockerfile: the default there does not count. */
export function argumentSetIn(dockerfile: FilePath, around: GroupContext): (name: string) => FilePath | undefined {
  const set = groupFact(around, builtHere).args.get(dockerfile);
  return (name) => set?.get(name);
}

/** Tells the images and named build contexts that are the group's own work; a registry is not asked about them. */
export function isBuiltHere(around: GroupContext): (image: string) => boolean {
  const { images, contexts } = groupFact(around, builtHere);
  return (image) => images.has(withoutTag(image)) || contexts.has(image);
}

const MOST_LAYERS = 12;

/**
 * Services that another file builds, one of the same folder or one that is extended: their image is what that build is
 * called, here (`compose.prod.yaml`) as there (`compose.override.yaml`).
 */
export function servicesBuiltBeside(doc: ComposeDoc, { evidence, documents }: GroupContext): ReadonlySet<string> {
  const folder = parent(doc.file);
  const name = baseName(doc.file);
  const others = evidence.repository.list(folder).filter((other) => other !== name && isComposeName(other));
  // Where there are many they are examples, each for itself, and at most one of them is what others are laid over.
  const layers = others.length > MOST_LAYERS ? others.filter(isBaseName) : others;
  const built = new Set<string>();
  for (const other of layers) {
    const found = composeThatBuilds(documents, child(folder, other));
    for (const service of found?.services ?? []) if (service.build) built.add(service.name);
  }
  for (const service of doc.services) {
    const from = service.extends;
    const path = from?.file === undefined ? undefined : localPath(folder, from.file);
    if (from && path && composeThatBuilds(documents, path)?.service(from.service)?.build) built.add(service.name);
  }
  return built;
}

const ENV_LINE = /^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=[ \t]*(?=[^\s#])/gm;

/** The variables that the `.env` beside a Compose file sets to something. Compose fills them in before any default. */
export function variablesBeside(doc: ComposeDoc, { documents }: GroupContext): ReadonlySet<string> {
  const text = documents.text(child(parent(doc.file), '.env')) ?? '';
  return new Set([...text.matchAll(ENV_LINE)].map((match) => match[1]!));
}

function composeThatBuilds(documents: Documents, path: FilePath): ComposeDoc | undefined {
  return documents.text(path)?.includes('build') ? documents.compose(path) : undefined;
}

/** `acme/api` of `acme/api:1.2@sha256:...`. */
export function withoutTag(image: string): string {
  const bare = image.split('@', 1)[0]!;
  const { folder, name } = splitPath(bare);
  return folder + name.replace(/:[^:]*$/, '');
}
