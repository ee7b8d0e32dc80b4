// Steps that break something and are planned again with what the log says: by the real planner, on an engine of which the
// test says what its containers do.
import { parse } from 'yaml';
import type { ModelMap } from '../../src/io/index.js';
import { memoryRepository } from '../../src/io/index.js';
import { filePath, type GroupPlan, type StepNeeds } from '../../src/model/index.js';
import { type Tools, verifyGroup, type Verified } from '../../src/verify/index.js';
import { registry } from '../../transforms/index.js';
import { type Behaviour, fakeEngine } from '../support/fake-engine.js';
import { planTexts } from '../support/plan.js';

const SERVER =
  'import http.server\nhttp.server.HTTPServer(("", 8000), http.server.SimpleHTTPRequestHandler).serve_forever()\n';
const APP = {
  Dockerfile: 'FROM python:3.12-slim\nWORKDIR /app\nCOPY app.py .\nEXPOSE 8000\nCMD ["python", "app.py"]\n',
  'app.py': SERVER,
  'compose.yaml': 'services:\n  web:\n    build: .\n    ports: ["8000:8000"]\n',
};
const READY: Behaviour = { status: 'running', health: 'healthy', log: 'ready' };
const dies = (log: string): Behaviour => ({ status: 'exited', exitCode: 1, log });

/** What the engine says of an image, where it is measured. */
const IMAGE = {
  platform: { os: 'linux', architecture: 'amd64' },
  config: { user: '', env: [], ports: [], volumes: [], labels: {}, onBuild: ['x'] },
};

interface World {
  readonly texts?: Readonly<Record<string, string>>;
  readonly only: readonly string[];
  /** How the service starts, by its settings and its Dockerfile. */
  readonly starts: (settings: Readonly<Record<string, unknown>>, dockerfile: string) => Behaviour;
  /** What a build that fails prints. */
  readonly builds?: (dockerfile: string) => string | undefined;
  /** What it writes once it runs. */
  readonly writes?: (dockerfile: string) => readonly string[];
  /** Times of builds are measured. */
  readonly isTimed?: boolean;
}

/** `fix --level unverified --verify` of a folder. */
async function verified({
  texts = APP,
  only,
  starts,
  builds,
  writes,
  isTimed = false,
}: World): Promise<Verified & { readonly trials: number; readonly built: number; readonly cold: number }> {
  let now: Readonly<Record<string, string>> = texts;
  let built = 0;
  let cold = 0;
  const fake = fakeEngine({
    services: {},
    behave: (_, { settings }) => starts(settings, now.Dockerfile!),
    ...(writes ? { diff: () => writes(now.Dockerfile!) } : {}),
  });
  const composed = (): ModelMap => parse(now['compose.yaml']!) as ModelMap;
  const { tools: found } = fake;
  const engine = {
    ...found.engine,
    readCompose: async () => {
      const model = composed();
      const services = Object.entries(model.services as ModelMap).map(([name, value]) => [
        name,
        { ...(value as ModelMap), build: { context: '/tree', dockerfile: 'Dockerfile' } },
      ]);
      return { ...model, services: Object.fromEntries(services) as ModelMap };
    },
    build: async ({ cache }: { readonly cache: boolean }) => {
      built++;
      if (!cache) cold++;
      const log = builds?.(now.Dockerfile!);
      return log === undefined ? { ok: true, image: 'i:1', ms: 1 } : { ok: false, log };
    },
    ...(isTimed ? { image: async () => IMAGE } : {}),
    layers: async () => [],
    removeImage: async () => {},
    contents: async () => ({ packages: new Map(), setuid: [], tools: [], users: new Map(), files: 0, cut: false }),
  } as unknown as Tools['engine'];
  const bench = {
    ...found.bench,
    fingerprint: '',
    cpus: 2,
    set(changed: ReadonlyMap<string, string | undefined>) {
      now = { ...texts, ...(Object.fromEntries(changed) as Record<string, string>) };
    },
    read: (path: string) => now[path],
    list: () => [],
    touch: () => () => {},
    close: () => {},
  } as unknown as Tools['bench'];
  const plan = (rejected: readonly string[] = [], needs: readonly StepNeeds[] = []): GroupPlan =>
    planTexts(texts, { registry, level: 'unverified', only, rejected, needs }).plans[0]!;
  const input = {
    plan: plan(),
    repository: memoryRepository(texts),
    replan: async (...words: Parameters<typeof plan>) => plan(...words),
    strict: true,
  };
  const settings = { ...found.settings, quick: !isTimed };
  const result = await verifyGroup(input, { ...found, engine, bench, settings });
  return { ...result, trials: fake.projects.length, built, cold };
}

