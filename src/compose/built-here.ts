// What a group of files builds itself: its images are in no registry, or are there as the project's own work.
import { filePath, ParseError } from '../model/index.js';
import type { EvidenceReader, FilePath, Group } from '../model/index.js';
import { parseCompose, type ComposeDoc } from './compose.js';
import { asMap, asSeq, asText, findEntry } from './yaml-read.js';

interface Surroundings {
  readonly group: Group;
  readonly evidence: EvidenceReader;
}

interface BuiltHere {
  /** Without tag and digest. */
  readonly images: ReadonlySet<string>;
  /** Names that `additional_contexts` gives: FROM and COPY --from take them before images. */
  readonly contexts: ReadonlySet<string>;
}

const known = new WeakMap<Group, BuiltHere>();

/** What the Compose files of a group build. Read once for each group. */
export function builtHere({ group, evidence }: Surroundings): BuiltHere {
  const cached = known.get(group);
  if (cached) return cached;
  const images = new Set<string>();
  const contexts = new Set<string>();
  for (const path of group.compose) {
    for (const { image, build } of composeAt(evidence, path)?.services ?? []) {
      if (!build) continue;
      if (image !== undefined) images.add(withoutTag(image));
      const map = asMap(build.node);
      const named = map && findEntry(map, 'additional_contexts')?.value;
      for (const { name } of asMap(named)?.entries ?? []) contexts.add(name);
      for (const item of asSeq(named)?.items ?? []) contexts.add((asText(item) ?? '').split('=', 1)[0]!);
    }
  }
  const found = { images, contexts };
  known.set(group, found);
  return found;
}

const BASE_NAMES = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];

/** Services that a file laid over this one, or below it, builds: their image is what that build is called. */
export function servicesBuiltBeside(doc: ComposeDoc, { evidence }: Surroundings): ReadonlySet<string> {
  const slash = doc.file.lastIndexOf('/');
  const folder = doc.file.slice(0, Math.max(slash, 0)) as FilePath | '';
  const name = doc.file.slice(slash + 1);
  const others = evidence.repository
    .list(folder)
    .filter((other) => other !== name && /^(?:docker-)?compose\b.*\.ya?ml$/.test(other));
  // Files are laid over the base and hardly ever over each other.
  const beside = BASE_NAMES.includes(name) ? others : others.filter((other) => BASE_NAMES.includes(other));
  const built = new Set<string>();
  for (const other of beside) {
    const found = composeAt(evidence, filePath(folder === '' ? other : `${folder}/${other}`));
    for (const service of found?.services ?? []) if (service.build) built.add(service.name);
  }
  return built;
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
