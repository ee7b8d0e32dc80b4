// An engine of which a test says what its containers do. Time passes when somebody waits.
import type { ContainerState, Engine, ModelMap, Project } from '../../src/io/index.js';
import type { Live, ObserveTools } from '../../src/observe/index.js';
import { DocumentMemory } from '../../src/planner/index.js';

/** What one start of a service comes to. */
export interface Behaviour {
  readonly status: 'running' | 'exited';
  readonly exitCode?: number;
  readonly health?: 'healthy' | 'unhealthy';
  readonly log?: string;
}

export interface FakeOptions {
  readonly services: ModelMap;
  /** Asked at each start: the settings, those that run beside it, the start (0, 1) and how many projects there were. */
  behave(service: string, start: Start): Behaviour;
  /** Lines of `docker diff`, at the first look and afterwards. */
  readonly diff?: (service: string, later: boolean, settings: ModelMap) => readonly string[];
  /** Folders in which the image has files. */
  readonly held?: readonly string[];
  /** What Compose says where it starts nothing. */
  readonly refuses?: string;
  readonly memory?: number;
}

export interface Start {
  readonly settings: ModelMap;
  readonly beside: readonly string[];
  readonly boot: number;
  readonly project: number;
}

export interface Fake {
  readonly tools: ObserveTools;
  /** What ran with which settings, a line for each project that was made. */
  readonly projects: readonly ModelMap[];
  readonly removed: readonly string[];
}

export function fakeEngine(options: FakeOptions): Fake {
  let clock = 0;
  const projects: ModelMap[] = [];
  const removed: string[] = [];
  const looked = new Set<string>();

  function project(name: string, model: ModelMap): Project {
    const number = projects.push((model.services ?? {}) as ModelMap) - 1;
    const services = projects[number]!;
    let boot = -1;
    let containers: ContainerState[] = [];
    const logs = new Map<string, string>();
    return {
      name,
      async up() {
        boot++;
        if (options.refuses !== undefined) return { code: 1, out: '', err: options.refuses, timedOut: false };
        containers = Object.entries(services).map(([service, settings]) => {
          const start = { settings: settings as ModelMap, beside: Object.keys(services), boot, project: number };
          const does = options.behave(service, start);
          const id = `${name}-${service}`;
          logs.set(id, does.log ?? '');
          return {
            ...CONTAINER,
            id,
            name: id,
            service,
            status: does.status,
            exitCode: does.exitCode ?? 0,
            health: does.health,
          };
        });
        return { code: 0, out: '', err: '', timedOut: false };
      },
      containers: async () => containers,
      logs: async (id) => logs.get(id) ?? '',
      async stop() {
        containers = containers.map((each) => ({ ...each, status: 'exited' }));
        return { code: 0, out: '', err: '', timedOut: false };
      },
      down: async () => void removed.push(name),
    };
  }

  const engine = {
    name: 'docker',
    title: 'Fake 1',
    platform: { os: 'linux', architecture: 'amd64' },
    compose: true,
    label: { key: 'k', value: 'host.1.2.abcd' },
    readCompose: async () => ({ services: options.services }),
    image: async () => undefined,
    project,
    async diff(id: string) {
      const service = id.slice(id.lastIndexOf('-') + 1);
      const later = looked.has(service);
      looked.add(service);
      const settings = (projects.at(-1)![service] ?? {}) as ModelMap;
      return (options.diff?.(service, later, settings) ?? []).map((path) => ({ kind: 'A', path }) as const);
    },
    entries: async (_: string, path: string) => ({ entries: [{ path, kind: 'file', modified: 0 }], cut: false }),
    present: async (_: ContainerState, paths: readonly string[]) => new Set(paths),
    contents: async (_: string, folders: readonly string[]) => ({
      held: new Set(folders.filter((each) => options.held?.includes(each))),
    }),
  } as unknown as Engine;

  const live: Live = {
    usage: async () => ({ memory: options.memory ?? 1000, cpuSeconds: clock / 1e4, pids: 2 }),
    processes: async () => [{ pid: 7, uid: 1000, gid: 1000, name: 'app' }],
    ports: async () => ['80/tcp'],
    owners: async (_, __, paths) => new Map(paths.map((path) => [path, { mode: '0755', uid: 1000, gid: 1000 }])),
  };
  const tools: ObserveTools = {
    engine,
    live,
    bench: {
      tree: '/tree',
      read: () => undefined,
      set() {},
      run: () => ({ folder: '/runs/run-1', copy: (source: string) => source, write() {}, remove: () => [] }),
      place: () => ({ kind: 'inside' }),
      meant: (path: string) => path,
      given: () => undefined,
      hash: (text: string) => text,
    } as unknown as ObserveTools['bench'],
    settings: { timeoutMs: 60_000, quick: true, probes: [], untrusted: false, allowNetwork: [] },
    memory: new DocumentMemory(),
    env: {},
    http: async () => undefined,
    tcp: async () => false,
    listens: async () => [],
    now: () => clock,
    clock: () => clock,
    async sleep(ms) {
      clock += ms;
      await new Promise(setImmediate);
    },
    progress() {},
    announce() {},
  };
  return { tools, projects, removed };
}

const CONTAINER = {
  outOfMemory: false,
  startedAt: 0,
  finishedAt: 1,
  error: '',
  healthLog: [],
  restarts: 0,
  pid: 7,
  user: '',
  image: `sha256:${'a'.repeat(64)}`,
  ports: new Map(),
  mounts: [],
} as const;
