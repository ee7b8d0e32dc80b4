// Where manifests name images.
import { stop, type GroupContext, type Refusal } from '../model/index.js';
import {
  asText,
  findEntry,
  dottedPlace,
  replaceInScalar,
  resolveAlias,
  findKeyPaths,
  type YamlScalar,
} from '../yaml/index.js';
import { isBuiltHere, withoutTag } from './built-here.js';
import { whyNotPinned } from './published-here.js';
import { sourceOf, type YamlImagePlace } from './in-compose.js';
import { builtBySkaffold, setByKustomize } from './image-tools.js';
import type { Container, KubernetesDoc, Workload } from '../kubernetes/index.js';

/** An image, the text that names it, and the containers that run it: several through an alias or a merge key. */
export interface ContainerImage {
  readonly image: string;
  readonly scalar: YamlScalar;
  /** The first workload that runs it. */
  readonly workload: Workload;
  readonly containers: readonly Container[];
  /** Something that is no container's image stands for the same text, by its place. */
  readonly usedAt?: string;
}

/**
 * The images that containers run, each place once. Left out: what is never pulled (`imagePullPolicy: Never`), and what
 * a comment on the line gives to Flux, which writes newer tags there itself.
 */
export function containerImages(doc: KubernetesDoc): ContainerImage[] {
  const automated = new Set<number>();
  if (doc.text.includes('$imagepolicy')) {
    for (const { text, offset } of doc.yaml.comments)
      if (text.includes('$imagepolicy')) automated.add(doc.yaml.lines.lineAt(offset));
  }
  const found = new Map<YamlScalar, { readonly workload: Workload; readonly containers: Container[] }>();
  const local = new Set<YamlScalar>();
  for (const workload of doc.workloads) {
    for (const container of workload.containers) {
      const value = findEntry(container.map, 'image')?.value;
      const scalar = value && resolveAlias(value);
      if (scalar?.kind !== 'scalar' || scalar.value === null) continue;
      if (asText(findEntry(container.map, 'imagePullPolicy')?.value) === 'Never') local.add(scalar);
      if (automated.has(doc.yaml.lines.lineAt(scalar.span.start))) continue;
      const known = found.get(scalar);
      if (known) known.containers.push(container);
      else found.set(scalar, { workload, containers: [container] });
    }
  }
  const uses = doc.yaml.aliases.length > 0 ? findKeyPaths(doc.yaml, new Set(found.keys())) : undefined;
  const images: ContainerImage[] = [];
  for (const [scalar, { workload, containers }] of found) {
    if (local.has(scalar)) continue;
    const paths = uses?.get(scalar) ?? [];
    const other = paths.find((keys) => keys.at(-1) !== 'image') ?? paths[containers.length];
    images.push({
      image: scalar.text,
      scalar,
      workload,
      containers,
      ...(other ? { usedAt: dottedPlace(...other) } : {}),
    });
  }
  return images.sort((a, b) => a.scalar.span.start - b.scalar.span.start);
}

/** The images that containers pull, as steps see them: what the group or Skaffold builds is left out. */
export function containerImagePlaces(
  doc: KubernetesDoc,
  around: GroupContext,
): { readonly places: readonly YamlImagePlace[]; readonly unknown: readonly Refusal[] } {
  const isOwn = isBuiltHere(around);
  const skaffold = builtBySkaffold(doc, around);
  const kustomize = setByKustomize(doc, around);
  const places: YamlImagePlace[] = [];
  const unknown: Refusal[] = [];
  for (const { image, scalar, workload, containers, usedAt } of containerImages(doc)) {
    if (isOwn(image) || skaffold.has(withoutTag(image))) continue;
    const at = { file: doc.file, span: scalar.span };
    const moves = whyNotPinned(image, around);
    if (moves !== undefined) {
      unknown.push({ anchor: workload.id, at, code: 'needs-decision', message: moves });
      continue;
    }
    const inTheWay = usedAt
      ? stop('inherited', `the same text stands for ${usedAt} too, through its anchor; write the image out here`)
      : kustomize.has(withoutTag(image))
        ? stop('conflicts', 'images: of the kustomization beside it sets the tag; pin it there')
        : undefined;
    places.push({
      image,
      from: 0,
      anchor: workload.id,
      at,
      touches: containers.map((each) => each.place('image')),
      source: sourceOf(doc.yaml, scalar),
      change: ({ start, text }) => inTheWay ?? replaceInScalar(doc.yaml, scalar, { start, end: image.length }, text),
    });
  }
  return { places, unknown };
}
