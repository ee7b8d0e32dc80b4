import {
  type Assumption,
  type Context,
  type Refusal,
  type Transform,
  isStop,
  stop,
  nonEmpty,
  type TransformMeta,
} from '../../src/model/index.js';
import type { ComposeDoc } from '../../src/compose/index.js';
import {
  isJobOrTool,
  isSourceMounted,
  LIMIT_KEYS,
  limitPlace,
  assumeNewerFormat,
  type ServiceRewrite,
  type ServiceVerdict,
  type ServiceView,
  rewriteServices,
  isMemory,
  mebibytes,
} from '../../src/services/index.js';
import { findHeap, hasHeapShare, isOpenEnded, numbersFor, statedNumbers } from './numbers.js';
import { missingLimits, settingsFor } from './settings.js';

const ID = 'resource-limits';

const meta: TransformMeta = {
  id: 'resource-limits',
  title: 'Limit what a service may take of the host',
  why: 'A leak or an attack then ends in this container, and not in everything that runs beside it.',
  summary:
    'Adds memory and processor limits to Compose services: numbers of the configuration, of a run, of a manifest, of a heap or another setting, of the image’s makers or of a program of its kind; with preset `guide` stated ones where none is known.',
  target: 'compose',
  phase: 'runtime',
  ceiling: 'unverified',
  rules: ['CL-0026', 'KICS Memory Not Limited', 'KICS Cpus Not Limited', 'CIS 5.11', 'CIS 5.12', 'O7'],
  since: '0.1.0',
  references: [
    'https://docs.docker.com/reference/compose-file/deploy/#resources',
    'https://docs.docker.com/engine/containers/resource_constraints/',
  ],
  options: {
    services: {
      type: 'string-list',
      default: [],
      about: 'Numbers by service name or image: `web memory=512M reservation=128M cpus=1.5`',
    },
    'head-room': {
      type: 'number',
      default: 2,
      about:
        'The limit as a multiple of what was seen at most, or what the makers of an image call the least; 0 takes only configured numbers.',
    },
  },
};

export const transform: Transform<ComposeDoc> = {
  meta,
  propose(doc, context) {
    const unknown = new Map<string, ServiceView>();
    const limits = rewriteServices({
      meta,
      decidedBy: LIMIT_KEYS,
      observes: true,
      judge(view) {
        const verdict = judge(view, context);
        const { name } = view.service;
        // A service may be asked about again, as the one whose image is what its name says.
        unknown.delete(name);
        if (verdict !== 'unknown') return verdict;
        unknown.set(name, view);
        return undefined;
      },
    });
    const { proposals, refusals } = limits.propose(doc, context);
    return { proposals, refusals: [...refusals, ...unknownTogether([...unknown.values()])] };
  },
};

function judge(view: ServiceView, context: Context): ServiceVerdict | 'unknown' {
  const { service, around } = view;
  const lacks = missingLimits(service);
  if (lacks.length === 0) return undefined;
  const known = numbersFor(view, context, ID, lacks);
  if (known === undefined && (!lacks.includes('memory') || isJobOrTool(view) || isSourceMounted(around, service)))
    return undefined;
  const numbers =
    known ?? (context.preset === 'guide' && !isOpenEnded(view) ? statedNumbers(view, findHeap(view)) : undefined);
  if (numbers === undefined) return 'unknown';
  if (isStop(numbers)) return numbers;
  const settings = nonEmpty(settingsFor(around.doc, service, numbers, lacks));
  if (!settings) return undefined;
  const limited = lacks.includes('memory') ? numbers.memory : undefined;
  const heap = limited === undefined ? undefined : findHeap(view)?.size;
  if (heap !== undefined && limited !== undefined && isMemory(heap) && mebibytes(heap) >= mebibytes(limited)) {
    const message = `its heap is set to ${heap}, which does not fit into ${limited}; change one of the two`;
    return stop('conflicts', message);
  }
  const flat = limitPlace(around.doc, service) === 'service';
  return {
    settings,
    title: 'Limit what the service may take of the host',
    seen: 'the service has no limit',
    assumptions: [
      ...(limited === undefined ? [] : [numbers.memoryBelief ?? ENOUGH_MEMORY]),
      ...(numbers.cpus !== undefined && lacks.includes('cpus') ? [ENOUGH_CPUS] : []),
      ...(heap === undefined || numbers.leavesRoom ? [] : [HEAP]),
      ...assumeNewerFormat(
        around.doc,
        flat ? 'mem_limit' : 'deploy',
        flat ? { 2: '2.0', 3: '0' } : { 2: '0', 3: '3.0' },
      ),
    ],
    evidence: numbers.evidence,
  } satisfies ServiceRewrite;
}

const ENOUGH_MEMORY: Assumption = {
  id: 'memory-limit-is-enough',
  believes: 'The service stays below the limit, under load and in its longest job as well',
  breaksIf: 'it needs more: the kernel kills a process of the container',
  checkBy: 'compare with `docker stats` under load',
};

const ENOUGH_CPUS: Assumption = {
  id: 'cpu-limit-is-enough',
  believes: 'The service keeps up with this much processor time',
  breaksIf: 'it needs more: it becomes slow, and its health check may time out',
  checkBy: 'compare with `docker stats` under load',
};

const HEAP: Assumption = {
  id: 'heap-leaves-room',
  believes: 'The heap that is set for the runtime leaves room below the limit for threads, buffers and code',
  breaksIf: 'it takes nearly all of it: the container is killed before the runtime collects',
  checkBy: 'keep the heap at or below three quarters of the limit',
};

/** One word for the whole file: a number for each service is for somebody to measure. */
function unknownTogether(views: readonly ServiceView[]): Refusal[] {
  const [first] = views;
  if (!first) return [];
  const { service, around } = first;
  const names = views.slice(0, 4).map((view) => view.service.name);
  const more = views.length > names.length ? `, and ${views.length - names.length} more` : '';
  const shares = views.filter(hasHeapShare).map((view) => view.service.name);
  const share =
    shares.length === 0
      ? ''
      : `, and the heap of ${shares.slice(0, 4).join(', ')} is a share of a limit (-XX:MaxRAMPercentage), which names none`;
  const message = `no number is known for ${names.join(', ')}${more}${share}; run \`harden observe\`, or measure with \`docker stats\` and set them in the option services of resource-limits`;
  return [
    { anchor: service.place(), at: { file: around.doc.file, span: service.keySpan }, code: 'needs-evidence', message },
  ];
}
