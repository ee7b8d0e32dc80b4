import { type Assumption, isStop, type Stop, stop, nonEmpty, type Verdict } from '../../src/model/index.js';
import { asMap, asText, findEntry, findValue } from '../../src/yaml/index.js';
import { withoutTag } from '../../src/images/index.js';
import type { Container } from '../../src/kubernetes/index.js';
import { loadAsObserved, memoryLimitsFrom, profileEvidence } from '../../src/services/index.js';
import {
  observedImage,
  fromCpus,
  fromMemory,
  isQuantity,
  quantity,
  type ContainerRuns,
  type PodRewrite,
  type PodSetting,
  type PodView,
  type Resources,
  type ServiceOfImage,
  rewriteContainers,
} from '../../src/pods/index.js';
import {
  footprintOfContainer,
  memorySettingOfContainer,
  neededMemory,
  servicesLike,
  variablesOfContainer,
} from '../../src/uses/index.js';
import { fromHeap, inUnits, type Numbers } from './heap.js';

export const transform = rewriteContainers({
  meta: {
    id: 'set-container-resources',
    title: 'Say what a container needs and what it may use at most',
    why: 'The scheduler puts the pod where there is room for it, and one container cannot take everything from its neighbours.',
    summary:
      'Sets requests and limits where the configuration, a Compose file, a run, a heap or another setting, the image’s makers or a program of its kind name a number; with preset `guide` stated ones where none is known.',
    target: 'kubernetes',
    phase: 'runtime',
    ceiling: 'unverified',
    rules: [
      'KSV-0011',
      'KSV-0015',
      'KSV-0016',
      'KSV-0018',
      'kl unset-cpu-requirements',
      'kl unset-memory-requirements',
    ],
    since: '0.1.0',
    references: ['https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/'],
    options: {
      containers: {
        type: 'string-list',
        default: [],
        about: 'Numbers by container name or image: `web requests.cpu=100m requests.memory=128Mi limits.memory=256Mi`',
      },
      'head-room': {
        type: 'number',
        default: 2,
        about: 'The memory limit as a multiple of what `harden observe` saw at most; 0 takes no number from it.',
      },
    },
  },
  judge,
});

const ENOUGH: Assumption = {
  id: 'limits-leave-room',
  believes: 'The configured numbers were chosen for what the container uses under load',
  breaksIf:
    'a memory limit is too low and the container is killed, a processor limit slows it, or no node has what is requested',
  checkBy: '`kubectl top pod --containers` under load, against the numbers',
};

const SAME_AS_COMPOSE: Assumption = {
  id: 'same-load-as-in-compose',
  believes: 'The container has the same work to do in the cluster as under Compose, where these numbers are in force',
  breaksIf: 'it has more to do: it is killed at the memory limit, or slowed at the processor limit',
  checkBy: '`kubectl top pod --containers` under load, against the numbers',
};

const FLOOR: Assumption = {
  id: 'nodes-have-the-floor',
  believes: 'A node has this much memory to give, which is the least that the makers of the image ask for',
  breaksIf: 'no node has it: the pod stays pending',
  checkBy: '`kubectl describe nodes` shows what is allocated',
};

const STATED: Assumption = {
  id: 'stated-resources-are-enough',
  believes:
    'The stated numbers are enough for the container, though nobody measured it, and a node has what is requested',
  breaksIf: 'it needs more memory: it is killed; or no node has the request: the pod stays pending',
  checkBy: '`kubectl top pod --containers` under load, or `harden observe`, against the numbers',
  needsRun: true,
};

function judge(container: Container, view: PodView): Verdict<PodRewrite> {
  const present = asMap(findEntry(container.map, 'resources')?.value);
  const set = configured(view, container);
  // Whoever set one number has thought about the others.
  if (present && present.entries.length > 0) return set ? undefined : impliedRequests(container);
  const numbers = set ?? fromRepository(view, container) ?? stated(view, container);
  if (!numbers) return undefined;
  if (isStop(numbers)) return numbers;
  const limit = numbers.resources['limits.memory'];
  const resources = set || limit === undefined ? numbers.resources : { 'requests.memory': limit, ...numbers.resources };
  const wanted: PodSetting[] = [];
  for (const kind of ['requests', 'limits'] as const) {
    for (const what of ['cpu', 'memory'] as const) {
      const value = resources[`${kind}.${what}`];
      if (value !== undefined) wanted.push({ at: container, path: ['resources', kind, what], value });
    }
  }
  const settings = nonEmpty(wanted);
  if (!settings) return undefined;
  return {
    settings,
    seen: 'the container has neither requests nor limits',
    assumptions: [numbers.assumption],
    evidence: numbers.evidence,
  };
}

