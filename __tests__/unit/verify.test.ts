// Proof without an engine: what is run, what is refused, what counts as broken, which step is to blame.
import type { Bench, Engine, ImageFacts, ModelMap } from '../../src/io/index.js';
import { type BootResult, filePath, type GroupPlan, type ServiceResult, type Step } from '../../src/model/index.js';
import { memoryRepository } from '../../src/io/index.js';
import { DocumentMemory } from '../../src/planner/index.js';
import { hasFailedUnderWatcher, isLoadingUnderWatcher } from '../../src/verify/watchers.js';
import {
  buildsOf,
  compareServices,
  coverageOf,
  type Exercised,
  complaintsIn,
  excerptOf,
  firstFailing,
  makeHarmless,
  isolate,
  loginOf,
  milliseconds,
  probesOf,
  routesIn,
  statesOf,
  subjectsOf,
  type Tools,
  verifyGroup,
  type Place,
} from '../../src/verify/index.js';

test.each([1, 2, 3, 7, 8, 100])('of %i states the first that fails is found, whichever it is', async (count) => {
  for (let guilty = 1; guilty <= count; guilty++) {
    let calls = 0;
    const found = await firstFailing(count, async (state) => {
      calls++;
      return state >= guilty;
    });
    expect(found).toBe(guilty);
    expect(calls).toBeLessThanOrEqual(Math.ceil(Math.log2(count)));
  }
});

test('where it is likely is looked first, and a wrong guess hides nothing', async () => {
  const search = async (guilty: number, ...guesses: number[]) => {
    const asked: number[] = [];
    const fails = async (state: number): Promise<boolean> => {
      asked.push(state);
      return state >= guilty;
    };
    return { found: await firstFailing(20, fails, async () => guesses), asked };
  };
  expect(await search(12, 12)).toEqual({ found: 12, asked: [11, 12] });
  expect(await search(12, 3, 12)).toEqual({ found: 12, asked: [2, 3, 11, 12] });
  // What fails points to what fails in it.
  const pointed: number[] = [];
  const second = async (state: number): Promise<boolean> => pointed.push(state) > 0 && state >= 5;
  expect(await firstFailing(20, second, async (failing) => [failing === 20 ? 15 : 5])).toBe(5);
  expect(pointed).toEqual([14, 4, 5]);
  // The last is known to fail, and the one before the first to hold.
  expect(await search(20, 20)).toEqual({ found: 20, asked: [19] });
  expect(await search(1, 1)).toEqual({ found: 1, asked: [1] });
  for (let guilty = 1; guilty <= 20; guilty++)
    for (let guess = -1; guess <= 21; guess++) {
      const { found, asked } = await search(guilty, guess);
      expect(found).toBe(guilty);
      expect(asked.every((state) => state > 0 && state < 20)).toBe(true);
      expect(new Set(asked).size).toBe(asked.length);
    }
});

const label = { key: 'owner', value: 'me' };
const place = (source: string): Place =>
  source.startsWith('/tree/') ? { kind: 'inside' } : { kind: 'outside', path: source };

function isolated(services: ModelMap, rest: ModelMap = {}, more: Partial<Parameters<typeof isolate>[1]> = {}) {
  const options = {
    label,
    built: new Map(),
    ports: new Map(),
    cpus: 2,
    place,
    copy: (source: string) => `/copy${source}`,
    ...more,
  };
  return isolate({ services, ...rest }, options);
}

test('a project gets names, ports, mounts, networks and volumes of its own', () => {
  const { model, services, left, notes } = isolated(
    {
      web: {
        build: { context: '/tree/web' },
        image: 'shop/web',
        container_name: 'shop-web',
        ports: [
          { target: 80, published: '8080', protocol: 'tcp' },
          { target: 53, published: '53', protocol: 'udp' },
        ],
        volumes: [
          { type: 'bind', source: '/tree/notes', target: '/notes' },
          { type: 'bind', source: '/etc/localtime', target: '/etc/localtime', read_only: true },
          { type: 'volume', source: 'data', target: '/data' },
        ],
        networks: { front: null },
        logging: { driver: 'gelf' },
        deploy: { replicas: 3, placement: {} },
      },
      worker: { image: 'shop/web', network_mode: 'service:web', ports: [] },
    },
    {
      networks: {
        front: { name: 'front', external: true },
        back: { name: 'b', ipam: { config: [{ subnet: '10.0.0.0/24' }] } },
      },
      volumes: { data: { name: 'production', external: true } },
    },
    { built: new Map([['web', 'own:1']]), ports: new Map([['web', [80, 9000]]]) },
  );
  expect(left).toEqual([]);
  expect(services).toEqual(['web', 'worker']);
  const web = (model.services as ModelMap).web as ModelMap;
  expect(web).toMatchObject({
    image: 'own:1',
    pull_policy: 'never',
    labels: { owner: 'me' },
    deploy: { replicas: 1 },
    networks: { front: { aliases: ['shop-web'] } },
    ports: [
      { host_ip: '127.0.0.1', target: 80, protocol: 'tcp' },
      { host_ip: '127.0.0.1', target: 53, protocol: 'udp' },
      { host_ip: '127.0.0.1', target: 9000, protocol: 'tcp' },
    ],
    volumes: [{ source: '/copy/tree/notes' }, { source: '/etc/localtime' }, { source: 'data' }],
  });
  for (const key of ['build', 'container_name', 'logging']) expect(web).not.toHaveProperty(key);
  expect(JSON.stringify(web.ports)).not.toContain('published');
  // Who names the image that another builds gets that one, and a service in another's network has no ports.
  expect((model.services as ModelMap).worker).toMatchObject({ image: 'own:1' });
  expect((model.services as ModelMap).worker).not.toHaveProperty('ports');
  expect(model.networks).toEqual({
    default: { labels: { owner: 'me' } },
    front: { labels: { owner: 'me' } },
    back: { labels: { owner: 'me' } },
  });
  expect(model.volumes).toEqual({ data: { labels: { owner: 'me' } } });
  expect(notes).toHaveLength(2);
});

