// What projects ask of the machine, and what strangers get of it.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { trustIn } from '../../src/cli/trust.js';
import { parseDockerfile } from '../../src/dockerfile/index.js';
import { openBench } from '../../src/io/bench.js';
import { buildFlags } from '../../src/io/containers/build-flags.js';
import { strangersEnvironment } from '../../src/io/containers/strangers-env.js';
import type { ModelMap } from '../../src/io/index.js';
import { filePath } from '../../src/model/index.js';
import { DocumentMemory } from '../../src/planner/index.js';
import { composeReads } from '../../src/verify/compose-reads.js';
import { handoversOf, reasonOf } from '../../src/verify/handover.js';
import { isolate } from '../../src/verify/index.js';
import { limited } from '../../src/verify/strangers.js';
import type { Tools } from '../../src/verify/tools.js';
import { removeTemporary, temporary } from '../support/temporary.js';

afterEach(removeTemporary);

const place = (path: string) =>
  path === '/tree' || path.startsWith('/tree/') ? ({ kind: 'inside' } as const) : ({ kind: 'outside', path } as const);

function asksOf(service: ModelMap, rest: ModelMap = {}, dockerfile?: string): string[] {
  const doc = dockerfile === undefined ? undefined : parseDockerfile(filePath('Dockerfile'), dockerfile);
  const found = handoversOf({ services: { web: service }, ...rest }, { place, dockerfile: () => doc });
  return (found.get('web') ?? []).map(({ kind, name }) => `${kind} ${name}`);
}

describe('what a service asks for', () => {
  const build = (settings: ModelMap): ModelMap => ({ build: { context: '/tree', ...settings } });
  test.each<[string, ModelMap, ModelMap, string[]]>([
    ['nothing', { image: 'x', environment: { A: '1', B: '' }, cap_add: ['CHOWN'] }, {}, []],
    ['files of the tree', { volumes: [{ type: 'bind', source: '/tree/a' }] }, {}, []],
    ['a mount', { volumes: [{ type: 'bind', source: '/root/.ssh', read_only: true }] }, {}, ['file /root/.ssh']],
    ['a variable', { environment: { TOKEN: null } }, {}, ['variable TOKEN']],
    ['a secret', { secrets: [{ source: 's' }] }, { secrets: { s: { file: '/etc/key' } } }, ['file /etc/key']],
    ['a secret of the tree', { secrets: [{ source: 's' }] }, { secrets: { s: { file: '/tree/key' } } }, []],
    ['a config', { configs: [{ source: 's' }] }, { configs: { s: { file: '/etc/key' } } }, ['file /etc/key']],
    ['a config in place', { configs: [{ source: 's' }] }, { configs: { s: { content: 'x' } } }, []],
    ['a secret of a variable', { secrets: ['s'] }, { secrets: { s: { environment: 'T' } } }, ['variable T']],
    ['an argument', build({ args: { T: null, U: '1' } }), {}, ['variable T']],
    ['a secret of a build', build({ secrets: ['T'] }), {}, ['variable T']],
    ['keys', build({ ssh: ['default', 'x=/root/.ssh/id'] }), {}, ['agent default', 'agent x=/root/.ssh/id']],
    ['keys by name', build({ ssh: { default: null } }), {}, ['agent default']],
    ['a context', { build: { context: '/home' } }, {}, ['file /home']],
    ['a Dockerfile', build({ dockerfile: '/home/x' }), {}, ['file /home/x']],
    ['an address', { build: { context: 'git@example.org:a/b' } }, {}, ['remote git@example.org:a/b']],
    [
      'more contexts',
      build({ additional_contexts: { a: '/home', b: 'docker-image://x', c: 'https://x' } }),
      {},
      ['file /home', 'remote https://x'],
    ],
    [
      'a layout of images',
      build({ additional_contexts: { a: 'oci-layout:///home' } }),
      {},
      ['file oci-layout:///home'],
    ],
    ['the network', build({ network: 'host' }), {}, ['network host']],
    ['no network', build({ network: 'none' }), {}, []],
    [
      'rights of a build',
      build({ privileged: true, entitlements: ['network.host'] }),
      {},
      ['right privileged', 'right network.host'],
    ],
    ['a capability', { cap_add: ['CAP_SYS_PTRACE', 'chown'] }, {}, ['right CAP_SYS_PTRACE']],
    [
      'an open filter',
      { security_opt: ['seccomp=unconfined', 'no-new-privileges:true'] },
      {},
      ['right seccomp=unconfined'],
    ],
    ['a runtime', { runtime: 'other' }, {}, ['right runtime other']],
  ])('%s', (_, service, rest, asks) => {
    expect(asksOf(service, rest)).toEqual(asks);
  });

  test.each<[string, string[]]>([
    ['FROM a\nADD https://example.org/x /x\n', ['remote https://example.org/x']],
    ['FROM a\nARG URL\nADD $URL /x\n', ['remote $URL']],
    ['FROM a\nADD git@example.org:a/b.git /x\n', ['remote git@example.org:a/b.git']],
    ['FROM a\nADD x.tar.gz /x\nCOPY . .\n', []],
    ['# syntax=evil/frontend\nFROM a\n', ['remote evil/frontend']],
    ['# syntax=docker/dockerfile:1\nFROM a\n', []],
  ])('what the builder fetches itself: %j', (text, asks) => {
    expect(asksOf({ build: { context: '/tree' } }, {}, text)).toEqual(asks);
  });

  test('a reason says the first and counts the others', () => {
    const asks = [{ kind: 'file', name: '/a' } as const, { kind: 'variable', name: 'B' } as const];
    expect(reasonOf(asks)).toContain('it asks for the file /a and 1 more, and');
  });
});

