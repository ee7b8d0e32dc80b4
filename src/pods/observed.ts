// What was seen of an image while Compose ran it, for a container of a cluster that runs the same image the same way.
import type { Assumption, ServiceObservation } from '../model/index.js';
import { asSeq, asText } from '../yaml/index.js';
import { withoutTag } from '../images/index.js';
import type { Service } from '../compose/index.js';
import type { Container } from '../kubernetes/index.js';
import { quoteObservation, assumptionsOfIdleRun, sameReference, type Seen } from '../services/index.js';
import type { PodView } from './rewrite.js';
import type { ContainerRuns, ServiceOfImage } from './workloads.js';

export interface SeenImage extends Seen, ServiceOfImage {
  /** What is believed of the cluster beside what was seen. */
  readonly assumptions: readonly Assumption[];
}

const AS_OBSERVED: Assumption = {
  id: 'works-as-observed',
  believes:
    'The container has the same work to do in the cluster as the Compose service of the same image had while harden observe watched it',
  breaksIf:
    'other settings, files of a volume that belong to somebody else, or other requests make it do more: "Operation not permitted" or "Read-only file system" in the log',
  checkBy: 'roll it out to a test cluster, once with an empty volume and once with data',
};

/**
 * The observation of the image that a container runs: the very image that was built or pulled then, started with the
 * same words. Nothing for what starts another program, and for init containers, which do one thing and end.
 */
export function observedImage(view: PodView, container: Container): SeenImage | undefined {
  const running = view.runs(container);
  if (!running || container.list !== 'containers') return undefined;
  for (const is of observationsOf(view, running)) {
    const doc = view.context.documents.compose(is.file);
    const service = doc?.service(is.service);
    if (!doc || !service || !startsAlike(service, running)) continue;
    const seen = quoteObservation(is);
    return { ...seen, doc, service, assumptions: [AS_OBSERVED, ...assumptionsOfIdleRun(seen)] };
  }
  return undefined;
}

function observationsOf({ context }: PodView, { image, built, services }: ContainerRuns): ServiceObservation[] {
  const { evidence } = context;
  const all = built
    ? services.map(({ doc, service }) => evidence.observed(doc.file, service.name))
    : evidence.observedImages(withoutTag(image));
  const found = all.flatMap((each) => (each && 'is' in each ? [each.is] : []));
  return found.filter((is) => (built ? is.dockerfile?.path === built.file : sameReference(image, is)));
}

/** `command` and `args` of Kubernetes are `entrypoint` and `command` of Compose. */
function startsAlike(service: Service, { command, args }: ContainerRuns): boolean {
  const same = (key: string, words: readonly string[] | undefined): boolean => {
    if (!service.has(key)) return words === undefined;
    const items = asSeq(service.get(key))?.items.map((item) => asText(item));
    return words !== undefined && items?.length === words.length && items.every((item, at) => item === words[at]);
  };
  return same('entrypoint', command) && same('command', args);
}
