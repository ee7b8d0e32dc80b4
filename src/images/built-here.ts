// What a group of files builds itself: its images are in no registry, or are there as the project's own work.
import {
  filePath,
  ParseError,
  child,
  type Folder,
  type EvidenceReader,
  type FilePath,
  type Group,
} from '../model/index.js';
import { parseCompose, type ComposeDoc, composeLinks, pathFrom } from '../compose/index.js';
import { asMap, asSeq, asText, findEntry, type YamlNode } from '../yaml/index.js';

/** What a file stands among: what a transform is given, answers left out. */
export interface Surroundings {
  readonly group: Group;
  readonly evidence: EvidenceReader;
}

interface BuiltHere {
  /** Without tag and digest. */
  readonly images: ReadonlySet<string>;
  /** Names that `additional_contexts` gives: FROM and COPY --from take them before images. */
  readonly contexts: ReadonlySet<string>;
  /** For each Dockerfile, the build arguments that every service which builds it sets, and one file that does. */
  readonly args: ReadonlyMap<FilePath, ReadonlyMap<string, FilePath>>;
}

const known = new WeakMap<Group, BuiltHere>();

/** What the Compose files of a group build. Read once for each group. */
function builtHere({ group, evidence }: Surroundings): BuiltHere {
  const cached = known.get(group);
  if (cached) return cached;
  const images = new Set<string>();
  const contexts = new Set<string>();
  const args = new Map<FilePath, ReadonlyMap<string, FilePath>>();
  for (const path of group.compose) {
    const doc = composeAt(evidence, path);
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
  const found = { images, contexts, args };
  known.set(group, found);
  return found;
}

function argumentsOf(build: YamlNode): string[] {
  const map = asMap(build);
  const args = map && findEntry(map, 'args')?.value;
  const listed = asSeq(args)?.items.map((item) => (asText(item) ?? '').split('=', 1)[0]!) ?? [];
  return [...(asMap(args)?.entries.map(({ name }) => name) ?? []), ...listed];
}

/** The Compose file that sets a build argument whenever it builds a Dockerfile: the default there does not count. */
export function argumentSetIn(dockerfile: FilePath, around: Surroundings): (name: string) => FilePath | undefined {
  const set = builtHere(around).args.get(dockerfile);
  return (name) => set?.get(name);
}

/** Tells the images and named build contexts that are the group's own work; a registry is not asked about them. */
export function isBuiltHere(surroundings: Surroundings): (image: string) => boolean {
  const { images, contexts } = builtHere(surroundings);
  return (image) => images.has(withoutTag(image)) || contexts.has(image);
}

const BASE_NAMES = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];

const MOST_LAYERS = 12;
const beside = new WeakMap<ComposeDoc, ReadonlySet<string>>();

/**
 * Services that another file builds, one of the same folder or one that is extended: their image is what that build is
 * called, here (`compose.prod.yaml`) as there (`compose.override.yaml`).
 */
export function servicesBuiltBeside(doc: ComposeDoc, { evidence }: Surroundings): ReadonlySet<string> {
  const cached = beside.get(doc);
  if (cached) return cached;
  const slash = doc.file.lastIndexOf('/');
  const folder = doc.file.slice(0, Math.max(slash, 0)) as Folder;
  const name = doc.file.slice(slash + 1);
  const others = evidence.repository
    .list(folder)
    .filter((other) => other !== name && /^(?:docker-)?compose\b.*\.ya?ml$/.test(other));
  // Where there are many they are examples, each for itself, and at most one of them is what others are laid over.
  const layers = others.length > MOST_LAYERS ? others.filter((other) => BASE_NAMES.includes(other)) : others;
  const built = new Set<string>();
  for (const other of layers) {
    const found = composeAt(evidence, child(folder, other));
    for (const service of found?.services ?? []) if (service.build) built.add(service.name);
  }
  for (const service of doc.services) {
    const parent = service.extends;
    const path = parent?.file === undefined ? undefined : pathFrom(folder, parent.file);
    if (parent && path && composeAt(evidence, filePath(path))?.service(parent.service)?.build) built.add(service.name);
  }
  beside.set(doc, built);
  return built;
}

const ENV_LINE = /^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=[ \t]*(?=[^\s#])/gm;

/** The variables that the `.env` beside a Compose file sets to something. Compose fills them in before any default. */
export function variablesBeside(doc: ComposeDoc, { evidence }: Surroundings): ReadonlySet<string> {
  const folder = doc.file.slice(0, Math.max(doc.file.lastIndexOf('/') + 1, 0));
  const text = evidence.repository.read(filePath(`${folder}.env`)) ?? '';
  return new Set([...text.matchAll(ENV_LINE)].map((match) => match[1]!));
}

function composeAt({ repository }: EvidenceReader, path: FilePath): ComposeDoc | undefined {
  const text = repository.read(path);
  if (!text?.includes('build')) return undefined;
  try {
    return parseCompose(path, text);
  } catch (error) {
    if (error instanceof ParseError) return undefined; // planning that file reports it
    throw error;
  }
}

/** `acme/api` of `acme/api:1.2@sha256:...`. */
export function withoutTag(image: string): string {
  const bare = image.split('@', 1)[0]!;
  const colon = bare.lastIndexOf(':');
  return colon > bare.lastIndexOf('/') ? bare.slice(0, colon) : bare;
}