/** Limits alone: the API server requests as much, which nobody sees who reads the manifest. */
function impliedRequests(container: Container): PodRewrite | undefined {
  const limits = findValue(container.map, 'resources', 'limits');
  if (findValue(container.map, 'resources', 'requests') || asText(findValue(limits, 'memory')) === undefined)
    return undefined;
  const settings = nonEmpty(
    (['cpu', 'memory'] as const).flatMap((what): PodSetting[] => {
      const value = asText(findValue(limits, what));
      return value === undefined || !isQuantity(value)
        ? []
        : [{ at: container, path: ['resources', 'requests', what], value }];
    }),
  );
  return (
    settings && { settings, title: 'Say what the limits request', seen: 'the container has limits and no requests' }
  );
}

/** With preset `guide`, numbers where none is known: enough for an ordinary program, twice that for a server of somebody else's. */
function stated(view: PodView, container: Container): Numbers | undefined {
  if (view.context.preset !== 'guide' || container.list === 'initContainers') return undefined;
  const running = view.runs(container);
  if (!running || needOf(view, container) === 'open') return undefined;
  const [request, limit] = running.built ? ['128Mi', '512Mi'] : ['256Mi', '1Gi'];
  return {
    resources: { 'requests.cpu': '100m', 'requests.memory': request, 'limits.memory': limit },
    evidence: [
      {
        says: `no number is known: ${request} and 100m are requested, and ${limit} at most are stated`,
        from: { kind: 'config', key: 'preset' },
      },
    ],
    assumption: STATED,
  };
}

function configured({ context }: PodView, container: Container): Numbers | Stop | undefined {
  const lines = context.options.containers;
  if (!Array.isArray(lines)) return undefined;
  const image = container.image === undefined ? undefined : withoutTag(container.image);
  for (const line of lines as readonly unknown[]) {
    const [name, ...words] = String(line).trim().split(/\s+/);
    if (name !== container.name && name !== image) continue;
    const resources: { -readonly [K in keyof Resources]: string } = {};
    for (const word of words) {
      const [key = '', value = ''] = word.split('=');
      if (!/^(?:requests|limits)\.(?:cpu|memory)$/.test(key) || !isQuantity(value))
        return stop('conflicts', `the option containers says ${word}, which is no number of Kubernetes`);
      resources[key as keyof Resources] = value;
    }
    for (const what of ['cpu', 'memory'] as const) {
      const [request, limit] = [resources[`requests.${what}`], resources[`limits.${what}`]];
      if (request !== undefined && limit !== undefined && quantity(request) > quantity(limit))
        return stop('conflicts', `the option containers requests more ${what} than its limit`);
    }
    const says = `${name} is to have ${words.join(', ')}`;
    return {
      resources,
      evidence: [{ says, from: { kind: 'config', key: 'transforms.set-container-resources.containers' } }],
      assumption: ENOUGH,
    };
  }
  return undefined;
}

function fromRepository(view: PodView, container: Container): Numbers | Stop | undefined {
  const running = view.runs(container);
  for (const each of container.list === 'containers' ? servicesLike(view, container) : []) {
    const numbers = fromCompose(each);
    if (numbers) return numbers;
  }
  return (
    fromSight(view, container) ??
    fromHeap(view, container, running) ??
    fromSetting(view, container) ??
    fromFloor(running) ??
    fromNeed(view, container) ??
    fromFootprint(view, container)
  );
}

/** A server or a runtime that is told how much to take; no less than its makers call the least. */
function fromSetting(view: PodView, container: Container): Numbers | Stop | undefined {
  const found = memorySettingOfContainer(view, container, view.context);
  if (!found || isStop(found)) return found;
  const floor = view.runs(container)?.profile?.memoryFloor?.is ?? 0;
  const memory = inUnits(Math.max(found.limit, floor));
  return {
    resources: { 'requests.memory': memory, 'limits.memory': memory },
    evidence: found.evidence,
    assumption: found.assumption,
  };
}

