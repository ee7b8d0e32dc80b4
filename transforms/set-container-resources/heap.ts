// The numbers of a container whose run time is told how large its heap may become.
import type { Assumption, Evidence } from '../../src/model/index.js';
import type { Container } from '../../src/kubernetes/index.js';
import type { ContainerRuns, PodView, Resources } from '../../src/pods/index.js';
import { heapIn, heapOfImage, isMemory, isWholeServer, memoryForHeap } from '../../src/services/index.js';
import { variablesOfContainer } from '../../src/uses/index.js';

/** Numbers, and where they are from. */
export interface Numbers {
  readonly resources: Resources;
  readonly evidence: readonly Evidence[];
  readonly assumption: Assumption;
}

const HEAP: Assumption = {
  id: 'heap-leaves-room',
  believes:
    'The heap that is set for the runtime leaves room below the limit for threads, buffers and code, and a node has as much',
  breaksIf: 'what is beside the heap takes more: the container is killed; or no node has it: the pod stays pending',
  checkBy: '`kubectl top pod --containers` under load, against the numbers',
};

/** What a heap that is set needs; the API server requests as much as the limit where nothing else is said. */
export function fromHeap(view: PodView, container: Container, running: ContainerRuns | undefined): Numbers | undefined {
  if (!running?.built || running.command) return undefined;
  // A search engine or a broker keeps as much outside of its heap again.
  if (running.profile && isWholeServer(running.profile)) return undefined;
  const set = heapIn(running.args?.join(' ') ?? '') ?? settingOfHeap(view, container);
  const heap = set === undefined ? heapOfImage(running.built) : undefined;
  const size = set ?? heap?.size;
  if (size === undefined || !isMemory(size)) return undefined;
  const memory = inUnits(memoryForHeap(size));
  return {
    resources: { 'requests.memory': memory, 'limits.memory': memory },
    evidence: heap ? [heap.evidence] : [],
    assumption: HEAP,
  };
}

/** In whichever variable: no other program takes these words. */
function settingOfHeap(view: PodView, container: Container): string | undefined {
  return [...variablesOfContainer(view, container).values()].flatMap((value) => heapIn(value) ?? [])[0];
}

/** Mebibytes as Kubernetes writes them. */
export function inUnits(mebi: number): string {
  return mebi % 1024 === 0 ? `${mebi / 1024}Gi` : `${mebi}Mi`;
}
