// What a container of a manifest is started from: the image's facts, and what the repository says of the same image.
import { type Assumption, type Context, type ImageLink, isWithin, parseImageReference } from '../model/index.js';
import { asSeq, asText, findEntry, findValue } from '../yaml/index.js';
import type { ComposeDoc, Service } from '../compose/index.js';
import { withoutTag } from '../images/index.js';
import type { Container, Workload } from '../kubernetes/index.js';
import {
  isOriginal,
  officialOriginal,
  serviceProfile,
  type Condition,
  type ServiceProfile,
} from '../knowledge/index.js';
import { linkedStage } from '../dockerfile/index.js';
import {
  lookAround,
  withoutUsualLinks,
  startsServerOf,
  imageOfStage,
  readRuns,
  type BuiltImage,
} from '../services/index.js';

/** A Compose service that runs the image, too. */
export interface ServiceOfImage {
  readonly doc: ComposeDoc;
  readonly service: Service;
}

export interface ContainerRuns {
  /** As written. */
  readonly image: string;
  /** The image itself, or the one that its build starts from; absent where a variable decides. */
  readonly base?: string;
  /** Of `base`, whatever the container starts. */
  readonly ofImage?: ServiceProfile;
  /** The same, as long as the container starts the server that the image is made for, with other arguments at most. */
  readonly profile?: ServiceProfile;
  /** The Dockerfile of the repository that makes the image, where a Compose file or a build says so. */
  readonly built?: BuiltImage;
  /** That this Dockerfile makes it, or that it is a copy of an official image, no file says: its name fits. */
  readonly likely?: Assumption;
  readonly services: readonly ServiceOfImage[];
  /** Replaces the ENTRYPOINT of the image. */
  readonly command?: readonly string[];
  /** Replaces its CMD. */
  readonly args?: readonly string[];
}

/** What a container is started from. `undefined` for one without an image, or with a placeholder for one. */
export function readContainerRuns(context: Context, container: Container): ContainerRuns | undefined {
  const { image } = container;
  if (image === undefined || !parseImageReference(image)) return undefined;
  const services = servicesOf(context, image);
  const command = listAt(container, 'command');
  const args = listAt(container, 'args');
  let built: BuiltImage | undefined;
  for (const { doc, service } of services) built ??= readRuns(lookAround(doc, context), service).built;
  const named = services.some(({ service }) => service.build) ? undefined : builtElsewhere(context, image);
  built ??= named?.built;
  const isBuilt = named !== undefined || services.some(({ service }) => service.build);
  const original = isBuilt ? undefined : officialOriginal(image);
  const base = isBuilt ? built?.base : (original ?? image);
  const ofImage = base === undefined ? undefined : serviceProfile(base);
  const started = args ?? built?.command?.exec ?? built?.command?.text.split(/\s+/) ?? [];
  const keeps = command === undefined && !built?.entrypoint && ofImage && startsServerOf(ofImage.image, started);
  return {
    image,
    services,
    ...(base === undefined ? {} : { base }),
    ...(ofImage ? { ofImage } : {}),
    ...(ofImage && keeps ? { profile: ofImage } : {}),
    ...(built ? { built } : {}),
    ...(named?.likely ? { likely: named.likely } : {}),
    ...(original === undefined ? {} : { likely: isOriginal(image, original) }),
    ...(command ? { command } : {}),
    ...(args ? { args } : {}),
  };
}

/** What Skaffold, a workflow or a script builds under the name; `built` absent where the Dockerfile cannot be read. */
function builtElsewhere({ group, documents }: Context, image: string): BuiltElsewhere | undefined {
  const link = group.images?.find((each) => each.image === withoutTag(image));
  if (!link) return undefined;
  const doc = documents.dockerfile(link.dockerfile);
  const stage = doc && linkedStage(doc, link);
  if (!stage) return {};
  const built = imageOfStage(link.dockerfile, link.context, stage);
  return link.likely === undefined ? { built } : { built, likely: nameFits(link) };
}

interface BuiltElsewhere {
  readonly built?: BuiltImage;
  readonly likely?: Assumption;
}

/** What is believed where an image has the name of a folder or of the project, and nothing says what builds it. */
export function nameFits({ image, dockerfile, likely }: ImageLink): Assumption {
  return {
    id: 'image-is-built-here',
    believes: `\`${image}\` is built from \`${dockerfile}\`: ${likely}`,
    breaksIf: 'it is another program’s image: its user, its ports and what it writes are not those of the Dockerfile',
    checkBy: '`docker image inspect` or `docker history` of the image, beside the Dockerfile',
  };
}