/** What an image that is pulled takes when it is left alone. */
function fromNeed(view: PodView, container: Container): Numbers | undefined {
  const found = needOf(view, container);
  if (!found || found === 'open') return undefined;
  return withMemory(view, found);
}

function needOf(view: PodView, container: Container): ReturnType<typeof neededMemory> {
  const running = view.runs(container);
  if (!running || running.built || container.list === 'initContainers' || /Job$/.test(view.workload.kind))
    return undefined;
  return neededMemory(running.image, variablesOfContainer(view, container));
}

/** What was measured of a program of its kind. */
function fromFootprint(view: PodView, container: Container): Numbers | undefined {
  const footprint = footprintOfContainer(view, container, view.context);
  return footprint && withMemory(view, footprint);
}

/** Memory is in mebibytes. */
function withMemory(
  { context }: PodView,
  { limit, request, ...rest }: Pick<Numbers, 'evidence' | 'assumption'> & Record<'limit' | 'request', number>,
): Numbers {
  return {
    resources: {
      ...(context.preset === 'guide' ? { 'requests.cpu': '100m' } : {}),
      'requests.memory': inUnits(request),
      'limits.memory': inUnits(limit),
    },
    evidence: rest.evidence,
    assumption: rest.assumption,
  };
}

/** The limit is a multiple of the most that was seen. None on processor time, which would slow what is busy for once. */
function fromSight(view: PodView, container: Container): Numbers | undefined {
  const headRoom = Number(view.context.options['head-room'] ?? 2);
  const seen = observedImage(view, container);
  const memory = seen && memoryLimitsFrom(seen, headRoom);
  if (!seen || !memory) return undefined;
  const cpu = seen.is.cpus && Math.max(10, Math.ceil(seen.is.cpus.steady * 100) * 10);
  return {
    resources: {
      ...(cpu ? { 'requests.cpu': cpu % 1000 === 0 ? String(cpu / 1000) : `${cpu}m` } : {}),
      'requests.memory': inUnits(memory.request),
      'limits.memory': inUnits(memory.limit),
    },
    evidence: [memory.evidence],
    assumption: loadAsObserved(seen.is.seconds, headRoom),
  };
}

function fromFloor(running: ContainerRuns | undefined): Numbers | undefined {
  const floor = running?.profile?.memoryFloor;
  if (!floor || running?.built) return undefined;
  return {
    resources: { 'requests.memory': `${floor.is}Mi` },
    evidence: [
      profileEvidence(
        running.profile!,
        floor,
        `the makers of ${running.profile!.image} ask for ${floor.is} MiB at least`,
      ),
    ],
    assumption: FLOOR,
  };
}

/** The numbers of a Compose service that runs the same image. */
function fromCompose({ doc, service }: ServiceOfImage): Numbers | undefined {
  const deploy = service.get('deploy');
  function at(path: readonly string[], old: string): string | undefined {
    return asText(findValue(deploy, 'resources', ...path)) ?? asText(service.get(old));
  }
  const found: Record<keyof Resources, string | undefined> = {
    'requests.cpu': fromCpus(asText(findValue(deploy, 'resources', 'reservations', 'cpus'))),
    'requests.memory': fromMemory(at(['reservations', 'memory'], 'mem_reservation')),
    'limits.cpu': fromCpus(at(['limits', 'cpus'], 'cpus')),
    'limits.memory': fromMemory(at(['limits', 'memory'], 'mem_limit')),
  };
  const resources = Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
  if (Object.keys(resources).length === 0) return undefined;
  const span =
    (findValue(deploy, 'resources') ?? service.get('mem_limit') ?? service.get('cpus'))?.span ?? service.keySpan;
  const { line } = doc.yaml.lines.position(span.start);
  return {
    resources,
    evidence: [
      {
        says: `${service.name} of ${doc.file} has these numbers`,
        from: { kind: 'source', file: doc.file, line, span },
      },
    ],
    assumption: SAME_AS_COMPOSE,
  };
}