const written = ({ plan }: Verified, file: string): string => plan.result.get(filePath(file)) ?? '';
const tmpfsOf = (settings: Readonly<Record<string, unknown>>): readonly string[] =>
  (settings.tmpfs as readonly string[] | undefined) ?? [];

/** Needs a folder after the other, each where the root is read-only and it is no tmpfs. */
function wants(...folders: readonly string[]): World['starts'] {
  return (settings) => {
    const missing = folders.find((each) => !tmpfsOf(settings).includes(each));
    if (!settings.read_only || missing === undefined) return READY;
    return dies(`OSError: [Errno 30] Read-only file system: '${missing}/x/y'`);
  };
}

test('a folder that a run showed gets a tmpfs, and the step holds', async () => {
  const found = await verified({ only: ['read-only-root'], starts: wants('/app/.cache') });
  expect(written(found, 'compose.yaml')).toContain('read_only: true\n    tmpfs:\n      - /tmp\n      - /app/.cache\n');
  expect(found.verification).toMatchObject({
    outcome: 'passed',
    broken: [],
    repaired: [
      {
        id: 'read-only-root@services.web:compose.yaml',
        outcome: 'holds',
        rounds: [
          {
            failed: 'web was healthy and is ended with code 1',
            seen: [
              {
                need: 'to write /app/.cache/x/y',
                line: "OSError: [Errno 30] Read-only file system: '/app/.cache/x/y'",
              },
            ],
            changed: ['- /app/.cache'],
          },
        ],
      },
    ],
  });
  const [step] = found.plan.steps;
  expect(step!.verified).toBe(true);
  expect(step!.evidence).toContainEqual({
    says: "seen in a run: OSError: [Errno 30] Read-only file system: '/app/.cache/x/y'",
    from: { kind: 'observation', run: 'fix --verify, round 1' },
  });
});

test('what a round leaves open the next one looks after', async () => {
  const found = await verified({
    only: ['read-only-root'],
    starts: wants('/app/.cache', '/run/app', '/var/cache/app'),
  });
  const [repaired] = found.verification.repaired!;
  const changed = repaired!.rounds.map((round) => round.changed);
  expect(changed).toEqual([['- /app/.cache'], ['- /run/app'], ['- /var/cache/app']]);
});

test('five rounds are the most, and then it is a refusal with the log', async () => {
  const folders = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((each) => `/app/${each}/cache`);
  const found = await verified({ only: ['read-only-root'], starts: wants(...folders) });
  const [repaired] = found.verification.repaired!;
  expect(repaired!.rounds).toHaveLength(5);
  expect(repaired).toMatchObject({
    outcome: 'given-up',
    why: 'after 5 rounds web was healthy and is ended with code 1 still',
  });
  expect(found.plan.steps).toEqual([]);
  expect(found.plan.refused).toMatchObject([{ transform: 'read-only-root', code: 'broke-when-run' }]);
  expect(found.plan.refused[0]!.message).toContain('not repaired: after 5 rounds');
  expect(found.plan.refused[0]!.message).toContain("Read-only file system: '/app/f/cache/x/y'");
});

