import {
  type Assumption,
  type Context,
  type Evidence,
  isStop,
  type Options,
  type Stop,
  stop,
} from '../../src/model/index.js';
import { asSeq, asText, findValue } from '../../src/yaml/index.js';
import type { Container, KubernetesDoc } from '../../src/kubernetes/index.js';
import { quantity } from '../../src/pods/index.js';
import { withoutTag } from '../../src/images/index.js';
import {
  containersLike,
  footprintOfService,
  memoryIsOpen,
  memorySettingOfService,
  neededMemory,
  variablesOfService,
} from '../../src/uses/index.js';
import {
  type Heap,
  heapIn,
  heapOfImage,
  isJobOrTool,
  isMemory,
  isSourceMounted,
  isWholeServer,
  mebibytes,
  memoryForHeap,
  roundUpMebibytes,
  profileEvidence,
  serviceEvidence,
  loadAsObserved,
  memoryLimitsFrom,
  findObservation,
  startsOwnServer,
  type ServiceView,
} from '../../src/services/index.js';

/** What a service may take, as Compose writes it. */
export interface Numbers {
  readonly memory?: string;
  readonly reservation?: string;
  readonly cpus?: string;
  readonly evidence: readonly Evidence[];
  /** What is believed of the memory, where it is more or less than usual. */
  readonly memoryBelief?: Assumption;
  /** That the setting of a heap leaves room is part of that. */
  readonly leavesRoom?: true;
}

/**
 * Configured for the service or its image, seen in a run, what a manifest gives the same program, what a heap that is set
 * needs, a multiple of the image's least, or what was measured of a program of its kind.
 * @param lacks the limits that the service has not.
 */
export function numbersFor(
  view: ServiceView,
  context: Context,
  id: string,
  lacks: readonly string[],
): Numbers | Stop | undefined {
  const { options } = context;
  // Beside the memory alone: a limit of memory that an earlier step or a person wrote is not the occasion for another.
  const stated = context.preset === 'guide' && lacks.includes('memory') ? { cpus: STATED.cpus } : {};
  const headRoom = Number(options['head-room'] ?? 2);
  const known =
    configured(view, options, id) ??
    fromSight(view, headRoom) ??
    fromCluster(view, context, headRoom, stated) ??
    fromHeap(view, headRoom) ??
    (headRoom >= 1 ? fromSetting(view, context, stated) : undefined) ??
    fromFloor(view, headRoom) ??
    (headRoom >= 1 ? fromNeed(view, stated) : undefined);
  if (known || !(headRoom >= 1) || findHeap(view)) return known;
  const footprint = footprintOfService(view, context);
  if (!footprint) return undefined;
  const { limit, request, evidence, assumption } = footprint;
  return { memory: written(limit), reservation: written(request), ...stated, evidence, memoryBelief: assumption };
}

function configured({ service, runs }: ServiceView, options: Options, id: string): Numbers | Stop | undefined {
  const lines = Array.isArray(options.services) ? (options.services as readonly unknown[]) : [];
  const image = runs.image === undefined ? undefined : withoutTag(runs.image);
  for (const wanted of [service.name, image]) {
    for (const line of lines) {
      const [name, ...words] = String(line).trim().split(/\s+/);
      if (name === wanted && wanted !== undefined) return parsed(words, String(line), id);
    }
  }
  return undefined;
}

function parsed(words: readonly string[], line: string, id: string): Numbers | Stop {
  const found: { memory?: string; reservation?: string; cpus?: string } = {};
  for (const word of words) {
    const [key = '', value = ''] = word.split('=');
    if ((key === 'memory' || key === 'reservation') && isMemory(value)) found[key] = value;
    else if (key === 'cpus' && /^\d{1,4}(?:\.\d{1,3})?$/.test(value)) found.cpus = value;
    else return stop('needs-decision', `the option services says ${word}, which is no number of Compose`);
  }
  if (found.memory && found.reservation && mebibytes(found.reservation) > mebibytes(found.memory))
    return stop('needs-decision', 'the option services reserves more memory than its limit');
  return {
    ...found,
    evidence: [{ says: `configured: ${line}`, from: { kind: 'config', key: `transforms.${id}.services` } }],
  };
}

