// Code of strangers on a real engine: nothing of this machine reaches it, and what asks for something is left out. With
// E2E_ENGINE=podman the engine is Podman.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Handover, Plan } from '../../src/model/index.js';
import { commitAll, harden, type Ran } from '../support/command.js';
import { removeTemporary, temporary, type Node } from '../support/temporary.js';
import { describeInLab } from './support/lab.js';
import { left } from './support/left.js';
import { type Podman, startPodman } from './support/podman.js';

const SECRET = 'xyzzy-secret-of-this-machine';

/** Prints all it can see of the machine. */
const SPY = `import glob, os, urllib.request, sys
for path in glob.glob('/given/**', recursive=True) + glob.glob('/run/secrets/*') + ['/app/inside.env']:
    if os.path.isfile(path): print(path, open(path).read(), flush=True)
print(os.environ, flush=True)
for address in ['http://127.0.0.1:8099/', 'http://172.17.0.1:8099/', 'http://169.254.169.254/']:
    try: print(address, urllib.request.urlopen(address, timeout=2).status, flush=True)
    except OSError as error: print(address, 'closed', type(error).__name__, flush=True)
import http.server
http.server.HTTPServer(('0.0.0.0', 8000), http.server.SimpleHTTPRequestHandler).serve_forever()
`;

const DOCKERFILE =
  'FROM python:3.12-slim\nENV A b\nWORKDIR /app\nCOPY spy.py ./\nEXPOSE 8000\nCMD ["python3", "spy.py"]\n';

interface Case {
  readonly name: string;
  /** Of the service `asks`. */
  readonly settings: string;
  readonly asks: readonly Handover[];
  readonly top?: string;
}

const outside = temporary({
  'key/id': SECRET,
  'context/Dockerfile': DOCKERFILE,
  'context/spy.py': SPY,
  'some.env': `GOT=${SECRET}\n`,
});
const BUILD = 'build: {context: ., ';

const CASES: readonly Case[] = [
  {
    name: 'a mount to read',
    settings: `volumes: ["${outside}/key:/given:ro"]`,
    asks: [{ kind: 'file', name: `${outside}/key` }],
  },
  {
    name: 'a file as a secret',
    settings: 'secrets: [s]',
    asks: [{ kind: 'file', name: `${outside}/key/id` }],
  },
  {
    name: 'a file as a config',
    settings: 'configs: [s]',
    asks: [{ kind: 'file', name: `${outside}/key/id` }],
  },
  {
    name: 'a variable as a secret',
    settings: 'secrets: [t]',
    asks: [{ kind: 'variable', name: 'TOKEN' }],
  },
  { name: 'a variable', settings: 'environment: [TOKEN]', asks: [{ kind: 'variable', name: 'TOKEN' }] },
  { name: 'a variable for a build', settings: `${BUILD}args: {TOKEN: }}`, asks: [{ kind: 'variable', name: 'TOKEN' }] },
  {
    name: 'a secret for a build',
    settings: `${BUILD}secrets: [s]}`,
    asks: [{ kind: 'file', name: `${outside}/key/id` }],
  },
  { name: 'the keys of the person', settings: `${BUILD}ssh: [default]}`, asks: [{ kind: 'agent', name: 'default' }] },
  {
    name: 'a context elsewhere',
    settings: `build: {context: ${outside}/context}`,
    asks: [{ kind: 'file', name: `${outside}/context` }],
  },
  {
    name: 'a second context elsewhere',
    settings: `${BUILD}additional_contexts: {more: ${outside}/key}}`,
    asks: [{ kind: 'file', name: `${outside}/key` }],
  },
  {
    name: 'a context of the network',
    settings: 'build: {context: "https://example.org/a.git"}',
    asks: [{ kind: 'remote', name: 'https://example.org/a.git' }],
  },
  { name: 'the network of the machine', settings: `${BUILD}network: host}`, asks: [{ kind: 'network', name: 'host' }] },
  {
    name: 'a fetch by the builder',
    settings: 'build: {context: fetch}',
    asks: [{ kind: 'remote', name: 'http://169.254.169.254/latest' }],
  },
  {
    name: 'a frontend of strangers',
    settings: 'build: {context: frontend}',
    asks: [{ kind: 'remote', name: 'example.org/frontend' }],
  },
  {
    name: 'no filter of system calls',
    settings: 'security_opt: ["seccomp:unconfined"]',
    asks: [{ kind: 'right', name: 'seccomp:unconfined' }],
  },
  { name: 'a right', settings: 'cap_add: [NET_ADMIN]', asks: [{ kind: 'right', name: 'NET_ADMIN' }] },
];