test('a repair that takes a line out shows it', async () => {
  const texts = {
    Dockerfile:
      'FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm install\nRUN npm run build\nEXPOSE 3000\nCMD ["node", "dist/server.js"]\n',
    'package.json':
      '{"name":"tones","version":"1.0.0","private":true,"scripts":{"build":"tsc"},"tones":{"writer":"picocolors"},"devDependencies":{"picocolors":"1.1.1","typescript":"5.8.3"}}',
    'package-lock.json':
      '{"name":"tones","version":"1.0.0","lockfileVersion":3,"packages":{"":{"name":"tones","version":"1.0.0","devDependencies":{"picocolors":"1.1.1","typescript":"5.8.3"}},"node_modules/picocolors":{"version":"1.1.1","dev":true},"node_modules/typescript":{"version":"5.8.3","dev":true}}}',
    'tsconfig.json': '{"compilerOptions":{"outDir":"dist","rootDir":"src","module":"commonjs"},"include":["src"]}',
    'src/server.ts':
      "const name = require('../package.json').tones.writer;\nconst writer = require(name);\nrequire('http').createServer((_, answer) => answer.end(writer.red('tone'))).listen(3000);\n",
    'compose.yaml': 'services:\n  web:\n    build: .\n    ports: ["3000:3000"]\n',
  };
  const found = await verified({
    texts,
    only: ['split-build-stage'],
    starts: (_, dockerfile) =>
      /--omit[= ]dev/.test(dockerfile) ? dies("Error: Cannot find module 'picocolors'") : READY,
  });
  expect(found.verification.repaired).toMatchObject([
    {
      transform: 'split-build-stage',
      outcome: 'holds',
      rounds: [{ changed: [], removed: ['RUN npm prune --omit=dev'] }],
    },
  ]);
});

test('the same cause a second time ends it', async () => {
  const starts: World['starts'] = ({ read_only }) =>
    read_only ? dies("OSError: [Errno 30] Read-only file system: '/app/.cache/x'") : READY;
  const found = await verified({ only: ['read-only-root'], starts });
  expect(found.verification.repaired).toMatchObject([
    { outcome: 'given-up', why: expect.stringContaining('after one round') },
  ]);
  expect(found.verification.repaired![0]!.rounds).toHaveLength(1);
  // Without, with, and with the tmpfs; each state that fails is a run, and none is run for nothing.
  expect(found.trials).toBe(3);
});

test('a log that says nothing is no reason to try', async () => {
  const found = await verified({
    only: ['read-only-root'],
    starts: ({ read_only }) => (read_only ? dies('oh') : READY),
  });
  expect(found.verification.repaired).toBeUndefined();
  expect(found.verification.broken).toHaveLength(1);
  expect(found.plan.refused[0]!.message).not.toContain('not repaired');
});

test('what is written where it may be meant to stay is no tmpfs: the step is left out with the reason', async () => {
  const found = await verified({ only: ['read-only-root'], starts: wants('/app/data') });
  expect(found.verification.repaired).toMatchObject([
    { outcome: 'given-up', why: expect.stringContaining('may be meant to stay; mount a volume there first') },
  ]);
  expect(written(found, 'compose.yaml')).toBe('');
  // Once: it is not refused a second time for what it was planned again with.
  expect(found.plan.refused).toMatchObject([{ code: 'broke-when-run' }]);
});

test('a repaired step that no run puts to the test is not verified, and not kept', async () => {
  // It answers nothing, writes nothing and has no health check.
  const idle: Behaviour = { status: 'running', log: '' };
  const starts: World['starts'] = (settings) => {
    const seen = wants('/app/.cache')(settings, '');
    return seen === READY ? idle : seen;
  };
  const found = await verified({ only: ['read-only-root'], starts });
  expect(found.verification.repaired).toMatchObject([{ outcome: 'not-verified' }]);
  expect(found.plan.steps).toEqual([]);
  const held = found.plan.held.filter(({ transform }) => transform === 'read-only-root');
  expect(held).toMatchObject([{ heldBy: 'not-verified' }]);
});

test('a file that is not written any more, without a word, is one that the account may write', async () => {
  const found = await verified({
    only: ['add-app-user'],
    starts: () => READY,
    writes: (dockerfile) =>
      /^USER /m.test(dockerfile) && !dockerfile.includes('/srv/state') ? [] : ['/srv/state/started.log'],
  });
  expect(found.verification.repaired).toMatchObject([
    {
      outcome: 'holds',
      rounds: [
        {
          seen: [
            {
              need: 'access to /srv/state/started.log',
              line: 'web does not write /srv/state/started.log any more',
            },
            { need: 'to write /srv/state/started.log' },
          ],
        },
      ],
    },
  ]);
  expect(written(found, 'Dockerfile')).toMatch(/install -d -o app -g app .*\/srv\/state\n/);
});