/** What it took at most while it was watched, with head-room, and what it settled at. */
function fromSight(view: ServiceView, headRoom: number): Numbers | undefined {
  const seen = findObservation(view);
  const found = seen && memoryLimitsFrom(seen, headRoom);
  if (!found) return undefined;
  return {
    memory: written(found.limit),
    reservation: written(found.request),
    evidence: [found.evidence],
    memoryBelief: loadAsObserved(seen.is.seconds, headRoom),
  };
}

const SAME_AS_CLUSTER: Assumption = {
  id: 'same-load-as-in-the-cluster',
  believes: 'The service has the same work to do under Compose as in the cluster, where this limit is in force',
  breaksIf: 'it has more to do here: the kernel kills a process of the container',
  checkBy: 'compare with `docker stats` under load',
};

/** The most that a manifest or a chart of the repository gives the same program. */
function fromCluster(
  view: ServiceView,
  context: Context,
  headRoom: number,
  stated: Pick<Numbers, 'cpus'>,
): Numbers | undefined {
  if (!(headRoom >= 1) || isJobOrTool(view) || isSourceMounted(view.around, view.service)) return undefined;
  let most: { limit: number; doc: KubernetesDoc; container: Container } | undefined;
  for (const { doc, container } of containersLike(view, context)) {
    const limit = mebiAt(container, 'limits');
    if (limit !== undefined && limit > (most?.limit ?? 0)) most = { limit, doc, container };
  }
  if (!most) return undefined;
  const { limit, doc, container } = most;
  const request = mebiAt(container, 'requests');
  const { line } = doc.yaml.lines.position(container.nameSpan.start);
  return {
    memory: written(limit),
    ...(request !== undefined && request <= limit ? { reservation: written(request) } : {}),
    ...stated,
    evidence: [
      { says: `${container.name} of ${doc.file} may use ${limit} MiB`, from: { kind: 'source', file: doc.file, line } },
    ],
    memoryBelief: SAME_AS_CLUSTER,
  };
}

/** What a container requests, or may use, in mebibytes. */
function mebiAt({ map }: Container, kind: 'limits' | 'requests'): number | undefined {
  const mebi = Math.ceil(quantity(asText(findValue(map, 'resources', kind, 'memory')) ?? '') / 2 ** 20);
  // Docker takes no limit below 6 MiB: https://docs.docker.com/engine/containers/resource_constraints/
  return mebi >= 6 ? mebi : undefined;
}

function fromFloor(view: ServiceView, headRoom: number): Numbers | undefined {
  const { profile } = view.runs;
  const floor = profile?.memoryFloor;
  if (!profile || !floor || !(headRoom >= 1) || !startsOwnServer(view)) return undefined;
  const says = `the makers of ${profile.image} call ${floor.is} MiB the least`;
  return {
    memory: written(roundUpMebibytes(floor.is * headRoom)),
    reservation: written(floor.is),
    evidence: [profileEvidence(profile, floor, says)],
  };
}

/** What an image that is pulled takes when it is left alone. */
function fromNeed(view: ServiceView, stated: Pick<Numbers, 'cpus'>): Numbers | undefined {
  const { image } = view.runs;
  if (image === undefined || isJobOrTool(view) || findHeap(view)) return undefined;
  const found = neededMemory(image, variablesOfService(view));
  if (!found || found === 'open') return undefined;
  const { limit, request, evidence, assumption } = found;
  return {
    memory: written(limit),
    reservation: written(request),
    ...stated,
    evidence,
    memoryBelief: assumption,
    leavesRoom: true,
  };
}

/** True where no number can be stated: what it takes follows from what it is given to do. */
export function isOpenEnded(view: ServiceView): boolean {
  const { service, runs } = view;
  if (memoryIsOpen(runs.image, variablesOfService(view))) return true;
  if (service.has('gpus') || asText(service.get('runtime')) === 'nvidia') return true;
  const devices = asSeq(findValue(service.get('deploy'), 'resources', 'reservations', 'devices'))?.items ?? [];
  return devices.some((device) =>
    (asSeq(findValue(device, 'capabilities'))?.items ?? []).some((each) => asText(each) === 'gpu'),
  );
}