describe('what Compose reads by itself', () => {
  function reads(files: Readonly<Record<string, string>>): { services: readonly string[]; asks: string[] } {
    const bench = {
      tree: '/tree',
      place,
      read: (path: string) => files[path],
    } as unknown as Tools['bench'];
    const { services, asks } = composeReads(
      { files: [filePath('compose.yaml')], folder: '' as never },
      { bench, memory: new DocumentMemory() },
    );
    return { services, asks: asks.map(({ kind, name }) => `${kind} ${name}`) };
  }
  const one = (settings: string) => ({ 'compose.yaml': `services:\n  web:\n    image: x\n    ${settings}\n` });

  test.each<[string, string[]]>([
    ['env_file: .env', []],
    ['env_file: [a.env, {path: sub/b.env}]', []],
    ['env_file: ../up.env', ['file ../up.env']],
    ['env_file: [{path: /etc/passwd, required: false}]', ['file /etc/passwd']],
    ['env_file: "~/.netrc"', ['file ~/.netrc']],
    ['env_file: "$HOME/.netrc"', ['file $HOME/.netrc']],
    ['label_file: /etc/passwd', ['file /etc/passwd']],
    ['extends: {service: base}', []],
    ['extends: {file: /etc/x.yaml, service: base}', ['file /etc/x.yaml']],
    ['extends: {file: "https://example.org/x.git", service: base}', ['remote https://example.org/x.git']],
    [
      'env_file: !!binary L2V0Yy9wYXNzd2Q=',
      ['file whatever a value tagged tag:yaml.org,2002:binary names', 'file /etc/passwd'].slice(0, 1),
    ],
  ])('%s', (settings, asks) => {
    expect(reads(one(settings))).toEqual({ services: ['web'], asks });
  });

  test('through merge keys, anchors, and the files that are named', () => {
    const merged = 'x-a: &a {env_file: /etc/a}\nservices:\n  web:\n    <<: *a\n    image: x\n';
    expect(reads({ 'compose.yaml': merged }).asks).toEqual(['file /etc/a']);
    const files = {
      'compose.yaml': 'include: [more/in.yaml, {path: [a.yaml, b.yaml], env_file: /etc/e}]\nservices: {}\n',
      'more/in.yaml': 'services: {x: {env_file: ../.env}, y: {env_file: ../../up}}\n',
      'a.yaml': 'services: {z: {extends: {file: more/ex.yaml, service: q}}}\n',
      'b.yaml': 'services: {}\n',
      'more/ex.yaml': 'services: {q: {env_file: /etc/q}}\n',
    };
    expect(reads(files).asks.sort()).toEqual(['file ../../up', 'file /etc/e', 'file /etc/q']);
  });

  test('variables without a value, and names that are filled in', () => {
    const text =
      'services:\n  a:\n    image: "x:${TAG:-1}"\n    environment: [T, U=1]\n    build: {context: ., args: {V: , W: 1}}\n' +
      '  b: {image: $OTHER, environment: {X: }}\n';
    const bench = { tree: '/tree', place, read: () => text } as unknown as Tools['bench'];
    const files = { files: [filePath('compose.yaml')], folder: '' as never };
    const { variables, filled } = composeReads(files, { bench, memory: new DocumentMemory() });
    expect(Object.fromEntries(variables)).toEqual({ a: ['T', 'V'], b: ['X'] });
    expect(filled).toEqual(['TAG', 'OTHER']);
  });

  test('paths that no system follows are asked for or not there, and no error', async () => {
    const long = 'n'.repeat(5000);
    const text = `services:\n  web:\n    image: x\n    env_file: ["a\\0b", Dockerfile/x, ${long}, round]\n    extends: {file: Dockerfile/y, service: z}\n`;
    const root = temporary({ 'compose.yaml': text, Dockerfile: 'FROM a\n', round: { link: 'round' } });
    const bench = await openBench({ root, cache: temporary(), owner: 'here.1.1.x' });
    try {
      const files = { files: [filePath('compose.yaml')], folder: '' as never };
      const { asks } = composeReads(files, { bench, memory: new DocumentMemory() });
      expect(asks.map(({ name }) => name.slice(-5))).toEqual(
        ['a\0b', 'nnnnn', 'round'].map((end) => expect.stringMatching(end)),
      );
    } finally {
      bench.close();
    }
  });

  test('a circle ends, and what cannot be read is asked for', () => {
    expect(reads({ 'compose.yaml': 'include: [compose.yaml]\nservices: {}\n' }).asks).toEqual([]);
    expect(reads({ 'compose.yaml': 'a: [\n' }).asks).toEqual([
      'file compose.yaml, which cannot be read as Compose reads it,',
    ]);
  });
});