test.each([
  [{ privileged: true }, 'it is privileged, and could reach everything on this machine'],
  [{ network_mode: 'host' }, 'it shares the network of this machine (network_mode: host)'],
  [{ pid: 'host' }, 'it shares the processes of this machine (pid: host)'],
  [{ ipc: 'host' }, 'it shares the memory of this machine (ipc: host)'],
  [{ network_mode: 'container:x' }, 'it joins a container of somebody else (network_mode: container:x)'],
  [
    { cap_add: ['NET_BIND_SERVICE', 'CAP_SYS_ADMIN'] },
    'it gets the capability CAP_SYS_ADMIN, with which it could leave its container',
  ],
  [{ devices: [{ source: '/dev/kvm' }] }, 'it uses a device of this machine'],
  [
    { volumes: [{ type: 'bind', source: '/run/docker.sock', read_only: true }] },
    'it mounts /run/docker.sock, through which it could command the container engine',
  ],
  [
    { volumes: [{ type: 'bind', source: '/var/run', read_only: true }] },
    'it mounts /var/run, through which it could command the container engine',
  ],
  [
    { volumes: [{ type: 'bind', source: '/', read_only: true }] },
    'it mounts /, through which it could command the container engine',
  ],
  [{ volumes: [{ type: 'bind', source: '/srv/data' }] }, 'it may write to /srv/data, which is not in the repository'],
  [
    { volumes: [{ type: 'volume', source: 'nfs' }] },
    'its volume nfs lies on something of this machine or of the network (driver_opts)',
  ],
  [{ volumes_from: ['container:x'] }, 'it mounts the volumes of a container of somebody else'],
  [{ networks: { lan: null } }, 'its network lan is made by the driver macvlan'],
  [{ secrets: [{ source: 'swarm' }] }, 'swarm is kept by a swarm (secrets: external)'],
] as const)('what cannot be kept apart is left out: %j', (settings, reason) => {
  const rest = {
    volumes: { nfs: { driver_opts: { type: 'nfs', device: ':/x' } } },
    networks: { lan: { driver: 'macvlan' } },
    secrets: { swarm: { external: true } },
  };
  const { left, services } = isolated(
    { bad: settings as unknown as ModelMap, beside: { network_mode: 'service:bad' }, web: { depends_on: { bad: {} } } },
    rest,
  );
  expect(left).toEqual([
    { service: 'bad', reason },
    { service: 'beside', reason: 'it lives in bad, which is not run' },
  ]);
  expect(services).toEqual(['web']);
});

test.each([
  ['1m30s', 90_000],
  ['500ms', 500],
  ['2h', 7_200_000],
  ['soon', undefined],
  [undefined, undefined],
])('a duration: %s', (text, ms) => expect(milliseconds(text)).toBe(ms));

test('a health check comes sooner, within the same time in all', () => {
  const check = (healthcheck: ModelMap) =>
    ((isolated({ a: { healthcheck } }).model.services as ModelMap).a as ModelMap).healthcheck;
  expect(check({ test: ['CMD', 'x'], interval: '30s', retries: 3 })).toEqual({
    test: ['CMD', 'x'],
    interval: '2s',
    retries: 45,
  });
  expect(check({ test: ['CMD', 'x'], interval: '1s' })).toEqual({ test: ['CMD', 'x'], interval: '1s' });
  expect(check({ disable: true })).toEqual({ disable: true });
});

test('complaints are the same from run to run, and the lines around the first are shown', () => {
  const log = (pid: string, time: string) =>
    `${time} starting\n${time} [${pid}] open("/data/x"): Permission denied\nbye\n`;
  const [first, second] = [
    complaintsIn(log('12', '2026-01-02T03:04:05Z')),
    complaintsIn(log('999', '2027-11-12T13:14:15Z')),
  ];
  expect(first).toEqual(second);
  expect(first).toHaveLength(1);
  expect(complaintsIn('all is well\nlistening on 8000\n')).toEqual([]);
  expect(excerptOf(log('12', '1'), first)).toContain('Permission denied');
});

test.each([
  [false, 'INFO: Started reloader process [1]\nINFO: Started server process [8]'],
  [true, 'INFO: Started reloader process [1]\nProcess SpawnProcess-1:\nTraceback (most recent call last):'],
  [false, 'Process SpawnProcess-1:\nTraceback\nWARNING: StatReload detected changes\nINFO: Started server process [9]'],
  [true, '[nodemon] starting `node .`\n[nodemon] app crashed - waiting for file changes before starting...'],
  [false, '[nodemon] app crashed - waiting for file changes before starting...\n[nodemon] starting `node .`'],
  [
    true,
    'Watching for file changes with StatReloader\nPerforming system checks...\n\nException in thread django-main-thread:\nTraceback',
  ],
])('a watcher whose program failed: %s', (failed, log) => {
  expect(hasFailedUnderWatcher(log)).toBe(failed);
  expect(isLoadingUnderWatcher(log)).toBe(false);
});