/** Asked for by Compose itself, before there is a model. */
const READ: readonly Case[] = [
  {
    name: 'variables from a file',
    settings: `env_file: ${outside}/some.env`,
    asks: [{ kind: 'file', name: `${outside}/some.env` }],
  },
  {
    name: 'variables from a file behind a link',
    settings: 'env_file: link.env',
    asks: [{ kind: 'file', name: `${outside}/some.env` }],
  },
  {
    name: 'a file named by a variable',
    settings: 'env_file: "${' + 'HOME}/.netrc"',
    asks: [{ kind: 'file', name: '${' + 'HOME}/.netrc' }],
  },
  {
    name: 'a service of another file',
    settings: `extends: {file: ${outside}/some.yaml, service: x}`,
    asks: [{ kind: 'file', name: `${outside}/some.yaml` }],
  },
  {
    name: 'a file to include',
    settings: 'init: true',
    top: 'include: ["https://example.org/a.git"]',
    asks: [{ kind: 'remote', name: 'https://example.org/a.git' }],
  },
  {
    name: 'a name in another notation',
    settings: 'env_file: !!binary L2V0Yy9wYXNzd2Q=',
    asks: [{ kind: 'file', name: 'whatever a value tagged tag:yaml.org,2002:binary names' }],
  },
];

function serviceOf(name: string, settings: string): string {
  const runs = settings.startsWith('build:') ? '' : '    image: python:3.12-slim\n    command: [sleep, "60"]\n';
  return `  ${name}:\n${runs}    stop_grace_period: 1s\n    ${settings}\n`;
}

function projectOf(
  { settings, top = '' }: Pick<Case, 'settings' | 'top'>,
  more: Readonly<Record<string, Node>> = {},
  services = '',
): string {
  const good = serviceOf('good', 'build: .\n    ports: ["8000:8000"]\n    init: false');
  const compose = `${top === '' ? '' : `${top}\n`}services:\n${good}${serviceOf('asks', settings)}${services}`;
  return commitAll(
    temporary({
      'compose.yaml': compose,
      Dockerfile: DOCKERFILE,
      'spy.py': SPY,
      'fetch/Dockerfile': 'FROM python:3.12-slim\nADD http://169.254.169.254/latest /given/latest\n',
      'frontend/Dockerfile': '# syntax=example.org/frontend\nFROM python:3.12-slim\n',
      'link.env': { link: `${outside}/some.env` },
      ...more,
    }),
  );
}

const ON_PODMAN = process.env.E2E_ENGINE === 'podman';
let podman: Podman | undefined;

const ENV = { PATH: process.env.PATH, HOME: process.env.HOME, TOKEN: SECRET, SSH_AUTH_SOCK: '/tmp/agent' };

async function verified(root: string, argv: readonly string[] = [], env = {}): Promise<{ ran: Ran; plan: Plan }> {
  const cache = temporary();
  const ran = await harden(
    root,
    [
      'verify',
      '--only',
      'env-equals,init-process,no-new-privileges',
      '--quick',
      '--format',
      'json',
      ...engine(),
      ...argv,
    ],
    { env: { ...ENV, ...podman?.env, XDG_CACHE_HOME: cache, ...env } },
  );
  expect(ran.err).not.toContain('bug');
  return { ran, plan: JSON.parse(ran.out) as Plan };
}

function engine(): string[] {
  return podman ? ['--engine', 'podman'] : [];
}

function leftIn(plan: Plan): Map<string, readonly Handover[] | undefined> {
  const runs = plan.verification!.groups.flatMap((group) => group.runs);
  return new Map(runs.flatMap((run) => run.left.map(({ service, asks }) => [service, asks])));
}

