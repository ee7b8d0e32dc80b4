// What a run of the command looks up, keeps and writes down: against a real registry behind a door that counts.
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { canBeLocked, lockSchema, lockText, parseLock, defaultConfig } from '../../src/config/index.js';
import { createLookUp, type LookUpSettings } from '../../src/run/index.js';
import { lookupKey, plan, questions } from '../../src/index.js';
import { type Answer, filePath, type ImageAnswer, type Lookup, type PlannedAnswer } from '../../src/model/index.js';
import { commitAll, git, harden, treeOf, type Ran } from '../support/command.js';
import {
  describeWithRegistry,
  freePort,
  listen,
  type Door,
  openDoor,
  push,
  type Registry,
  startRegistry,
} from '../support/registry.js';
import { removeTemporary, temporary } from '../support/temporary.js';

jest.setTimeout(60_000);
afterAll(removeTemporary);

const DIGEST = `sha256:${'1'.repeat(64)}`;
const IMAGE: ImageAnswer = {
  kind: 'image',
  tag: '3.12',
  digest: DIGEST,
  multiPlatform: true,
  specificTag: '3.12.8-bookworm',
  created: '2024-12-04T00:00:00.000Z',
  from: 'docker.io',
};
const LOCK = lockText(
  new Map<string, Answer>([
    ['package python flask >=2 3.12', { kind: 'package', version: '3.1.0', from: 'packages.example.com' }],
    ['image python:3.12', IMAGE],
    ['image-update patch python:3.12.7', { ...IMAGE, kind: 'image-update', tag: '3.12.8' }],
  ]),
);

describe('harden.lock', () => {
  test('is sorted, in one form, and comes back as it was', () => {
    expect(LOCK.match(/^ {4}"[^"]+"/gm)).toEqual([
      '    "image python:3.12"',
      '    "image-update patch python:3.12.7"',
      '    "package python flask >=2 3.12"',
    ]);
    expect(lockText(parseLock(filePath('harden.lock'), LOCK))).toBe(LOCK);
    expect(parseLock(filePath('harden.lock'), LOCK).get('image python:3.12')).toEqual(IMAGE);
    const validate = new Ajv().compile(
      JSON.parse(readFileSync(join(__dirname, '../../schemas/lock.schema.json'), 'utf8')),
    );
    expect(validate(JSON.parse(LOCK))).toBe(true);
    expect(parseLock(filePath('harden.lock'), LOCK.replaceAll('\n', '\r\n'))).toEqual(
      parseLock(filePath('harden.lock'), LOCK),
    );
  });

  const RUBBISH: readonly [string, string | ((text: string) => string), RegExp][] = [
    ['nothing at all', '', /harden\.lock:1:1: is empty/],
    ['half of it', (text) => text.slice(0, 200), /harden\.lock:\d+:\d+: /],
    ['no JSON', '{"version": 1, "answers": {', /harden\.lock:\d+:\d+: /],
    ['a conflict', (text) => text.replace('{\n', '{\n<<<<<<< ours\n'), /harden\.lock:2:1: a merge conflict/],
    ['a later version', (text) => text.replace('"version": 1', '"version": 2'), /:2:14: version: expected 1, found 2/],
    [
      'another question',
      (text) => text.replace('image python', 'images python'),
      /:4:5: unknown key "images python:3.12"/,
    ],
    ['a line break in a question', (text) => text.replace('image python', 'image a\\npython'), /:4:5: unknown key/],
    [
      'a short digest',
      (text) => text.replace('1'.repeat(64), 'abc'),
      /:6:17: answers\..*digest: "sha256:abc" does not have/,
    ],
    ['a credential', (text) => text.replace('"from"', '"password": "x",\n"from"'), /unknown key "password"/],
    [
      'an address for a host',
      (text) => text.replace('"docker.io"', '"https://me:x@docker.io"'),
      /does not have the form/,
    ],
    [
      'a version that is a command',
      (text) => text.replace('"3.1.0"', '"3.1.0; curl example.com"'),
      /does not have the form/,
    ],
    ['a number for a switch', (text) => text.replace('true', '1'), /multiPlatform: expected true or false, found 1/],
    ['a missing digest', (text) => text.replace(/ +"digest".*\n/, ''), /missing key "digest"/],
    [
      'the same question twice',
      (text) => text.replace('"image-update patch python:3.12.7"', '"image python:3.12"'),
      /harden\.lock:\d+:5: /,
    ],
    [
      'the tag of another question',
      (text) => text.replace('"tag": "3.12"', '"tag": "2.7"'),
      /:5:14: tag: the question is about "3\.12"/,
    ],
    ['a prototype', (text) => text.replace('image python:3.12', '__proto__'), /unknown key "__proto__"/],
    ['a list', '[]', /:1:1: the file: expected a mapping, found a list/],
  ];
  test.each(RUBBISH)('with %s is an error with its place', async (_name, text, message) => {
    const lock = typeof text === 'string' ? text : text(LOCK);
    const root = temporary({ Dockerfile: 'FROM python:3.12\n', 'harden.lock': lock });
    const ran = await harden(root, ['fix', '--yes']);
    expect(ran.err).toMatch(message);
    expect([ran.code, ran.out]).toEqual([2, '']);
    expect(treeOf(root)).toEqual({ Dockerfile: 'FROM python:3.12\n', 'harden.lock': lock });
    const written = text === '' ? undefined : quietly(() => JSON.parse(lock));
    // What is wrong for people is wrong for the schema, where it can see it.
    if (written !== undefined && !/tag of|twice/.test(_name))
      expect(new Ajv().compile(lockSchema())(written)).toBe(false);
  });

  test('a link out of the root is not read', async () => {
    const outside = temporary({ lock: LOCK });
    const root = temporary({ Dockerfile: 'FROM python:3.12\n' });
    symlinkSync(join(outside, 'lock'), join(root, 'harden.lock'));
    const ran = await harden(root, ['fix', '--yes']);
    expect([ran.code, ran.err]).toEqual([2, 'harden: harden.lock: is a symbolic link that leads out of the root\n']);
  });

  test('holds only answers of its form', () => {
    expect(canBeLocked('image python:3.12', IMAGE)).toBe(true);
    expect(canBeLocked('image python:3.12', { ...IMAGE, specificTag: 'a b' })).toBe(false);
    expect(canBeLocked('image python:3.12', { kind: 'none', why: 'failed', message: '' })).toBe(false);
    expect(canBeLocked('package python x', IMAGE)).toBe(false);
  });
});