describe('limits', () => {
  test('the smaller one holds', () => {
    const own = limited(
      {
        image: 'x',
        mem_limit: '1000',
        pids_limit: 9999,
        dns: ['1.1.1.1'],
        deploy: { resources: { limits: { pids: 7 } } },
      },
      1,
    );
    expect(own).toEqual({
      image: 'x',
      ulimits: { fsize: 4 * 1024 ** 3, core: 0 },
      deploy: { resources: { limits: { memory: '1000', pids: 7, cpus: '1' } } },
    });
    expect(limited({}, 8).deploy).toEqual({
      resources: { limits: { memory: String(2 * 1024 ** 3), pids: 512, cpus: '2' } },
    });
  });

  test('a build of strangers: no network, caches of its own, no large files', () => {
    const request = {
      context: '/c',
      dockerfile: '/c/D',
      args: {},
      cache: true,
      timeoutMs: 1,
      network: 'none',
      untrusted: true,
    };
    const flags = buildFlags('docker', request, { tag: 't', label: 'dev.harden.owner=me' });
    expect(flags).toEqual(
      expect.arrayContaining([
        '--network=none',
        '--build-arg=BUILDKIT_CACHE_MOUNT_NS=dev.harden.owner=me',
        '--ulimit=core=0:0',
      ]),
    );
    expect(buildFlags('podman', request, { tag: 't', label: 'l' })).toContain('--memory=4g');
    expect(buildFlags('docker', { ...request, untrusted: false }, { tag: 't', label: 'l' }).join()).not.toContain(
      'ulimit',
    );
  });

  test('networks lead out for those alone that are named, and no port of this machine leads in', () => {
    const model = {
      services: { a: { image: 'x', networks: { n: null } }, b: { image: 'x', ports: ['80:80'] } },
      networks: { n: { driver: 'bridge' } },
    };
    const { model: made } = isolate(model, {
      label: { key: 'k', value: 'v' },
      built: new Map(),
      ports: new Map([['b', [80]]]),
      cpus: 2,
      strangers: { open: ['a'] },
      place: () => ({ kind: 'inside' }),
      copy: (source) => source,
    });
    expect(made.networks).toMatchObject({
      default: { internal: true },
      n: { internal: true },
      'harden-open': { labels: { k: 'v' } },
    });
    expect(made.networks).not.toHaveProperty('harden-open.internal');
    expect(made.services).toMatchObject({ a: { networks: { n: null, 'harden-open': null } } });
    expect(made.services).not.toHaveProperty('b.networks.harden-open');
    expect(made.services).not.toHaveProperty('b.ports');
  });
});

test('the environment of strangers finds the engine and holds no login and no variable of the person', () => {
  const home = temporary({
    '.docker/config.json': JSON.stringify({
      auths: { x: { auth: 'c2VjcmV0' } },
      credsStore: 'x',
      proxies: {},
      currentContext: 'mine',
    }),
    '.docker/contexts/a': '',
  });
  const { env, remove } = strangersEnvironment({
    HOME: home,
    PATH: '/bin',
    TOKEN: 't',
    SSH_AUTH_SOCK: '/s',
    HTTPS_PROXY: 'http://u:p@x',
    DOCKER_HOST: 'unix:///d',
  });
  const folder = env.DOCKER_CONFIG!;
  expect(Object.keys(env).sort()).toEqual(['DOCKER_CONFIG', 'DOCKER_HOST', 'HOME', 'PATH', 'REGISTRY_AUTH_FILE']);
  expect(JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8'))).toEqual({ currentContext: 'mine' });
  expect(existsSync(join(folder, 'contexts/a'))).toBe(true);
  remove();
  expect(existsSync(folder)).toBe(false);
  expect(existsSync(join(home, '.docker/contexts/a'))).toBe(true);
});

test.each([
  [{}, {}, false],
  [{}, { CI: 'true' }, true],
  [{}, { CI: 'false' }, false],
  [{}, { CI: '' }, false],
  [{ untrusted: true }, {}, true],
  [{ trusted: true }, { CI: '1' }, false],
])('%j in %j: %p', (flags, env, untrusted) => {
  expect(trustIn(flags, env).untrusted).toBe(untrusted);
});

test('flags that contradict each other', () => {
  expect(() => trustIn({ trusted: true, untrusted: true }, {})).toThrow('contradict');
  expect(() => trustIn({ allowNetwork: ['web'] }, {})).toThrow('--allow-network is for --untrusted');
});