test('a need that the transform has no way to give ends it, and nothing is run for it', async () => {
  const found = await verified({
    only: ['read-only-root'],
    starts: ({ read_only }) => (read_only ? dies('sh: 1: git: not found') : READY),
  });
  expect(found.verification.repaired).toMatchObject([
    { outcome: 'given-up', why: 'read-only-root has no way to give the program git' },
  ]);
  // Without, and with.
  expect(found.trials).toBe(2);
});

test('why a step is left out is what was said of its own file', async () => {
  // Refused as well, at a place that is called alike.
  const other = 'services:\n  web:\n    build: ..\n    develop: {watch: [{action: sync, path: ., target: /app}]}\n';
  const texts = { 'a/compose.yaml': other, ...APP };
  const found = await verified({ texts, only: ['read-only-root'], starts: wants('/app/data') });
  expect(found.verification.repaired).toMatchObject([
    { outcome: 'given-up', why: expect.stringContaining('may be meant to stay; mount a volume there first') },
  ]);
});

describe('the step that the log points to is looked at first', () => {
  const only = [
    'log-limits',
    'resource-limits',
    'pids-limit',
    'restart-policy',
    'no-new-privileges',
    'drop-capabilities',
  ];

  test('of many, a read-only root is found by one more run', async () => {
    const starts: World['starts'] = ({ read_only }) =>
      read_only ? dies("OSError: [Errno 30] Read-only file system: '/app/data/x'") : READY;
    const found = await verified({ only: [...only, 'read-only-root'], starts });
    expect(found.verification.broken).toMatchObject([{ transform: 'read-only-root' }]);
    expect(found.plan.steps.length).toBeGreaterThan(4);
    // Without, with all, and with all but the last: that is what is left.
    expect(found.trials).toBe(3);
  });

  test('planned again with what the log says, each need of it takes one run', async () => {
    const starts = wants('/app/.cache', '/run/app', '/var/cache/app');
    const found = await verified({ only: [...only, 'read-only-root'], starts });
    const [repaired] = found.verification.repaired!;
    expect(repaired).toMatchObject({ transform: 'read-only-root', outcome: 'holds' });
    expect(repaired!.rounds).toHaveLength(3);
    expect(found.verification.broken).toEqual([]);
    // Without, with all, and with one folder more each time.
    expect(found.trials).toBe(5);
  });

  test('what is planned again is built from nothing only once it holds', async () => {
    const starts: World['starts'] = (_, dockerfile) => {
      const missing = ['/srv/a', '/srv/b', '/srv/c'].find((each) => !dockerfile.includes(each));
      const isDenied = /^USER /m.test(dockerfile) && missing !== undefined;
      return isDenied ? dies(`PermissionError: [Errno 13] Permission denied: '${missing}/x'`) : READY;
    };
    const found = await verified({ only: ['add-app-user'], starts, isTimed: true });
    expect(found.verification.repaired).toMatchObject([{ outcome: 'holds', rounds: [{}, {}, {}] }]);
    // Without, with, and what holds.
    expect(found.cold).toBe(3);
    expect(found.verification.images[0]!.after!.coldMs).toBe(1);
  });

  test('a guess that does not help leaves nothing behind', async () => {
    const starts: World['starts'] = ({ cap_drop }) =>
      cap_drop ? dies("OSError: [Errno 30] Read-only file system: '/app/.cache/x'") : READY;
    const found = await verified({ only: [...only, 'read-only-root'], starts });
    expect(found.verification.broken).toMatchObject([{ transform: 'drop-capabilities' }]);
    expect(found.plan.steps.map(({ transform }) => transform)).toContain('read-only-root');
    expect(written(found, 'compose.yaml')).toContain('read_only: true\n    tmpfs:\n      - /tmp\n');
    expect(written(found, 'compose.yaml')).not.toContain('.cache');
    expect(found.verification.repaired).toMatchObject([{ transform: 'drop-capabilities', outcome: 'given-up' }]);
  });

  test('what a build names is found by the line that it stopped at', async () => {
    const found = await verified({
      only: [...only, 'add-app-user', 'python-env', 'add-image-healthcheck'],
      starts: () => READY,
      builds: (dockerfile) =>
        /^USER /m.test(dockerfile) ? '#7 ERROR: process\n > [3/4] RUN groupadd --gid 10001 app \\' : undefined,
    });
    expect(found.verification.broken).toMatchObject([{ transform: 'add-app-user' }]);
    // Without, with all, up to the step before, with the step, and what is left in the end.
    expect(found.built).toBe(5);
  });

  test('an image that the engine cannot fetch is told as such, and found by its name', async () => {
    const found = await verified({
      texts: {
        ...APP,
        Dockerfile: APP.Dockerfile.replace('COPY app.py .', 'RUN --mount=type=cache,target=/c true\nCOPY app.py .'),
      },
      only: [...only, 'add-app-user', 'python-env', 'syntax-directive'],
      starts: () => READY,
      builds: (dockerfile) =>
        dockerfile.includes('# syntax=')
          ? '#2 ERROR: failed to do request: Head "https://registry.example/v2/docker/dockerfile/manifests/1": no such host\n------\n > resolve image config for docker-image://docker.io/docker/dockerfile:1:'
          : undefined,
    });
    const says = 'Dockerfile does not build here: the engine cannot fetch an image';
    expect(found.verification.broken).toMatchObject([{ transform: 'syntax-directive', failures: [{ says }] }]);
    // Without, with all, up to the step before, with the step, and what is left in the end.
    expect(found.built).toBe(5);
  });

  test.each([
    '#6 ERROR: secret token: not found\n------\n > [2/4] RUN --mount=type=secret,id=token,required=true ./fetch:',
    '#6 0.2 cat: /run/secrets/token: No such file or directory\n#6 ERROR: process "/bin/sh -c cat" did not complete successfully: exit code: 1',
  ])('a build secret that nothing hands over is told as such', async (log) => {
    const found = await verified({ only: ['python-env'], starts: () => READY, builds: () => log });
    const says = 'Dockerfile does not build here: it reads the build secret token, and nothing hands that over';
    expect(found.verification.outcome).toBe('not-verified');
    expect(found.verification.notes.join('\n')).toContain(says);
  });

  test('where it points elsewhere, the step is found all the same', async () => {
    const starts: World['starts'] = ({ cap_drop }) =>
      cap_drop ? dies("OSError: [Errno 30] Read-only file system: '/app/data/x'") : READY;
    const found = await verified({ only: [...only, 'read-only-root'], starts });
    expect(found.verification.broken).toMatchObject([{ transform: 'drop-capabilities' }]);
  });
});