test('a watcher that has not said yet what became of its program', () => {
  const loads = 'INFO: Started reloader process [1] using StatReload';
  expect(isLoadingUnderWatcher(loads)).toBe(true);
  expect(isLoadingUnderWatcher(`${loads}\nINFO: Started server process [8]\n`)).toBe(false);
});

test('nothing of a log acts on a terminal', () => {
  expect(makeHarmless('\u001b[31mred\u001b[0m\r\n\u001b]0;owned\u0007a\u0000b\u009bc\td')).toBe('red\nabc\td');
});

function bootOf(more: Partial<BootResult> = {}): BootResult {
  return { state: 'running', exitCode: 0, readyMs: 1000, probes: [], complaints: [], log: 'a log', ...more };
}
function service(first: Partial<BootResult>, second: Partial<BootResult> = first, killed = false): ServiceResult {
  return {
    service: 'web',
    first: bootOf(first),
    second: bootOf(second),
    stop: { killed, ms: killed ? 10_000 : 100 },
    user: 'root',
    capabilities: '',
  };
}
const page = (answer: string, content?: string) => ({
  probes: [{ probe: 'GET :80/', answer, answered: true, ...(content ? { content } : {}) }],
});

test.each<[string, ServiceResult, ServiceResult, readonly string[]]>([
  ['the same', service(page('200', 'x')), service(page('200', 'x')), []],
  ['better', service({ state: 'unhealthy' }), service({ state: 'healthy' }), []],
  ['as bad as before', service({ state: 'restarting' }), service({ state: 'restarting' }), []],
  ['stopped before by force, too', service({}, {}, true), service({}, {}, true), []],
  ['health', service({ state: 'healthy' }), service({ state: 'unhealthy' }), ['health']],
  ['ended', service({}), service({ state: 'exited', exitCode: 1 }), ['health']],
  ['exit code', service({ state: 'exited', exitCode: 0 }), service({ state: 'exited', exitCode: 2 }), ['exit-code']],
  ['the same exit code', service({ state: 'exited', exitCode: 3 }), service({ state: 'exited', exitCode: 3 }), []],
  [
    'what fails again and again, and ended once before',
    service({ state: 'exited', exitCode: 3 }),
    service({ state: 'restarting' }),
    [],
  ],
  [
    'a second start that fails in another way',
    service({}, { state: 'exited', exitCode: 1 }),
    service({}, { state: 'restarting' }),
    [],
  ],
  ['an answer where there was but a connection', service(page('accepts')), service(page('200')), []],
  ['status', service(page('200')), service(page('500')), ['probe']],
  ['content', service(page('200', 'x')), service(page('200', 'y')), ['probe']],
  ['content that differs by itself', service(page('200', 'x'), page('200', 'z')), service(page('200', 'y')), []],
  ['a new complaint', service({}), service({ complaints: ['permission denied'] }), ['log']],
  [
    'an old complaint',
    service({ complaints: ['permission denied'] }),
    service({ complaints: ['permission denied'] }),
    [],
  ],
  ['does not stop', service({}), service({}, {}, true), ['stop']],
  ['only the second start', service({}), service({}, { state: 'exited', exitCode: 1 }), ['health']],
])('two runs: %s', (_, before, after, kinds) => {
  expect(compareServices([before], [after]).map(({ kind }) => kind)).toEqual(kinds);
});

test.each([
  ['it answered', page('200'), {}],
  ['nobody asked', {}, {}],
  ['it complains as it did not', page('500'), { complaints: ['permission denied'] }],
])('a new health check that fails: %s', (_, before, after) => {
  const [failure] = compareServices([service(before)], [service({ state: 'unhealthy', ...after })]);
  expect(failure).toMatchObject({ kind: 'health', says: expect.stringContaining('was running and is unhealthy') });
});

test('a new health check that asks for what nobody got before shows nothing', () => {
  expect(compareServices([service(page('500'))], [service({ state: 'unhealthy', ...page('500') })])).toEqual([]);
  const lost = compareServices([service(page('404'))], [service({ state: 'unhealthy', ...page('000') })]);
  expect(lost).toMatchObject([{ kind: 'health' }]);
});

test('builds as Compose gives them; one for services that share it', () => {
  const build = {
    context: '/tree/web',
    dockerfile: 'Dockerfile',
    args: { A: '1$$2', B: null },
    secrets: [{ source: 's' }, { source: 'e' }],
    target: 'prod',
    network: 'host',
  };
  const model = {
    services: {
      web: { build },
      worker: { build },
      inline: { build: { context: '/tree', dockerfile_inline: 'FROM x' } },
      db: { image: 'postgres' },
    },
    secrets: { s: { file: '/tree/secret' }, e: { environment: 'TOKEN' } },
  };
  const builds = buildsOf(model, { meant: (path) => path });
  expect(builds.map(({ services }) => services)).toEqual([['web', 'worker'], ['inline']]);
  expect(builds[0]!.request).toEqual({
    context: '/tree/web',
    dockerfile: '/tree/web/Dockerfile',
    args: { A: '1$2', B: null },
    target: 'prod',
    network: 'host',
    secrets: [
      { id: 's', file: '/tree/secret' },
      { id: 'e', environment: 'TOKEN' },
    ],
  });
  expect(builds[1]!.inline).toBe('FROM x');
});