describeInLab('code of strangers', ['python:3.12-slim'], () => {
  let before: readonly string[] | undefined;
  beforeAll(async () => {
    if (!ON_PODMAN) return;
    const started = await startPodman();
    if (typeof started === 'string') throw new Error(`Podman starts no container: ${started}`);
    podman = started;
    before = podman.all();
  });
  afterEach(() => expect(podman?.all()).toEqual(before));
  afterAll(async () => {
    await podman?.stop();
    removeTemporary();
    expect(left()).toEqual([]);
  });

  test('what asks for something is left out, and what does not runs', async () => {
    const names = CASES.map((_, at) => `asks${at}`);
    const services = CASES.map(({ settings }, at) => serviceOf(`asks${at}`, settings)).join('');
    const top = `secrets:\n  s: {file: ${outside}/key/id}\n  t: {environment: TOKEN}\nconfigs:\n  s: {file: ${outside}/key/id}\n`;
    const root = projectOf({ settings: 'read_only: true', top }, {}, services);
    const { ran, plan } = await verified(root, ['--untrusted']);
    expect(plan.verification!.untrusted).toBe(true);
    const found = leftIn(plan);
    expect(names.map((name, at) => [CASES[at]!.name, found.get(name)])).toEqual(
      CASES.map(({ name, asks }) => [name, asks]),
    );
    const after = plan.verification!.groups.flatMap((group) => group.runs.flatMap((run) => run.after));
    expect(after.map(({ service, first }) => [service, first.state])).toContainEqual(['good', 'running']);
    expect(ran.out + ran.err).not.toContain(SECRET);
  });

  test.each(READ)('$name: Compose is not asked at all', async ({ settings, top, asks }) => {
    const root = projectOf({ settings, ...(top === undefined ? {} : { top }) });
    const { ran, plan } = await verified(root, ['--untrusted']);
    expect(leftIn(plan).get('asks')).toEqual(expect.arrayContaining([...asks]));
    expect(ran.out + ran.err).not.toContain(SECRET);
  });

  test('in CI nobody has to say so, and what runs sees no machine, no network, and has limits', async () => {
    const root = projectOf({ settings: 'read_only: true' });
    const { plan } = await verified(root, [], { CI: 'true' });
    expect(plan.verification!.untrusted).toBe(true);
    const runs = plan.verification!.groups.flatMap((group) => group.runs);
    const good = runs.flatMap(({ after }) => after).find(({ service }) => service === 'good')!;
    expect(good.first.probes).toMatchObject([
      { probe: expect.stringContaining('8000'), answered: true, answer: '200' },
    ]);
    expect(good.first.log).not.toContain(SECRET);
    expect(good.first.log).toContain('http://169.254.169.254/ closed');
    expect(good.first.log).toContain('http://172.17.0.1:8099/ closed');
  });

  test('a build that needs a network is left out, and says how it is allowed one', async () => {
    const Dockerfile = DOCKERFILE.replace(
      'EXPOSE',
      'RUN python3 -c "import socket; socket.create_connection((\'172.17.0.1\', 5000), 3)"\nEXPOSE',
    );
    const root = projectOf({ settings: 'read_only: true' }, { Dockerfile });
    const { plan } = await verified(root, ['--untrusted']);
    expect(leftIn(plan).get('good')).toEqual([{ kind: 'network', name: 'build' }]);
    const notes = plan.verification!.groups.flatMap((group) => group.notes).join('\n');
    expect(notes).toContain('--allow-network build');
  });

  test('a build has limits of memory and processes', async () => {
    // Podman's builds have their own.
    if (ON_PODMAN) return;
    const below = '/[0-9a-f]{64}/buildkit/';
    const Dockerfile = DOCKERFILE.replace('EXPOSE', `RUN grep -qE '${below}' /proc/self/cgroup\nEXPOSE`);
    const root = projectOf({ settings: 'read_only: true' }, { Dockerfile });
    const { ran, plan } = await verified(root, ['--untrusted']);
    expect(ran.err).not.toContain('no limit');
    expect(leftIn(plan).get('good')).toBeUndefined();
  });

  test("one's own code gets what it asks for, and that is said before", async () => {
    const root = projectOf({ settings: `volumes: ["${outside}/key:/given:ro"]` });
    const { ran, plan } = await verified(root, ['--trusted'], { CI: '1' });
    expect(plan.verification!.untrusted).toBeUndefined();
    expect(ran.err).toContain(`asks: the file ${outside}/key`);
    expect(leftIn(plan).get('asks')).toBeUndefined();
  });

  test('observe hands over nothing either', async () => {
    const root = projectOf({ settings: 'environment: [TOKEN]' });
    const ran = await harden(root, ['observe', '--untrusted', '--for', '1s', '--service', 'asks', ...engine()], {
      env: { ...ENV, ...podman?.env, XDG_CACHE_HOME: temporary() },
    });
    expect(ran.code).toBe(2);
    expect(ran.err).toContain('asks is not run: it asks for the variable TOKEN');
    expect(readFileSync(join(root, 'compose.yaml'), 'utf8')).toContain('TOKEN');
  });
});