describe('of several releases', () => {
  const texts = { ...APP, Dockerfile: APP.Dockerfile.replace('3.12', '3.7') };
  const runsOn =
    (...releases: readonly string[]): World['starts'] =>
    (_, dockerfile) =>
      releases.some((each) => dockerfile.includes(`python:${each}-slim`)) ? READY : dies('it does not work');

  test('the lowest one on which it runs is kept', async () => {
    const result = await verified({ texts, only: ['upgrade-base'], starts: runsOn('3.7', '3.12', '3.13') });
    expect(written(result, 'Dockerfile')).toContain('FROM python:3.12-slim\n');
    const [step] = result.plan.steps;
    expect(step!.evidence.map(({ says }) => says).join()).toContain('seen in a run');
  });

  test('where the engine cannot fetch the first, it is left out for that, and no other is asked for', async () => {
    const asked = new Set<string>();
    const result = await verified({
      texts,
      only: ['upgrade-base'],
      starts: runsOn('3.7'),
      builds: (dockerfile) => {
        const [, image = ''] = /^FROM (\S+)/m.exec(dockerfile) ?? [];
        asked.add(image);
        return image.includes('3.7')
          ? undefined
          : `#2 [internal] load metadata for docker.io/library/${image}\n#2 ERROR: docker.io/library/${image}: not found\n`;
      },
    });
    expect([...asked]).toEqual(['python:3.7-slim', 'python:3.11-slim']);
    expect(result.verification.repaired).toBeUndefined();
    expect(result.plan.refused).toMatchObject([{ transform: 'upgrade-base', code: 'broke-when-run' }]);
    const { message } = result.plan.refused[0]!;
    expect(message).toContain(
      'With this step Dockerfile does not build here: the engine cannot fetch an image; the log: ',
    );
    expect(message).toContain('python:3.11-slim: not found');
  });

  test('where it runs on none of them, the step is left out', async () => {
    const result = await verified({ texts, only: ['upgrade-base'], starts: runsOn('3.7') });
    expect(result.plan.steps).toEqual([]);
  });
});
