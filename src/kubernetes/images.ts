// Where manifests name images.
import { asText, findEntry, ownEntry, yamlComments } from '../compose/index.js';
import type { YamlScalar } from '../compose/index.js';
import type { Container, KubernetesDoc } from './manifests.js';

/** An image, the text that names it, and the container that runs it. */
export interface ContainerImage {
  readonly image: string;
  readonly scalar: YamlScalar;
  readonly container: Container;
  /** The text is written once for several containers, through an alias or a merge key. */
  readonly shared: boolean;
}

/**
 * The image of every container. Left out: what is never pulled (`imagePullPolicy: Never`), and what a comment on the
 * line gives to Flux, which writes newer tags there itself.
 */
export function containerImages(doc: KubernetesDoc): ContainerImage[] {
  const automated = new Set<number>();
  if (doc.text.includes('$imagepolicy')) {
    for (const { text, offset } of yamlComments(doc.text))
      if (text.includes('$imagepolicy')) automated.add(doc.yaml.lines.lineAt(offset));
  }
  const found: ContainerImage[] = [];
  for (const { containers } of doc.workloads) {
    for (const container of containers) {
      const entry = findEntry(container.map, 'image');
      if (!entry) continue;
      const scalar = entry.value.kind === 'alias' ? entry.value.target : entry.value;
      if (scalar.kind !== 'scalar' || scalar.value === null) continue;
      if (asText(findEntry(container.map, 'imagePullPolicy')?.value) === 'Never') continue;
      if (automated.has(doc.yaml.lines.lineAt(scalar.span.start))) continue;
      const own = ownEntry(container.map, 'image') === entry && entry.value.kind === 'scalar';
      found.push({ image: scalar.text, scalar, container, shared: container.aliased || !own });
    }
  }
  return found;
}