function quietly<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** Images as publishers have them: name, tags of one content, and whether it says its version. */
const IMAGES: readonly (readonly [string, string, string | undefined])[] = [
  ['library/python', 'latest 3 3.13 3.13.1 3.13.1-bookworm', '3.13.1-bookworm'],
  ['library/python', '3.12-slim 3.12.8-slim 3.12.8-slim-bookworm', '3.12.8-slim-bookworm'],
  ['library/node', 'lts 22 22.12 22.12.0 22.12.0-bookworm', '22.12.0-bookworm'],
  ['library/golang', 'alpine 1.23-alpine 1.23.4-alpine 1.23.4-alpine3.21', '1.23.4-alpine3.21'],
  ['library/debian', 'bookworm-slim bookworm-20241223-slim', 'bookworm-20241223-slim'],
  ['library/debian', 'buster-slim buster-20240612-slim', undefined],
  ['library/eclipse-temurin', '11-jre 11.0.30_7-jre', undefined],
  ['library/redis', 'latest 7 7.4 7.4.1', '7.4.1'],
  ['library/postgres', '17 17.2 17.2-bookworm', '17.2-bookworm'],
  ['library/nginx', '1.27.3', undefined],
  ['team/app', 'latest v1 v1.2 v1.2.3', undefined],
  ['team/tool', '2.4 2.4.1', undefined],
  ['docker/dockerfile', '1 1.12 1.12.1', '1.12.1'],
];
const NAMED = [
  'python',
  'python:3.12-slim',
  'node:lts',
  'golang:alpine',
  'debian:bookworm-slim',
  'redis:latest',
  'postgres:17',
  'nginx:1.27.3',
  'team/app:latest',
  'team/tool:2.4',
];