test('probes: given ones, else each port and what the health check asks', () => {
  const settings = {
    ports: [{ target: 8000, protocol: 'tcp' }],
    healthcheck: { test: ['CMD-SHELL', 'curl -f http://localhost:8000/health || exit 1'] },
  };
  const facts = { service: 'web', settings, image: undefined };
  expect(probesOf(facts, [])).toEqual([
    { kind: 'http', port: 8000, path: '/', body: true },
    { kind: 'http', port: 8000, path: '/health', body: true },
  ]);
  const given = [
    { kind: 'tcp', port: 8000 },
    { kind: 'tcp', port: 5432 },
    { kind: 'command', service: 'db', command: ['x'], body: true },
  ] as const;
  expect(probesOf(facts, given)).toEqual([{ kind: 'tcp', port: 8000 }]);
});

describe('a group with an engine that knows which texts fail', () => {
  const file = filePath('Dockerfile');
  const group = { id: 'Dockerfile', dockerfiles: [file], compose: [], kubernetes: [], pipelines: [], links: [] };
  const base = 'FROM scratch\nCMD ["a"]\n';

  /** A plan whose steps each add a label, in order, without those that are left out. */
  function planOf(names: readonly string[], rejected: readonly string[] = []): GroupPlan {
    let text = base;
    const steps = names
      .filter((name) => !rejected.includes(name))
      .map((name): Step => {
        const before = text;
        text += `LABEL ${name}=1\n`;
        const at = { file, span: { start: 0, end: 1 }, line: 1, column: 1 };
        const words = { transform: name, anchor: 'stage:0', title: name, why: name };
        return {
          id: name,
          ...words,
          at,
          safety: 'safe',
          assumptions: [],
          evidence: [],
          touches: ['stage:0.label'],
          changes: [],
          files: [{ path: file, before, after: text }],
        };
      });
    const result = new Map(text === base ? [] : [[file, text]]);
    return { group, base: new Map(), steps, held: [], refused: [], dropped: [], findings: [], result };
  }

  interface World {
    readonly builds?: (text: string) => boolean;
    /** 'twice': ends with an error when it is started on its volumes. */
    readonly runs?: (text: string, nth: number) => 'well' | 'dies' | 'twice';
    /** Files, and lines of its log. */
    readonly writes?: (text: string, nth: number) => readonly string[];
    readonly prints?: (text: string, nth: number) => string;
    /** What a command in a container comes to; each service is asked one then. */
    readonly exec?: (text: string) => { readonly code: number; readonly out: string };
    /** Where it waits, without a port in the files. */
    readonly waitsAt?: readonly string[];
    /** What a request at that port gives. */
    readonly gives?: (text: string, path: string) => number;
    /** Volumes that the image names. */
    readonly volumes?: readonly string[];
    /** Told of each start whether the containers are made anew. */
    readonly starts?: (isMadeAnew: boolean) => void;
  }

  function toolsFor({
    builds = () => true,
    runs = () => 'well',
    writes = () => [],
    prints = () => 'fine',
    exec,
    waitsAt = [],
    gives,
    volumes = [],
    starts,
  }: World): {
    tools: Tools;
    trials: () => number;
  } {
    let text = base;
    let trials = 0;
    let clock = 0;
    const facts: ImageFacts = {
      id: 'sha256:1',
      platform: { os: 'linux', architecture: 'amd64' },
      size: 10,
      layers: 1,
      config: {
        user: '',
        env: [],
        command: undefined,
        entrypoint: undefined,
        workdir: '',
        ports: [],
        volumes,
        labels: {},
        stopSignal: '',
        shell: undefined,
        healthcheck: undefined,
        onBuild: ['x'],
      },
    };
    const engine = {
      name: 'docker',
      title: 'Fake 1',
      compose: true,
      label: { key: 'owner', value: 'a.b.c.d' },
      build: async () => (builds(text) ? { ok: true, image: 'i:1', ms: 1 } : { ok: false, log: 'ERROR: no', ms: 1 }),
      image: async () => facts,
      layers: async () => [],
      contents: async () => ({ packages: new Map(), setuid: [], tools: [], users: new Map(), files: 0, cut: false }),
      removeImage: async () => {},
      diff: async () => writes(text, trials).map((path) => ({ kind: 'A', path })),
      entries: async (_: string, path: string) => ({ entries: [{ path, kind: 'file', modified: 0 }], cut: false }),
      present: async () => new Set(),
      exec: async () => ({ ...exec!(text), err: '', timedOut: false }),
      project: (_: string, model: ModelMap) => {
        const { ports = [] } = (model.services as ModelMap).image as { ports?: { target: number }[] };
        const fate = runs(text, ++trials);
        let boots = 0;
        const up = async ({ recreate = false }: { readonly recreate?: boolean }) => {
          starts?.(recreate);
          return { code: 0, out: '', err: '', timedOut: false, boots: ++boots };
        };
        const dead = () => fate === 'dies' || (fate === 'twice' && boots === 2);
        const containers = async () => [
          {
            id: 'c',
            name: 'c',
            service: 'image',
            status: dead() ? 'exited' : 'running',
            exitCode: dead() ? 1 : 0,
            outOfMemory: false,
            startedAt: 0,
            finishedAt: 0,
            error: '',
            health: undefined,
            healthLog: [],
            restarts: 0,
            pid: 1,
            user: '',
            image: 'i',
            ports: new Map(ports.map(({ target }) => [`${target}/tcp`, { host: '127.0.0.1', port: target }])),
            mounts: [],
          },
        ];
        const done = async () => ({ code: 0, out: '', err: '', timedOut: false });
        return {
          name: 'p',
          up,
          containers,
          logs: async () => (dead() ? 'x: Permission denied' : prints(text, trials)),
          stop: done,
          down: async () => {},
        };
      },
    } as unknown as Engine;
    const bench: Bench = {
      tree: '/tree',
      fingerprint: '',
      cpus: 2,
      set(texts) {
        text = texts.get(file) ?? base;
      },
      read: () => text,
      touch: () => () => {},
      meant: (path) => path,
      place: () => ({ kind: 'inside' }),
      given: () => undefined,
      list: () => [],
      run: (name) => ({
        folder: `/run/${name}-1`,
        copy: (source) => source,
        write: () => {},
        open: (path) => path,
        give: (path) => path,
        remove: () => [],
      }),
      hash: (content) => content,
      close: () => {},
    };
    const tools: Tools = {
      engine,
      bench,
      settings: { timeoutMs: 10_000, probes: exec ? [ASKED] : [], quick: true, untrusted: false, allowNetwork: [] },
      memory: new DocumentMemory(),
      env: {},
      http: async (_, __, path) => (gives ? { status: gives(text, path), content: '' } : undefined),
      tcp: async () => false,
      listens: async () => waitsAt,
      now: () => clock,
      clock: () => clock,
      async sleep(ms) {
        clock += ms;
      },
      progress: () => {},
      announce: () => {},
    };
    return { tools, trials: () => trials };
  }

  /** Lines that have nothing in common. */
  const CHANCE = ['brisk', 'eager', 'plain', 'proud', 'quiet'];
  const ASKED = { kind: 'command', service: 'image', command: ['check'], body: false } as const;
  const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  const verify = (world: World, strict = true) => {
    const made = toolsFor(world);
    const input = {
      plan: planOf(NAMES),
      repository: memoryRepository({ Dockerfile: base }),
      replan: (rejected: readonly string[]) => planOf(NAMES, rejected),
      strict,
    };
    return verifyGroup(input, made.tools).then((verified) => ({ ...verified, trials: made.trials() }));
  };
  const has = (text: string, name: string): boolean => text.includes(`LABEL ${name}=`);

  test('all holds: every step is verified', async () => {
    const { plan, verification } = await verify({});
    expect(verification).toMatchObject({ outcome: 'passed', verified: NAMES, broken: [] });
    expect(plan.steps.every(({ verified }) => verified)).toBe(true);
  });

  test.each(NAMES)('step %s breaks the service: it alone becomes a refusal, with the log', async (guilty) => {
    const { plan, verification, trials } = await verify({ runs: (text) => (has(text, guilty) ? 'dies' : 'well') });
    expect(verification.broken.map(({ id }) => id)).toEqual([guilty]);
    expect(plan.steps.map(({ id }) => id)).toEqual(NAMES.filter((name) => name !== guilty));
    expect(plan.refused).toMatchObject([{ transform: guilty, code: 'broke-when-run' }]);
    expect(plan.refused[0]!.message).toContain('Permission denied');
    // Without, with, with again, three to find it, and the healed plan.
    expect(trials).toBeLessThanOrEqual(7);
  });

  test('a build, a second start, and two at once', async () => {
    const build = await verify({ builds: (text) => !has(text, 'c') });
    expect(build.verification.broken).toMatchObject([{ id: 'c', failures: [{ kind: 'build' }] }]);
    const second = await verify({ runs: (text) => (has(text, 'f') ? 'twice' : 'well') });
    expect(second.verification.broken).toMatchObject([{ id: 'f' }]);
    expect(second.verification.broken[0]!.failures[0]!.says).toContain('a second time on its volumes');
    const both = await verify({
      builds: (text) => !has(text, 'b'),
      runs: (text) => (has(text, 'g') ? 'dies' : 'well'),
    });
    expect(both.verification.broken.map(({ id }) => id)).toEqual(['b', 'g']);
    expect(both.verification.outcome).toBe('healed');
  });

  test('what runs on after its program has failed is not up, with the patch or without', async () => {
    const crash =
      '[nodemon] starting `node .`\nError: EACCES\n[nodemon] app crashed - waiting for file changes before starting...';
    const fails = await verify({ prints: (text) => (has(text, 'e') ? crash : '[nodemon] starting `node .`') });
    expect(fails.verification.broken).toMatchObject([
      { id: 'e', failures: [{ kind: 'health', says: 'image was running and is unhealthy' }] },
    ]);
    const idle = await verify({ prints: () => crash }, false);
    expect(idle.verification).toMatchObject({ verified: [], broken: [] });
    expect(idle.verification.open[0]!.why).toContain('it does not work without the patch either');
  });

  test.each([
    ['/data', true],
    ['data', false],
  ])('a container is made anew for its second start where that can be, with VOLUME %s', async (path, isMadeAnew) => {
    const seen: boolean[] = [];
    await verify({ volumes: [path], starts: (isNew) => seen.push(isNew) });
    expect(seen).toEqual([false, isMadeAnew, false, isMadeAnew]);
  });

  test('a service that shows no port is asked where it waits', async () => {
    const world = { waitsAt: ['8080/tcp', '53/udp'], prints: () => '' };
    const answered = await verify({ ...world, gives: () => 200 });
    expect(answered.plan.steps.map(({ exercised }) => exercised?.includes('answered'))).toEqual(NAMES.map(() => true));
    expect(answered.verification.runs[0]!.before[0]!.first.probes).toMatchObject([
      { probe: 'GET :8080/', answer: '200' },
    ]);
    // Without, without and with its port, and with the patch.
    expect(answered.trials).toBe(3);
    const broken = await verify({ ...world, gives: (text) => (has(text, 'e') ? 500 : 200) });
    expect(broken.verification.broken).toMatchObject([
      { id: 'e', failures: [{ kind: 'probe', says: 'image: GET :8080/ gave 200 and now 500' }] },
    ]);
  });

  test('a file that is not written any more, and a line that is not printed, are failures with their names', async () => {
    const files = await verify({ writes: (text) => (has(text, 'c') ? [] : ['/var/log/app.log', '/tmp/x']) });
    expect(files.verification.broken).toMatchObject([
      { id: 'c', failures: [{ kind: 'writes', says: 'image does not write /var/log/app.log any more' }] },
    ]);
    const lines = await verify({ prints: (text) => `booted\n${has(text, 'd') ? '' : 'loaded 12 plugins'}` });
    expect(lines.verification.broken).toMatchObject([
      { id: 'd', failures: [{ kind: 'silence', says: 'image does not print any more: loaded 12 plugins' }] },
    ]);
  });

  test('what was written and printed once, and not when it ran again as it is, is nothing that a step took', async () => {
    const { verification, trials } = await verify({
      writes: (_, nth) => [`/data/${'abcdefgh'[nth]}q`],
      prints: (_, nth) => CHANCE[nth]!,
    });
    expect(verification).toMatchObject({ outcome: 'passed', broken: [] });
    // Without, with, and without again.
    expect(trials).toBe(3);
  });

  test('a line that comes by chance hides nothing of the second start', async () => {
    const { verification } = await verify({
      prints: (_, nth) => CHANCE[nth % CHANCE.length]!,
      runs: (text) => (has(text, 'c') ? 'twice' : 'well'),
    });
    expect(verification.broken).toMatchObject([{ id: 'c', failures: [{ kind: 'health' }] }]);
  });

  test('an error of the engine is no answer of the program, on either side', async () => {
    const out = 'OCI runtime exec failed: exec failed: unable to start container process: exec: "check": not found';
    const both = await verify({ exec: () => ({ code: 127, out }) });
    expect(both.verification.notes.join()).toContain(
      'image: $ check is not compared: without the patch there is no answer either (the engine cannot start it)',
    );
    expect(both.plan.steps[0]!.exercised).not.toContain('tested');
    const after = await verify({ exec: (text) => (has(text, 'c') ? { code: 127, out } : { code: 0, out: '' }) });
    expect(after.verification.broken).toMatchObject([{ id: 'c', failures: [{ kind: 'probe' }] }]);
    expect(after.plan.steps[0]!.exercised).toContain('tested');
  });

  test('what fails once and not again is nobody’s fault', async () => {
    const { verification, plan } = await verify({
      runs: (text, nth) => (has(text, 'a') && nth === 2 ? 'dies' : 'well'),
    });
    expect(verification).toMatchObject({ outcome: 'passed', broken: [] });
    expect(verification.notes.join()).toContain('it did so once');
    expect(plan.steps).toHaveLength(NAMES.length);
  });

  test('a service that does not work without the patch proves nothing', async () => {
    const twice = await verify({ runs: () => 'twice' });
    expect(twice.verification.notes.join()).toContain(
      'image: its second start is not compared: without the patch it is ended with code 1 on the volumes of the first, too:\nx: Permission denied',
    );
    const { plan, verification } = await verify({ runs: () => 'dies' }, false);
    expect(verification).toMatchObject({ outcome: 'passed', verified: [], broken: [] });
    expect(verification.notes.join()).toContain('image proves nothing, since without the patch it ends with code 1');
    expect(plan.steps.map(({ verified }) => verified)).toEqual(NAMES.map(() => undefined));
    expect((await verify({ runs: () => 'dies' })).plan.steps).toEqual([]);
  });

  test('files that do not build as they are prove nothing: no step is verified, and a strict run keeps none', async () => {
    const { plan, verification } = await verify({ builds: () => false });
    expect(verification.outcome).toBe('not-verified');
    expect(plan.steps).toEqual([]);
    const lax = await verify({ builds: () => false }, false);
    expect(lax.plan.steps.map(({ verified }) => verified)).toEqual(NAMES.map(() => undefined));
  });
});

