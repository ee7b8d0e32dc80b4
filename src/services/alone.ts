// Compose files of one folder that are used each by itself, and those that are laid over another.
import {
  baseName,
  child,
  type FilePath,
  type Folder,
  type GroupContext,
  groupFact,
  parent,
  words,
} from '../model/index.js';
import { pipelineFiles } from '../pipelines/index.js';
import { type ComposeDoc, isBaseName, type Service } from '../compose/index.js';

/** True for the name of a file that changes another: `compose.override.yaml`. */
export function isOverrideName(file: FilePath): boolean {
  return /[.-]override\.ya?ml$/.test(file);
}

/**
 * True for a file beside the usual one that is used without it: each of its services says what it runs, those of both files
 * say more than that, it is no override by name, and nothing beside it or at the top hands both to Compose.
 */
export function standsAlone(doc: ComposeDoc, usual: ComposeDoc, context: GroupContext): boolean {
  if (isOverrideName(doc.file)) return false;
  if (!doc.services.every(({ image, build }) => image !== undefined || build !== undefined)) return false;
  if (doc.services.some((service) => usual.service(service.name) && isPartOfBuild(service))) return false;
  const isLess = doc.services.some((service) => {
    const below = usual.service(service.name);
    if (below === undefined || sizeOf(service) >= 2) return false;
    // A build of its own may be all that there is to say.
    return service.build === undefined || sizeOf(below) > sizeOf(service);
  });
  if (isLess) return false;
  return !groupFact(context, filesGivenTogether).has(baseName(doc.file));
}

/**
 * A service that another file of the folder describes in full, where this file is laid over others: by its name, since a service
 * of it runs nothing, or since it is handed to Compose with them. What both would say of a list that may name nothing twice,
 * such as `security_opt`, Compose refuses.
 */
export function isOfAnotherFile({ doc, context, siblings }: Overlay, service: Service): boolean {
  // What others are laid over keeps what it says.
  if (isBaseName(baseName(doc.file))) return false;
  const size = sizeOf(service);
  if (!siblings().some((other) => sizeOf(other.service(service.name)) > size)) return false;
  return (
    isOverrideName(doc.file) ||
    doc.services.some((each) => each.image === undefined && each.build === undefined && each.extends === undefined) ||
    groupFact(context, filesGivenTogether).has(baseName(doc.file))
  );
}

/** A Compose file, and the others of its folder. */
interface Overlay {
  readonly doc: ComposeDoc;
  readonly context: GroupContext;
  siblings(): readonly ComposeDoc[];
}

/** How much a service says, but for what a plan adds to it: the answer has to be the same before and after that. */
function sizeOf(service: Service | undefined): number {
  return service?.map?.entries.filter(({ name }) => !ADDED.has(name)).length ?? 0;
}

const ADDED = words(`
  cap_add cap_drop deploy healthcheck init logging mem_limit mem_reservation pids_limit read_only restart security_opt
  tmpfs user`);

/** Only says what is different about a build that another file describes: `build: {target: production}`. */
export function isPartOfBuild({ image, build }: Service): boolean {
  if (!build || image !== undefined) return false;
  return build.context === undefined && build.dockerfile === undefined && !build.inline;
}

const MENTIONS =
  /^(?:readme(?:\.\w+)?|makefile|justfile|taskfile\.ya?ml|package\.json|\.env(?:\.\w+)?|[\w.-]+\.(?:sh|mk|md))$/i;

/** Names of Compose files that stand on one line with another: `-f a.yml -f b.yml`, `COMPOSE_FILE=a.yml:b.yml`. */
function filesGivenTogether({ evidence: { repository }, group }: GroupContext): ReadonlySet<string> {
  const found = new Set<string>();
  const folders = new Set<Folder>(['', ...group.compose.map((file) => parent(file))]);
  const files = [...folders].flatMap((folder) =>
    repository
      .list(folder)
      .filter((name) => MENTIONS.test(name))
      .map((name) => child(folder, name)),
  );
  const texts = [
    ...files.map((file) => repository.read(file) ?? ''),
    ...pipelineFiles(repository).map(({ text }) => text),
  ];
  for (const text of texts) {
    for (const line of text.replaceAll('\\\n', ' ').split('\n')) {
      if (line.length > LONGEST_LINE || !/compose/i.test(line)) continue;
      const names = [...line.matchAll(/(?<![\w.-])[\w.-]+\.ya?ml\b/g)].map(([name]) => name);
      if (new Set(names).size > 1) for (const name of names) found.add(name);
    }
  }
  return found;
}

const LONGEST_LINE = 2000;