describeWithRegistry('a run that looks something up', () => {
  let registry: Registry;
  let door: Door;
  const digests = new Map<string, string>();
  let home: string;
  let config: string;
  const pins = ['--only', 'pin-base-image'];
  const online = () => ({ env: { HOME: home, LANG: 'C.UTF-8', HARDEN_OFFLINE: '' } });

  beforeAll(async () => {
    registry = await startRegistry();
    door = await openDoor(registry.host);
    for (const [path, tags, version] of IMAGES) {
      const digest = await push(registry.host, path, {
        tags: tags.split(' '),
        content: `${path} ${tags}`,
        ...(version
          ? { platforms: ['amd64', 'arm64'], annotations: { 'org.opencontainers.image.version': version } }
          : {}),
      });
      for (const tag of tags.split(' ')) digests.set(`${path.replace('library/', '')}:${tag}`, digest);
    }
  });
  beforeEach(() => {
    door.reset();
    home = temporary();
    config = join(temporary({ 'mine.yaml': mirrored(door.host) }), 'mine.yaml');
  });
  afterAll(async () => {
    await door.close();
    registry.stop();
  });

  /** 40 files, each of which names one of the ten images. */
  function many(): string {
    const files: Record<string, string> = {};
    for (let at = 0; at < 40; at++) files[`service-${at}/Dockerfile`] = `FROM ${NAMED[at % NAMED.length]}\nUSER 1000\n`;
    return temporary(files);
  }
  const run = (root: string, ...argv: string[]): Promise<Ran> => harden(root, [...argv, '--config', config], online());

  test('40 files that name ten images: twenty requests, and none the second time, by cache or by lock', async () => {
    const root = many();
    const first = await run(root, 'fix', '--yes', ...pins);
    expect([first.code, first.err]).toEqual([0, '']);
    expect(door.asked.length).toBeGreaterThanOrEqual(10);
    expect(door.asked.length).toBeLessThanOrEqual(20);
    const python = digests.get('python:latest');
    expect(readFileSync(join(root, 'service-0', 'Dockerfile'), 'utf8')).toBe(
      `FROM python:3.13.1-bookworm@${python}\nUSER 1000\n`,
    );
    expect(readFileSync(join(root, 'service-38', 'Dockerfile'), 'utf8')).toContain(
      `FROM team/app:v1.2.3@${digests.get('team/app:latest')}`,
    );
    expect(readFileSync(join(root, 'service-9', 'Dockerfile'), 'utf8')).toContain(
      `FROM team/tool:2.4@${digests.get('team/tool:2.4')}`,
    );
    const lock = readFileSync(join(root, 'harden.lock'), 'utf8');
    expect([...parseLock(filePath('harden.lock'), lock).keys()]).toEqual(NAMED.map((name) => `image ${name}`).sort());

    door.asked.length = 0;
    const cached = many();
    await run(cached, 'fix', '--yes', ...pins);
    expect(door.asked).toHaveLength(0);
    expect(treeOf(cached)).toEqual(treeOf(root));

    // Nothing but the lock: another machine.
    home = temporary();
    const locked = many();
    writeFileSync(join(locked, 'harden.lock'), lock);
    await run(locked, 'fix', '--yes', ...pins);
    const offline = many();
    writeFileSync(join(offline, 'harden.lock'), lock);
    await harden(offline, ['fix', '--yes', '--offline', ...pins], online());
    expect(door.asked).toHaveLength(0);
    expect(treeOf(locked)).toEqual(treeOf(root));
    expect(treeOf(offline)).toEqual(treeOf(root));
    expect(existsSync(join(home, '.cache'))).toBe(false);
  });

  test('only a run that writes writes the lock', async () => {
    const root = temporary({ Dockerfile: 'FROM python\nUSER 1000\n' });
    const before = treeOf(root);
    for (const argv of [
      ['fix', '--dry-run'],
      ['fix', '--dry-run', '--format', 'diff'],
      ['check'],
      ['fix', '-o', '-'],
    ]) {
      const ran = await run(root, ...argv, ...pins);
      expect(ran.out).toContain(
        argv[0] === 'check'
          ? 'pin-base-image'
          : `+ FROM python:3.13.1-bookworm@`.replace('+ ', argv.length > 2 ? '+' : '+ '),
      );
      expect(treeOf(root)).toEqual(before);
    }
    await run(root, 'fix', '--yes', '--only', 'env-equals');
    expect(treeOf(root)).toEqual(before);
  });

  test('nothing is asked offline, by flag or variable, and the rest goes on', async () => {
    const root = temporary({ Dockerfile: 'FROM python\nMAINTAINER me\nUSER 1000\n' });
    for (const [argv, env] of [
      [['--offline'], ''],
      [[], '1'],
    ] as const) {
      const ran = await harden(root, ['fix', '--dry-run', '--config', config, '--format', 'json', ...argv], {
        env: { HOME: home, HARDEN_OFFLINE: env },
      });
      const { groups, answers } = JSON.parse(ran.out);
      expect(groups[0].refused).toEqual([
        expect.objectContaining({
          transform: 'pin-base-image',
          code: 'no-answer',
          message: expect.stringContaining('--offline'),
        }),
      ]);
      expect(groups[0].steps.map(({ transform }: { transform: string }) => transform)).toEqual([
        'python-env',
        'maintainer-label',
      ]);
      expect(answers).toEqual([
        {
          question: 'image python',
          source: 'looked-up',
          answer: expect.objectContaining({ kind: 'none', why: 'offline' }),
        },
      ]);
      expect([ran.code, ran.err]).toEqual([0, '']);
    }
    expect(door.asked).toHaveLength(0);
  });

  test('a registry that is down: one message, quickly, and everything else', async () => {
    config = join(temporary({ 'mine.yaml': mirrored(`127.0.0.1:${await freePort()}`, 'gone.invalid') }), 'mine.yaml');
    const files = NAMED.map((name, at) => [
      `${at}/Dockerfile`,
      `FROM gone.invalid/${name.replace(':', '-')}\nMAINTAINER me\nUSER 1000\n`,
    ]);
    const root = temporary({ ...Object.fromEntries(files), 'harden.lock': lockText(new Map()) });
    const started = performance.now();
    // The mirror refuses, the host behind it does not resolve: no test leaves this machine.
    const ran = await run(root, 'fix', '--yes');
    expect(performance.now() - started).toBeLessThan(20_000);
    expect(ran.err.split('\n').filter((line) => line !== '')).toHaveLength(1);
    expect(ran.err).toMatch(/^harden: .*gone\.invalid.* \(10 questions without an answer\)\n$/);
    expect(ran.code).toBe(0);
    expect(readFileSync(join(root, '0', 'Dockerfile'), 'utf8')).toContain(
      'LABEL org.opencontainers.image.authors="me"',
    );
    expect(readFileSync(join(root, 'harden.lock'), 'utf8')).toBe(lockText(new Map()));
  });

  test('JSON and Markdown tell the answers and where they are from', async () => {
    const lock = lockText(new Map([['image redis', { ...IMAGE, tag: 'latest' }]]));
    const root = temporary({
      'a/Dockerfile': 'FROM python\nUSER 1000\n',
      'b/Dockerfile': 'FROM redis\nUSER 1000\n',
      'c/Dockerfile': 'FROM gone.invalid/app:v0\nUSER 1000\n',
      'harden.lock': lock,
    });
    const json = JSON.parse((await run(root, 'check', '--format', 'json', ...pins)).out);
    const validate = new Ajv2020({ strict: false }).compile(
      JSON.parse(readFileSync(join(__dirname, '../../schemas/plan.schema.json'), 'utf8')),
    );
    expect(validate(json) ? [] : validate.errors).toEqual([]);
    expect(json.answers.map(({ question, source, answer }: PlannedAnswer) => [question, source, answer.kind])).toEqual([
      ['image gone.invalid/app:v0', 'looked-up', 'none'],
      ['image python', 'looked-up', 'image'],
      ['image redis', 'lock', 'image'],
    ]);
    const { out } = await run(root, 'fix', '--dry-run', '--format', 'markdown', ...pins);
    expect(out).toContain(
      [
        '## Looked up',
        '',
        '| Question | Answer | From | |',
        '| --- | --- | --- | --- |',
        `| image \`python\` | 3.13.1-bookworm \`${digests.get('python:latest')}\` | \`${door.host}\` | looked up |`,
        `| image \`redis\` | 3.12.8-bookworm \`${DIGEST}\` | docker.io, made on 2024-12-04 | harden.lock |`,
        '',
      ].join('\n'),
    );
  });

  test('a terminal is told that it takes a while, and nothing else is', async () => {
    door.answers = ({ url, method, headers }, response) => {
      setTimeout(async () => {
        const answer = await fetch(`http://${registry.host}${url}`, {
          method: method!,
          headers: { accept: headers.accept! },
        });
        response
          .writeHead(answer.status, Object.fromEntries(answer.headers))
          .end(Buffer.from(await answer.arrayBuffer()));
      }, 900);
      return true;
    };
    const root = temporary({ Dockerfile: 'FROM python\nUSER 1000\n' });
    const argv = ['check', '--config', config, ...pins];
    const terminal = await harden(root, argv, { ...online(), errIsTerminal: true });
    expect(terminal.err).toContain('harden: asking registries and package indexes, 0 of 1 answered');
    expect(terminal.err.endsWith('\r\u001b[K')).toBe(true);
    home = temporary();
    expect((await harden(root, argv, online())).err).toBe('');
  });

  test('registries that are not allowed are not connected to', async () => {
    config = join(
      temporary({ 'mine.yaml': `${mirrored(door.host)}allowed-registries: [docker.io/team]\n` }),
      'mine.yaml',
    );
    const root = temporary({ Dockerfile: 'FROM python AS a\nFROM team/app\nUSER 1000\n' });
    const ran = await run(root, 'fix', '--yes', '--format', 'json', ...pins);
    const { groups } = JSON.parse(ran.out);
    expect(groups[0].refused[0]).toMatchObject({
      code: 'no-answer',
      message: expect.stringContaining('allowed registries'),
    });
    expect(readFileSync(join(root, 'Dockerfile'), 'utf8')).toBe(
      `FROM python AS a\nFROM team/app:v1.2.3@${digests.get('team/app:v1')}\nUSER 1000\n`,
    );
    expect(door.asked.filter(({ url }) => url.includes('python'))).toEqual([]);
    expect(door.asked.length).toBeGreaterThan(0);
  });

  test('what a repository says itself neither opens an address nor sets a mirror', async () => {
    const text = `${mirrored(door.host)}allowed-registries: ["${door.host}", docker.io]\n`.replace(
      'registries:',
      `registries:\n  "${door.host}": {private: true}`,
    );
    const root = temporary({ '.harden.yaml': text, Dockerfile: `FROM ${door.host}/team/app\nUSER 1000\n` });
    const own = await harden(root, ['fix', '--dry-run', '--format', 'json', ...pins], online());
    expect(JSON.parse(own.out).groups[0].refused[0].message).toContain('private address');
    expect(own.err).toMatch(
      /^harden: \.harden\.yaml:1:1: what a repository says about registries and indexes is not used/,
    );
    expect(door.asked).toHaveLength(0);

    const mirror = temporary({
      '.harden.yaml': `allowed-registries: [gone.invalid]\n${mirrored(door.host, 'gone.invalid')}`,
      Dockerfile: 'FROM gone.invalid/team/app AS a\nFROM other.invalid/team/app\nUSER 1000\n',
    });
    const asked = await harden(mirror, ['fix', '--dry-run', '--format', 'json', ...pins], online());
    const messages = JSON.parse(asked.out).groups[0].refused.map(({ message }: { message: string }) => message);
    expect(messages).toEqual([
      expect.stringMatching(/^gone\.invalid cannot be resolved/),
      expect.stringMatching(/^other\.invalid\/team\/app is not among the allowed registries/),
    ]);
    expect(door.asked).toHaveLength(0);

    const named = await harden(root, ['fix', '--dry-run', '--config', '.harden.yaml', ...pins], online());
    expect([named.out, named.err]).toEqual([
      expect.stringContaining(`+ FROM ${door.host}/team/app:v1.2.3@sha256:`),
      '',
    ]);
    // An allowed registry is a listed one, where the user says so.
    writeFileSync(join(root, '.harden.yaml'), `allowed-registries: ["${door.host}"]\n`);
    const allowed = await harden(root, ['fix', '--dry-run', '--config', '.harden.yaml', ...pins], online());
    expect(allowed.out).toContain(`/team/app:v1.2.3@`);
  });

  test('the lock forgets what nobody asks for, when the whole root was asked', async () => {
    const stale = lockText(
      new Map([
        ['image gone:1', { ...IMAGE, tag: '1' }],
        ['image python', { ...IMAGE, tag: 'latest' }],
      ]),
    );
    const files = {
      'a/Dockerfile': 'FROM python\nUSER 1000\n',
      'b/Dockerfile': 'FROM redis\nUSER 1000\n',
      'harden.lock': stale,
    };
    const keys = (root: string) => [
      ...parseLock(filePath('harden.lock'), readFileSync(join(root, 'harden.lock'), 'utf8')).keys(),
    ];
    const part = temporary(files);
    await run(part, 'fix', '--yes', 'b');
    expect(keys(part)).toEqual(['image gone:1', 'image python', 'image redis']);
    const whole = temporary(files);
    await run(whole, 'fix', '--yes', '--skip', 'complete-dockerignore');
    expect(keys(whole)).toContain('image gone:1');
    const all = temporary(files);
    await run(all, 'fix', '--yes', '.');
    expect(keys(all)).toEqual(['image python', 'image redis']);
    // What the lock says counts, not the registry.
    expect(readFileSync(join(all, 'a/Dockerfile'), 'utf8')).toContain(`python:3.12.8-bookworm@${DIGEST}`);
  });

  test('a base image that gets a version decides which version of a package fits', async () => {
    const asked: string[] = [];
    const index = createServer((request, response) => {
      asked.push(request.url!);
      const file = (version: string, requires: string) => ({
        filename: `flask-${version}-py3-none-any.whl`,
        'requires-python': requires,
      });
      const files = [file('3.1.0', '>=3.9,<3.14'), file('4.0.0', '>=3.14')];
      response.setHeader('content-type', 'application/vnd.pypi.simple.v1+json');
      response.end(JSON.stringify({ meta: { 'api-version': '1.0' }, name: 'flask', files }));
    });
    const port = await listen(index);
    const secret = 'lab-secret';
    try {
      writeFileSync(config, `${mirrored(door.host)}indexes: {python: "http://127.0.0.1:${port}/simple/"}\n`);
      writeFileSync(join(home, '.netrc'), `machine 127.0.0.1 login me password ${secret}\n`, { mode: 0o600 });
      const root = temporary({ Dockerfile: 'FROM python\nRUN pip install --no-cache-dir flask\nUSER 1000\n' });
      const ran = await run(root, 'fix', '--yes', '--only', 'pin-base-image,pin-python-packages');
      expect([ran.code, ran.err]).toEqual([0, '']);
      expect(readFileSync(join(root, 'Dockerfile'), 'utf8')).toContain('pip install --no-cache-dir flask==3.1.0\n');
      expect(asked).toEqual(['/simple/flask/']);
      const lock = readFileSync(join(root, 'harden.lock'), 'utf8');
      expect([...parseLock(filePath('harden.lock'), lock).keys()]).toEqual([
        'image python',
        'package python flask  3.13',
      ]);
      expect(lock).not.toContain(secret);

      // An update asks again about what is recorded and still wanted, packages too.
      home = temporary();
      const text = 'FROM python:3.13\nRUN pip install --no-cache-dir flask\nUSER 1000\n';
      const stale = lock.replace('3.1.0', '2.0.0').replace('"image python"', '"image gone"');
      const left = temporary({ Dockerfile: text, 'harden.lock': stale });
      expect(await run(left, 'update')).toEqual({ code: 0, out: '', err: '' });
      expect(readFileSync(join(left, 'harden.lock'), 'utf8')).toBe(stale.replace('2.0.0', '3.1.0'));
    } finally {
      await new Promise((resolve) => index.close(resolve));
    }
  });

  test('an image that a step brings in is pinned with the rest', async () => {
    const root = temporary({ Dockerfile: 'FROM python\nRUN <<EOF\necho a\nEOF\nUSER 1000\n' });
    const ran = await run(root, 'fix', '--yes', '--only', 'pin-base-image,syntax-directive');
    expect([ran.code, ran.err]).toEqual([0, '']);
    expect(readFileSync(join(root, 'Dockerfile'), 'utf8').split('\n').slice(0, 2)).toEqual([
      `# syntax=docker/dockerfile:1.12.1@${digests.get('docker/dockerfile:1')}`,
      `FROM python:3.13.1-bookworm@${digests.get('python:latest')}`,
    ]);
    expect(door.asked).toHaveLength(4);
  });

  test('a release that a step moves to is pinned with the rest', async () => {
    const root = temporary({ Dockerfile: 'FROM debian:buster-slim\nUSER 1000\n' });
    await run(root, 'fix', '--yes', '--level', 'unverified', '--only', 'pin-base-image,upgrade-base');
    expect(readFileSync(join(root, 'Dockerfile'), 'utf8').split('\n')[0]).toBe(
      `FROM debian:bookworm-20241223-slim@${digests.get('debian:bookworm-slim')}`,
    );
  });

  test('so is one that takes the place of an image without an answer, and again from the lock alone', async () => {
    const allowed = `${mirrored(door.host)}allowed-registries: [docker.io/library/eclipse-temurin]\n`;
    config = join(temporary({ 'mine.yaml': allowed }), 'mine.yaml');
    const steps = ['fix', '--yes', '--level', 'unverified', '--only', 'pin-base-image,upgrade-base'];
    const files = { Dockerfile: 'FROM openjdk:11-jre\nUSER 1000\n' };
    const root = temporary(files);
    await run(root, ...steps);
    const text = readFileSync(join(root, 'Dockerfile'), 'utf8');
    expect(text).toContain(`FROM eclipse-temurin:11.0.30_7-jre@${digests.get('eclipse-temurin:11-jre')}\n`);
    home = temporary();
    door.asked.length = 0;
    const offline = temporary({ ...files, 'harden.lock': readFileSync(join(root, 'harden.lock'), 'utf8') });
    await run(offline, ...steps, '--offline');
    expect([readFileSync(join(offline, 'Dockerfile'), 'utf8'), door.asked]).toEqual([text, []]);
  });

  test('with --commits the lock is a commit of its own', async () => {
    const root = commitAll(temporary({ Dockerfile: 'FROM python\nUSER 1000\n' }));
    const ran = await run(root, 'fix', '--commits', ...pins);
    expect([ran.code, ran.err]).toEqual([0, '']);
    expect(git(root, 'status', '--porcelain')).toBe('');
    expect(git(root, 'log', '--format=%s').split('\n').slice(0, 2)).toEqual([
      'Record in harden.lock what registries answered',
      expect.stringMatching(/^Pin python/),
    ]);
  });

  describe('harden update', () => {
    const old = `sha256:${'2'.repeat(64)}`;
    const updates = (tag: string) => `FROM python:${tag}@${old}\nMAINTAINER me\nUSER 1000\n`;

    test('moves pins within the policy, and nothing else', async () => {
      for (const [policy, tag, result] of [
        ['digest', '3.12-slim', '3.12-slim'],
        ['minor', '3.12.0-slim', '3.12.8-slim'],
        ['patch', '3.12.0-slim', '3.12.8-slim'],
        ['major', '2.7.18', '3.13.1'],
      ] as const) {
        const root = temporary({ Dockerfile: updates(tag) });
        const ran = await run(root, 'update', '--yes', '--policy', policy);
        expect([ran.code, ran.err]).toEqual([0, '']);
        const text = readFileSync(join(root, 'Dockerfile'), 'utf8');
        expect(text).toBe(`FROM python:${result}@${digests.get(`python:${result}`)}\nMAINTAINER me\nUSER 1000\n`);
        const lock = parseLock(filePath('harden.lock'), readFileSync(join(root, 'harden.lock'), 'utf8'));
        expect([...lock.keys()]).toEqual([`image-update ${policy} python:${tag}`]);
      }
    });

    test('a policy in the configuration is for updates, which nothing else makes', async () => {
      const text = `${mirrored(door.host)}transforms: {update-base-image: {policy: major}}\n`;
      config = join(temporary({ 'mine.yaml': text }), 'mine.yaml');
      const root = temporary({ Dockerfile: updates('2.7.18') });
      expect((await run(root, 'fix', '--dry-run')).out).not.toContain('update-base-image');
      expect(door.asked).toHaveLength(0);
      expect((await run(root, 'fix', '--dry-run', '--only', 'update-base-image')).out).toContain('python:3.13.1@');
      expect((await run(root, 'update', '--dry-run')).out).toContain('python:3.13.1@');
      writeFileSync(config, `${mirrored(door.host)}transforms: {update-base-image: off}\n`);
      expect(await run(root, 'update', '--dry-run')).toEqual({ code: 0, out: '', err: '' });
    });

    test('says how old the new image is', async () => {
      const made = { tags: ['1.0.0', '1.0.1'], content: 'aged', created: '2024-05-06T07:08:09Z' };
      await push(registry.host, 'team/aged', made);
      const root = temporary({ Dockerfile: `FROM team/aged:1.0.0@${old}\nUSER 1000\n` });
      const ran = await run(root, 'update', '--yes', '--format', 'markdown');
      expect(ran.out).toMatch(/From 1\.0\.0 \(`sha256:2{12}`\) to 1\.0\.1 \(`sha256:\w{12}`\), made on 2024-05-06\./);
    });

    test('is silent where nothing is to be done, writes nothing, and ends with 0', async () => {
      const root = temporary({
        Dockerfile: `FROM redis:7.4.1@${digests.get('redis:7.4.1')}\nMAINTAINER me\nUSER 1000\n`,
      });
      const before = treeOf(root);
      expect(await run(root, 'update', '--yes')).toEqual({ code: 0, out: '', err: '' });
      expect(treeOf(root)).toEqual(before);
    });

    test('makes recorded answers new, and says by 1 that a registry did not answer', async () => {
      const lock = lockText(new Map([['image redis', { ...IMAGE, tag: 'latest' }]]));
      const root = temporary({ Dockerfile: 'FROM redis\nUSER 1000\n', 'harden.lock': lock });
      expect(await run(root, 'update', '--offline')).toMatchObject({ code: 0 });
      expect(readFileSync(join(root, 'harden.lock'), 'utf8')).toBe(lock);
      expect(await run(root, 'update', '--dry-run')).toEqual({ code: 0, out: '', err: '' });
      expect(readFileSync(join(root, 'harden.lock'), 'utf8')).toBe(lock);
      expect(await run(root, 'update')).toEqual({ code: 0, out: '', err: '' });
      expect(readFileSync(join(root, 'harden.lock'), 'utf8')).toContain(digests.get('redis:latest'));

      config = join(temporary({ 'mine.yaml': mirrored(`127.0.0.1:${await freePort()}`, 'gone.invalid') }), 'mine.yaml');
      const gone = temporary({ Dockerfile: `FROM gone.invalid/a:1.2.3@${old}\n` });
      const ran = await run(gone, 'update');
      expect([ran.code, ran.out]).toEqual([1, '']);
      expect(ran.err).toMatch(/gone\.invalid/);
    });
  });
});