function written(mebi: number): string {
  return mebi % 1024 === 0 ? `${mebi / 1024}G` : `${mebi}M`;
}

/** Of a program that is built here: a search engine or a broker keeps as much outside of its heap again. */
function fromHeap(view: ServiceView, headRoom: number): Numbers | undefined {
  const { built = view.runs.madeBy } = view.runs;
  const isServer = startsOwnServer(view) && view.runs.profile !== undefined && isWholeServer(view.runs.profile);
  const heap = headRoom >= 1 && built && !isServer ? findHeap(view) : undefined;
  if (!heap || !isMemory(heap.size)) return undefined;
  return { memory: written(memoryForHeap(heap.size)), evidence: [heap.evidence] };
}

/** A server or a runtime that is told how much to take; no less than its makers call the least. */
function fromSetting(view: ServiceView, context: Context, stated: Pick<Numbers, 'cpus'>): Numbers | Stop | undefined {
  const found = memorySettingOfService(view, context);
  if (!found || isStop(found)) return found;
  const { limit, evidence, assumption } = found;
  const memory = written(Math.max(limit, view.runs.profile?.memoryFloor?.is ?? 0));
  return { memory, ...stated, evidence, memoryBelief: assumption, leavesRoom: true };
}

/** The heap that the service, or the image that is built for it, sets for the JVM or for Node. */
export function findHeap(view: ServiceView): Heap | undefined {
  const { service, around, runs } = view;
  const { doc } = around;
  const own = heapIn(doc.text.slice(service.span.start, service.span.end));
  if (own !== undefined) return { size: own, evidence: serviceEvidence(doc, service, `the heap is set to ${own}`) };
  for (const [name, value] of variablesOfService(view)) {
    const size = heapIn(value);
    if (size !== undefined)
      return { size, evidence: serviceEvidence(doc, service, `${name} sets its heap to ${size}`) };
  }
  const built = runs.built ?? runs.madeBy;
  return built && heapOfImage(built);
}

/** A heap that follows the limit, whatever that is. */
export function hasHeapShare({ service, around, runs }: ServiceView): boolean {
  const built = runs.built ?? runs.madeBy;
  const lines = (built?.chain ?? []).flatMap(({ instructions }) => instructions.map(({ args }) => args));
  return [around.doc.text.slice(service.span.start, service.span.end), ...lines].some((text) =>
    text.includes('-XX:MaxRAMPercentage='),
  );
}

/** For a service of which nothing is known: enough for an ordinary one, twice that for a server of somebody else's. */
const STATED = {
  own: { memory: '512M', reservation: '128M' },
  server: { memory: '1G', reservation: '256M' },
  cpus: '1.0',
} as const;

/** Numbers where none is known, for a preset that wants one for every service: to be tried, then measured. */
export function statedNumbers({ service }: ServiceView, heap: Heap | undefined): Numbers {
  // An image whose name holds a variable is somebody else's, too.
  const stated = service.build ? STATED.own : STATED.server;
  const forHeap = heap && isMemory(heap.size) ? memoryForHeap(heap.size) : 0;
  const memory = forHeap > mebibytes(stated.memory) ? written(forHeap) : stated.memory;
  const { reservation } = stated;
  return {
    memory,
    reservation,
    cpus: STATED.cpus,
    evidence: [
      {
        says: `no number is known: ${memory} and ${STATED.cpus} processors are stated`,
        from: { kind: 'config', key: 'preset' },
      },
      ...(memory === stated.memory || !heap ? [] : [heap.evidence]),
    ],
    memoryBelief: {
      id: 'stated-limit-is-enough',
      believes: `${memory} is enough for the service, though nobody measured it`,
      breaksIf: 'it needs more: the kernel kills a process of the container',
      checkBy: 'run it under load, or run `harden observe`, and compare with `docker stats`',
      needsRun: true,
    },
  };
}