test('subjects: default files with their override, other files, Dockerfiles that nothing builds', () => {
  const paths = [
    'docker-compose.yml',
    'docker-compose.override.yml',
    'docker-compose.prod.yml',
    'web/Dockerfile',
    'tool/Dockerfile',
  ].map(filePath);
  const [main, override, prod, web, tool] = paths;
  const link = { file: main!, service: 'web', dockerfile: web!, context: filePath('web') };
  const group = {
    id: 'x',
    dockerfiles: [web!, tool!],
    compose: [main!, override!, prod!],
    kubernetes: [],
    pipelines: [],
    links: [link],
  };
  const found = subjectsOf(
    group,
    (path) => paths.includes(path),
    () => ({ context: filePath('tool') }),
  );
  expect(found.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    'compose docker-compose.yml + docker-compose.override.yml',
    'compose docker-compose.prod.yml',
    'image tool/Dockerfile',
  ]);
});

test('states: before any step, after each', () => {
  const [a, b] = [filePath('a'), filePath('b')];
  const step = (files: Step['files']): Step => ({ files }) as Step;
  const states = statesOf({
    steps: [step([{ path: a, before: '1', after: '2' }]), step([{ path: b, before: undefined, after: 'x' }])],
  });
  expect(states.map((texts) => [texts.get(a), texts.get(b)])).toEqual([
    ['1', undefined],
    ['2', undefined],
    ['2', 'x'],
  ]);
});