/** `undefined` where the container does not set it. */
function listAt(container: Container, key: string): readonly string[] | undefined {
  const list = asSeq(findEntry(container.map, key)?.value);
  return list && list.items.length > 0 ? list.items.map((item) => asText(item) ?? '') : undefined;
}

function servicesOf({ group, documents }: Context, image: string): ServiceOfImage[] {
  const wanted = withoutTag(image);
  const found: ServiceOfImage[] = [];
  for (const path of group.compose) {
    const doc = documents.compose(path);
    for (const service of doc?.services ?? []) {
      if (service.image === undefined || doc!.service(service.name) !== service) continue;
      const text = service.image.replace(/\$\{\w+:?-([^${}]*)\}/g, '$1');
      if (withoutTag(text) === wanted) found.push({ doc: doc!, service });
    }
  }
  return found;
}

/** A path where the container has a volume. */
export interface PodMount {
  readonly path: string;
  readonly volume: string;
  readonly readOnly: boolean;
  /** A part of the volume only. */
  readonly sub: boolean;
}

/** The volumes that a container mounts, and where. */
export function mountsOf(container: Container): PodMount[] {
  return (asSeq(findEntry(container.map, 'volumeMounts')?.value)?.items ?? []).flatMap((item) => {
    const path = asText(findValue(item, 'mountPath'));
    if (path === undefined) return [];
    // The kubelet puts what is relative below the root: MakeAbsolutePath in pkg/kubelet/kubelet_pods.go.
    const absolute = path.startsWith('/') ? path : `/${path.replace(/^(?:\.\/)+/, '')}`;
    return {
      path: withoutUsualLinks(absolute.length > 1 ? absolute.replace(/(?<!\/)\/+$/, '') : absolute),
      volume: asText(findValue(item, 'name')) ?? '',
      readOnly: asText(findValue(item, 'readOnly')) === 'true',
      sub: findValue(item, 'subPath') !== undefined || findValue(item, 'subPathExpr') !== undefined,
    };
  });
}

/** What kind of storage a volume is: `emptyDir`, `persistentVolumeClaim`; a template of a StatefulSet is a claim. */
export function volumeKind({ map, podSpecMap }: Workload, name: string): string | undefined {
  for (const item of asSeq(findValue(podSpecMap, 'volumes'))?.items ?? []) {
    if (asText(findValue(item, 'name')) !== name) continue;
    const target = item.kind === 'alias' ? item.target : item;
    if (target.kind !== 'map') return undefined;
    return target.entries.find((entry) => entry.name !== 'name' && !entry.merge)?.name ?? 'emptyDir';
  }
  const templates = asSeq(findValue(map, 'spec', 'volumeClaimTemplates'))?.items ?? [];
  return templates.some((item) => asText(findValue(item, 'metadata', 'name')) === name)
    ? 'persistentVolumeClaim'
    : undefined;
}

/** Names of variables the container sets itself; `all` where it also takes some from elsewhere. */
export function variablesOf(container: Container): { readonly names: ReadonlySet<string>; readonly all: boolean } {
  const items = asSeq(findEntry(container.map, 'env')?.value)?.items ?? [];
  const names = new Set(items.flatMap((item) => asText(findValue(item, 'name')) ?? []));
  return { names, all: (asSeq(findEntry(container.map, 'envFrom')?.value)?.items.length ?? 0) > 0 };
}

/** The first condition that holds, or may hold, for the container; said in words. */
export function whyConditionHolds(
  conditions: readonly Condition[],
  container: Container,
  { args = [], built }: ContainerRuns,
): string | undefined {
  // What a build copies into the image is not followed.
  if (built) return 'the image is built here, over the configuration of its base';
  const variables = variablesOf(container);
  for (const condition of conditions) {
    if ('mount' in condition) {
      const mount = mountsOf(container).find(
        ({ path }) => isWithin(path, condition.mount) || isWithin(condition.mount, path),
      );
      if (mount) return `a volume at ${mount.path} replaces what the image brings there`;
    } else if ('variable' in condition) {
      if (variables.names.has(condition.variable)) return `${condition.variable} is set`;
      if (variables.all) return `${condition.variable} may be set through envFrom`;
    } else if (args.some((arg) => arg.startsWith(condition.argument)))
      return `it is started with ${condition.argument}`;
  }
  return undefined;
}
