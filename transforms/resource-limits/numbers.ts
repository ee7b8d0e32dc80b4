import { type Assumption, type Evidence, type Options, type Stop, stop } from '../../src/model/index.js';
import { withoutTag } from '../../src/images/index.js';
import {
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
  readonly evidence: Evidence;
  /** What is believed of the memory, where it is more or less than usual. */
  readonly memoryBelief?: Assumption;
}

/** Configured for the service or its image, seen in a run, what a heap that is set needs, or a multiple of the image's least. */
export function numbersFor(view: ServiceView, options: Options, id: string): Numbers | Stop | undefined {
  const headRoom = Number(options['head-room'] ?? 2);
  return (
    configured(view, options, id) ?? fromSight(view, headRoom) ?? fromHeap(view, headRoom) ?? fromFloor(view, headRoom)
  );
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
    evidence: { says: `configured: ${line}`, from: { kind: 'config', key: `transforms.${id}.services` } },
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
    evidence: found.evidence,
    memoryBelief: loadAsObserved(seen.is.seconds, headRoom),
  };
}

function fromFloor(view: ServiceView, headRoom: number): Numbers | undefined {
  const { profile } = view.runs;
  const floor = profile?.memoryFloor;
  if (!profile || !floor || !(headRoom >= 1) || !startsOwnServer(view)) return undefined;
  const says = `the makers of ${profile.image} call ${floor.is} MiB the least`;
  return {
    memory: written(roundUpMebibytes(floor.is * headRoom)),
    reservation: written(floor.is),
    evidence: profileEvidence(profile, floor, says),
  };
}

function written(mebi: number): string {
  return mebi % 1024 === 0 ? `${mebi / 1024}G` : `${mebi}M`;
}

/** A size as Compose takes it: `512M`, `1.5g`, `300mb`. */
export function isMemory(text: string): boolean {
  return /^\d{1,9}(?:\.\d{1,3})?[kmg]b?$/i.test(text);
}

/** Of a size that `isMemory` takes. */
export function mebibytes(text: string): number {
  const unit = /[kmg]/i.exec(text)?.[0].toLowerCase();
  const factor = unit === 'g' ? 1024 : unit === 'k' ? 1 / 1024 : 1;
  return Number.parseFloat(text) * factor;
}

/** Of the limit, what the heap may take at most: the rest is for threads, buffers and code. */
const HEAP_SHARE = 0.75;
/** Mebibytes that a runtime takes beside its heap, however small that is: classes, compiled code, the program itself. */
const BESIDE_HEAP = 256;

/** Of a program that is built here: a search engine or a broker keeps as much outside of its heap again. */
function fromHeap(view: ServiceView, headRoom: number): Numbers | undefined {
  const heap = headRoom >= 1 && view.runs.built && !startsOwnServer(view) ? findHeap(view) : undefined;
  if (!heap || !isMemory(heap.size)) return undefined;
  const size = mebibytes(heap.size);
  const memory = roundUpMebibytes(Math.max(size / HEAP_SHARE, size + BESIDE_HEAP));
  return { memory: written(memory), evidence: heap.evidence };
}

interface Heap {
  readonly size: string;
  readonly evidence: Evidence;
}

/** The heap that the service, or the image that is built for it, sets for the JVM or for Node. */
export function findHeap({ service, around, runs }: ServiceView): Heap | undefined {
  const { doc } = around;
  const own = heapIn(doc.text.slice(service.span.start, service.span.end));
  if (own !== undefined) return { size: own, evidence: serviceEvidence(doc, service, `the heap is set to ${own}`) };
  if (!runs.built) return undefined;
  for (const { text, instruction } of [runs.built.command, runs.built.entrypoint].flatMap((each) => each ?? [])) {
    const size = heapIn(text);
    const from = { kind: 'source', file: runs.built.file, line: instruction.line + 1 } as const;
    if (size !== undefined) return { size, evidence: { says: `the heap is set to ${size}`, from } };
  }
  return undefined;
}

function heapIn(text: string): string | undefined {
  const java = /-Xmx(\d{1,9}[kmg])\b/i.exec(text)?.[1];
  if (java !== undefined) return java;
  const node = /--max[-_]old[-_]space[-_]size=(\d{1,9})\b/.exec(text)?.[1];
  return node === undefined ? undefined : `${node}m`;
}

/** For a service of which nothing is known: enough for an ordinary one, twice that for a server of somebody else's. */
const STATED = {
  own: { memory: '512M', reservation: '128M' },
  server: { memory: '1G', reservation: '256M' },
  cpus: '1.0',
} as const;

/** Numbers where none is known, for a preset that wants one for every service: to be tried, then measured. */
export function statedNumbers({ runs }: ServiceView): Numbers {
  const { memory, reservation } = runs.image === undefined ? STATED.own : STATED.server;
  return {
    memory,
    reservation,
    cpus: STATED.cpus,
    evidence: {
      says: `no number is known: ${memory} and ${STATED.cpus} processors are stated`,
      from: { kind: 'config', key: 'preset' },
    },
    memoryBelief: {
      id: 'stated-limit-is-enough',
      believes: `${memory} is enough for the service, though nobody measured it`,
      breaksIf: 'it needs more: the kernel kills a process of the container',
      checkBy: 'run it under load, or run `harden observe`, and compare with `docker stats`',
      needsRun: true,
    },
  };
}