test.each([
  ['@app.route("/orders")\ndef x(): pass', ['/orders']],
  ["@app.route('/pay', methods=['POST'])", []],
  ["@app.route('/both', methods=['GET', 'POST'])", ['/both']],
  ['@app.get("/items/{id}")', []],
  ["app.get('/health', (req, res) => res.send('ok'))", ['/health']],
  ["router.get('/users/:id', show)", []],
  ["app.get('/logout', out)", []],
  ['http.HandleFunc("/metrics", metrics)\nmux.Handle("GET /live", live)', ['/metrics', '/live']],
  ['@GetMapping("/api/books")', ['/api/books']],
  ["get '/about' do", ['/about']],
  ["const x = cache.get('/etc/passwd')", []],
  ["axios.get('/remote')", []],
])('routes of %j', (text, routes) => expect(routesIn(text)).toEqual(routes));

describe('a database with a password', () => {
  const environment = { POSTGRES_PASSWORD_FILE: '/run/secrets/db' };
  test.each([
    ['postgres:17', environment, true],
    ['registry.example:5000/library/postgres@sha256:1', environment, true],
    ['postgres:17', { POSTGRES_HOST_AUTH_METHOD: 'trust' }, false],
    ['mariadb', { MARIADB_ROOT_PASSWORD: 'x' }, true],
    ['redis:8', {}, false],
    ['example/postgres-backup', environment, false],
  ])('%s with %j is logged in to: %s', (image, settings, is) => {
    expect(loginOf({ image, environment: settings }) !== undefined).toBe(is);
  });
});

