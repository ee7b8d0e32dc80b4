// Who else runs the program of a service or a container: the other kind of file of the same repository names its image, or
// an image that the same Dockerfile makes.
import {
  baseName,
  type Context,
  type FilePath,
  type Folder,
  type GroupContext,
  groupFact,
  isWithin,
  namesFact,
  officialName,
  parent,
  parseImageReference,
  type Repository,
  walkFiles,
} from '../model/index.js';
import { type ComposeDoc, isComposeName, withDefaults } from '../compose/index.js';
import { linkedStage } from '../dockerfile/index.js';
import { withoutTag } from '../images/index.js';
import type { Container } from '../kubernetes/index.js';
import { type PodView, readStart, type ServiceOfImage } from '../pods/index.js';
import { type BuiltImage, lookAround, startsServerOf, type ServiceView, viewService } from '../services/index.js';
import { OPEN_VALUE, workloadsNaming } from './charts.js';
import type { LinkedContainer } from './workloads.js';

const MOST_FILES = 300;
const MOST_ENTRIES = 20_000;

/** The containers of manifests and charts that run what a service runs, started in the same way. */
export function containersLike(view: ServiceView, context: Context): LinkedContainer[] {
  const { image } = view.service;
  const built = view.runs.built ?? view.runs.madeBy;
  const names = built ? namesOfBuilt(built, context) : [];
  if (image !== undefined && (!built || isFinal(built, context))) names.push(image);
  if (names.length === 0) return [];
  const near = built ? undefined : projectOf(view.around.folder);
  const last = names.map((name) => baseName(plainName(name)));
  return workloadsNaming(last, groupFact(context, manifestFiles), context)
    .filter(({ file }) => near === undefined || context.group.kubernetes.includes(file) || isWithin(file, near))
    .flatMap((doc) =>
      doc.workloads
        .filter(({ kind }) => !/Job$/.test(kind))
        .flatMap((workload) => workload.containers.map((container) => ({ doc, workload, container }))),
    )
    .filter(
      ({ container }) =>
        container.list === 'containers' &&
        names.some((name) => isSameImage(name, container.image, built !== undefined)) &&
        startsAlike(view, container),
    );
}

/** The Compose services that run what a container runs, started in the same way. */
export function servicesLike({ runs, doc, context }: PodView, container: Container): ServiceOfImage[] {
  const running = runs(container);
  if (!running) return [];
  const { built, image } = running;
  const names = built ? [...namesOfBuilt(built, context), image] : [image];
  const found = composeDocs(context).flatMap((compose) => {
    const around = lookAround(compose, context);
    const isNear = context.group.compose.includes(compose.file) || isWithin(doc.file, projectOf(around.folder));
    return compose.services.flatMap((service) => {
      if (compose.service(service.name) !== service || (!built && !isNear)) return [];
      const view = viewService(around, service);
      const same = built
        ? isMadeAlike(view, built) || names.some((name) => isSameImage(service.image, name, true))
        : names.some((name) => isSameImage(service.image, name, false));
      return same && startsAlike(view, container) ? [{ doc: compose, service }] : [];
    });
  });
  // Of several that are built alike, the one of that very name is meant.
  const named = found.filter(({ service }) => isSameImage(service.image, image, false));
  return [...named, ...found.filter((each) => !named.includes(each))];
}

function isMadeAlike({ runs }: ServiceView, { file, stage }: BuiltImage): boolean {
  const { built } = runs;
  return built !== undefined && built.file === file && built.stage.index === stage.index;
}

/** The folder of a Compose file with what lies beside it; the root only for a file that lies there. */
function projectOf(folder: Folder): Folder {
  return parent(folder) === '' ? folder : parent(folder);
}

/** What builds call the image that a stage makes. */
function namesOfBuilt({ file, stage }: BuiltImage, { group, documents }: Context): string[] {
  const dockerfile = documents.dockerfile(file);
  if (!dockerfile) return [];
  const services = group.links
    .filter((link) => linkedStage(dockerfile, link)?.index === stage.index)
    .flatMap((link) => documents.compose(link.file)?.service(link.service)?.image ?? []);
  const others = (group.images ?? [])
    .filter((link) => linkedStage(dockerfile, link)?.index === stage.index)
    .map(({ image }) => image);
  return [...services, ...others];
}

/** A stage for developers often has the name of the image as well. */
function isFinal({ file, stage }: BuiltImage, { documents }: Context): boolean {
  return documents.dockerfile(file)?.stages.at(-1)?.index === stage.index;
}

/** What a variable, or a value of a chart, stands for. */
const OPEN = '*';

/**
 * The same image, whatever its tag.
 * @param own the repository builds it: then the last part of its name tells it, where a variable says whose it is.
 */
function isSameImage(one: string | undefined, other: string | undefined, own: boolean): boolean {
  if (one === undefined || other === undefined) return false;
  const [left, right] = [plainName(one), plainName(other)];
  if (!left.includes(OPEN) && !right.includes(OPEN)) return fullName(left) === fullName(right);
  const [last, otherLast] = [left, right].map(baseName);
  return own && last === otherLast && !last!.includes(OPEN);
}

function plainName(image: string): string {
  const open = withDefaults(image)
    .replace(/\$\{[^{}]{0,200}\}|\$\w{1,100}/g, OPEN)
    .replaceAll(OPEN_VALUE, OPEN);
  return withoutTag(open);
}

function fullName(name: string): string {
  const reference = parseImageReference(name);
  return reference ? (officialName(reference) ?? `${reference.host}/${reference.path}`) : name;
}

/** The same words; or arguments at most for the server that the image is made for. */
function startsAlike(view: ServiceView, container: Container): boolean {
  const { entrypoint, command, profile, built } = view.runs;
  const words = readStart(container);
  const own = JSON.stringify([entrypoint ?? [], command ?? []]);
  if (own === JSON.stringify([words.command ?? [], words.args ?? []])) return true;
  if (!profile || entrypoint || words.command || built?.entrypoint || built?.command) return false;
  return startsServerOf(profile.image, command ?? []) && startsServerOf(profile.image, words.args ?? []);
}

function composeDocs(context: Context): readonly ComposeDoc[] {
  return groupFact(context, composeFiles).flatMap((file) => context.documents.compose(file) ?? []);
}

function manifestFiles({ evidence, documents, group }: GroupContext): FilePath[] {
  const found = namesFact(evidence.repository, yamlFiles).filter((file) => {
    const text = documents.text(file);
    return text?.includes('containers:') && /^kind:/m.test(text) && !text.includes('{{');
  });
  return [...new Set([...group.kubernetes, ...found])];
}

function composeFiles({ evidence, group }: GroupContext): FilePath[] {
  return [...new Set([...group.compose, ...namesFact(evidence.repository, namedAsCompose)])];
}

function yamlFiles(repository: Repository): FilePath[] {
  return filesNamed(repository, (name) => /\.ya?ml$/.test(name));
}

function namedAsCompose(repository: Repository): FilePath[] {
  return filesNamed(repository, isComposeName);
}

function filesNamed(repository: Repository, wanted: (name: string) => boolean): FilePath[] {
  const from: readonly Folder[] = [''];
  const tour = { from, tracked: true, mostEntries: MOST_ENTRIES, deepest: 8 } as const;
  return [...walkFiles(repository, { ...tour, wanted, mostFiles: MOST_FILES })];
}