test('lookups end when their time is over, whatever a registry does', async () => {
  const { createServer } = await import('node:net');
  const sockets = new Set<import('node:net').Socket>();
  const silent = createServer((socket) => void sockets.add(socket));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as import('node:net').AddressInfo;
  const base = defaultConfig([]);
  const registries = new Map([[`127.0.0.1:${port}`, { mirrors: [], private: true }]]);
  const settings: LookUpSettings = {
    config: { ...base, network: { at: '', registries, indexes: {} } },
    trusted: true,
    folder: '/',
    offline: false,
    env: {},
    deadlineMs: 300,
  };
  const lookups = Array.from({ length: 30 }, (_, at): Lookup => ({ kind: 'image', image: `127.0.0.1:${port}/a${at}` }));
  const started = performance.now();
  const answers = await createLookUp(settings)(lookups);
  // One question after the other, each with its own patience, would take minutes.
  expect(performance.now() - started).toBeLessThan(20_000);
  expect(answers.size).toBe(30);
  for (const answer of answers.values()) expect(answer).toMatchObject({ kind: 'none', why: 'failed' });
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => silent.close(resolve));
});

describe('the library', () => {
  const files = { Dockerfile: 'FROM python:3.12\nUSER 1000\n' };

  test('names its questions, takes answers, and reads a lock; it never connects', () => {
    const [asked, ...rest] = questions({ files, only: ['pin-base-image'] });
    expect([asked, rest]).toEqual([{ kind: 'image', image: 'python:3.12' }, []]);
    const only = { files, only: ['pin-base-image'] };
    const given = plan({ ...only, answers: new Map([[lookupKey(asked!), { ...IMAGE, specificTag: '3.12.9' }]]) });
    expect(given.groups[0]!.result.get(filePath('Dockerfile'))).toBe(`FROM python:3.12.9@${DIGEST}\nUSER 1000\n`);
    expect(given.answers).toEqual([{ question: 'image python:3.12', answer: expect.anything(), source: 'given' }]);
    const locked = plan({ ...only, files: { ...files, 'harden.lock': LOCK } });
    expect(locked.groups[0]!.result.get(filePath('Dockerfile'))).toBe(
      `FROM python:3.12.8-bookworm@${DIGEST}\nUSER 1000\n`,
    );
    const pip = { Dockerfile: 'FROM python\nRUN pip install --no-cache-dir flask\nUSER 1000\n' };
    const both = { files: pip, only: ['pin-base-image', 'pin-python-packages'] };
    const answers = new Map<string, Answer>([
      ['image python', { ...IMAGE, tag: 'latest' }],
      ['package python flask  3.12', { kind: 'package', version: '3.1.0', from: 'packages.example.com' }],
    ]);
    expect(questions({ ...both, answers }).map(lookupKey)).toEqual(['image python', 'package python flask  3.12']);
    const text = plan({ ...both, answers }).groups[0]!.result.get(filePath('Dockerfile'));
    expect(text).toContain(`FROM python:3.12.8-bookworm@${DIGEST}\nRUN pip install --no-cache-dir flask==3.1.0\n`);
    const without = plan(only);
    expect(without.groups[0]!.refused.map(({ code }) => code)).toEqual(['no-answer']);
  });
});

/** A configuration in which docker.io, or another host, is asked at a mirror on this machine. */
function mirrored(host: string, of = 'docker.io'): string {
  return `registries:\n  ${of}: {mirrors: ["http://${host}"]}\n`;
}