describe('coverage', () => {
  const file = filePath('compose.yaml');
  const subject = { kind: 'compose', name: 'compose.yaml', files: [file], folder: '' } as const;
  const stepOn = (...touches: readonly string[]) =>
    ({ id: 'a', touches, files: [{ path: file, before: 'a', after: 'b' }] }) as unknown as Step;
  const result = (name: string, first: Partial<BootResult>, more: Partial<ServiceResult> = {}): ServiceResult => ({
    ...service({ log: '', ...first }),
    service: name,
    ...more,
  });
  type Trial = Exercised['result'];
  const covered = (
    step: Step,
    services: readonly ServiceResult[],
    more: Partial<Trial> = {},
    was: readonly ServiceResult[] = services,
  ) => {
    const trial: Trial = { builds: [], services, left: [], notes: [], failure: undefined, ...more };
    const each: Exercised = {
      subject,
      result: trial,
      before: { ...trial, services: was },
      contextOf: () => undefined,
      dockerfileAt: () => undefined,
      memory: new DocumentMemory(),
    };
    return coverageOf(step, [each]);
  };

  test('says what was done with each service that the step names', () => {
    const web = result('web', { state: 'healthy', ...page('200'), wrote: [{ path: '/data/a', kind: 'file' }] });
    expect(covered(stepOn('services.web.user'), [web])).toEqual({
      exercised: ['started', 'healthy', 'answered', 'wrote', 'restarted', 'stopped'],
    });
    const failing = result('web', { log: 'ready', ...page('503') }, { stop: { killed: true, ms: 1 } });
    expect(covered(stepOn('services.web.user'), [failing])).toEqual({ exercised: ['started', 'restarted'] });
  });

  test('a new health check that asks for what nobody got before is not verified; the others are, as far as it runs', () => {
    const silent = { log: 'waits', probes: [{ probe: 'GET :80/', answer: 'refused', answered: false }] };
    const [was, is] = [result('web', silent), result('web', { ...silent, state: 'unhealthy' })];
    const on = (place: string) => covered(stepOn(place), [is], {}, [was]);
    expect(on('services.web.healthcheck')).toEqual({ why: expect.stringContaining('nobody gets without the patch') });
    expect(on('services.web.user')).toEqual({ exercised: ['started', 'restarted', 'stopped'] });
  });

  test('a service that does nothing anybody could see verifies nothing', () => {
    const found = covered(stepOn('services.web.user'), [result('web', {})]);
    expect(found).toMatchObject({
      why: expect.stringContaining('web: it runs, and answers, writes and prints nothing'),
    });
    const ended = covered(stepOn('services.web.user'), [result('web', { state: 'exited' })]);
    expect(ended).toMatchObject({ why: expect.stringContaining('web: it ends, and') });
    // One that others wait for did what they need, as init containers do.
    const needs = new Map([['app', ['web']]]);
    expect(covered(stepOn('services.web.user'), [result('web', { state: 'exited' })], { needs })).toHaveProperty(
      'exercised',
    );
    // A step on both is only as good as the one of which less is known.
    const both = stepOn('services.web.user', 'services.db.user');
    expect(covered(both, [result('web', { log: 'up' }), result('db', {})])).toHaveProperty('why');
  });

  test('a stage that a later step names is the one that was changed; one that no build runs is not', () => {
    const dockerfile = filePath('Dockerfile');
    const { doc } = new DocumentMemory().dockerfile.find(
      dockerfile,
      'FROM a AS build\nRUN make\nFROM b AS idle\nRUN x\nFROM c\nCOPY --from=build /o /o\n',
    )!;
    const image = [result('image', { log: 'ready', ...page('200') })];
    const builds = [{ dockerfile, services: ['image'], request: {} }] as unknown as Trial['builds'];
    const trial: Trial = { builds, services: image, left: [], notes: [], failure: undefined };
    const on = (place: string) =>
      coverageOf({ ...stepOn(place), files: [{ path: dockerfile, before: 'a', after: 'b' }] } as Step, [
        {
          subject: {
            kind: 'image',
            name: dockerfile,
            dockerfile,
            context: '',
            args: {},
          } as unknown as Exercised['subject'],
          result: trial,
          before: trial,
          contextOf: () => undefined,
          dockerfileAt: () => doc,
          memory: new DocumentMemory(),
        },
      ]);
    for (const place of ['stage:0.copy', 'stage:build.copy', 'stage:2.user'])
      expect(on(place)).toMatchObject({ exercised: expect.arrayContaining(['built', 'answered']) });
    for (const place of ['stage:1.run', 'stage:idle.run'])
      expect(on(place)).toEqual({ why: 'Dockerfile was neither built nor run' });
  });

  test('the health check of an image is verified by a service that becomes healthy by it', () => {
    const dockerfile = filePath('Dockerfile');
    const { doc } = new DocumentMemory().dockerfile.find(dockerfile, 'FROM a\nHEALTHCHECK CMD b\n')!;
    const builds = [{ dockerfile, services: ['web', 'job'], request: {} }] as unknown as Trial['builds'];
    const [web, job] = [result('web', { state: 'healthy' }), result('job', { state: 'exited', log: 'done' })];
    const on = (places: readonly string[], services: readonly ServiceResult[], more: Partial<Trial> = {}) => {
      const trial: Trial = { builds, services, left: [], notes: [], failure: undefined, ...more };
      const step = { ...stepOn(...places), files: [{ path: dockerfile, before: 'a', after: 'b' }] } as Step;
      const each = { subject, result: trial, before: trial, contextOf: () => undefined, dockerfileAt: () => doc };
      return coverageOf(step, [{ ...each, memory: new DocumentMemory() }]);
    };
    const check = ['stage:0.healthcheck'];
    expect(on(check, [web, job])).toMatchObject({ exercised: expect.arrayContaining(['built', 'healthy']) });
    expect(on(check, [job])).toEqual({ why: 'job: nobody asked its health check' });
    expect(on(check, [web], { ownChecks: ['web'] })).toEqual({
      why: 'web: a health check of its own takes the place of the image’s',
    });
    expect(on(check, [web, job], { ownChecks: ['web'] })).toEqual({ why: 'job: nobody asked its health check' });
    // One that changes more is seen by what else it does.
    expect(on([...check, 'stage:0.user'], [web], { ownChecks: ['web'] })).toHaveProperty('exercised');
  });

  test('what git or a person reads beside the file is not asked to run', () => {
    const web = result('web', { state: 'healthy' });
    const beside = ['.gitignore', 'app/.env.example'].map((path) => ({
      path: filePath(path),
      before: undefined,
      after: 'a',
    }));
    const step = stepOn('services.web.environment.A');
    expect(covered({ ...step, files: [...step.files, ...beside] }, [web])).toHaveProperty('exercised');
    expect(covered({ ...step, files: beside }, [web])).toEqual({ why: '.gitignore was neither built nor run' });
    const more = [...step.files, { path: filePath('Makefile'), before: 'a', after: 'b' }];
    expect(covered({ ...step, files: more }, [web])).toEqual({ why: 'Makefile was neither built nor run' });
  });

  test('credentials of a database that nobody logged in to are not verified', () => {
    const step = stepOn('services.db.environment.POSTGRES_PASSWORD');
    const db = result('db', { state: 'healthy' });
    expect(covered(step, [db], { stores: ['db'] })).toMatchObject({ why: expect.stringContaining('nobody logged in') });
    expect(covered(stepOn('services.db.user'), [db], { stores: ['db'] })).toHaveProperty('exercised');
    expect(covered(step, [db])).toHaveProperty('exercised');
    const login = { probes: [{ probe: 'logs in and asks', answer: 'exit 0', answered: true }] };
    expect(covered(step, [result('db', { state: 'healthy', ...login })], { stores: ['db'] })).toMatchObject({
      exercised: expect.arrayContaining(['queried']),
    });
    const refused = { probes: [{ probe: 'logs in and asks', answer: 'exit 2', answered: true }] };
    expect(covered(step, [result('db', { state: 'healthy', ...refused })], { stores: ['db'] })).toMatchObject({
      why: expect.stringContaining('let nobody in, without the patch either (exit 2)'),
    });
    // A job that waits for it, or a script that was given, has used it.
    const job = result('migrate', { state: 'exited', log: 'done' });
    const needs = new Map([['migrate', ['db']]]);
    expect(covered(step, [db, job], { stores: ['db'], needs })).toMatchObject({
      exercised: expect.arrayContaining(['tested']),
    });
    expect(covered(step, [db], { stores: ['db'], script: { code: 0, output: '' } })).toHaveProperty('exercised');
    expect(covered(step, [db], { stores: ['db'], script: { code: 1, output: '' } })).toHaveProperty('why');
  });
});
