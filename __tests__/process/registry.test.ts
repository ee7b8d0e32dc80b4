// The registry client against a real registry: what tags are, how few requests that takes, and what is kept.
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ImageUpdateLookup, Lookup } from '../../src/model/index.js';
import { loadOnline } from '../../src/io/index.js';
import { answerImages, createRegistryClient, type RegistryOptions } from '../../src/io/registry/index.js';
import { describeWithRegistry, type Door, openDoor, push, type Registry, startRegistry } from '../support/registry.js';
import { removeTemporary, temporary } from '../support/temporary.js';

const NOTHING = { env: {}, etc: '/nonexistent' };

function images(...names: string[]): Lookup[] {
  return names.map((image) => ({ kind: 'image', image }));
}

async function ask(lookups: Lookup[], options: RegistryOptions, created = false) {
  const client = createRegistryClient({ ...NOTHING, ...options });
  try {
    return [...(await answerImages(lookups, client, { created })).values()];
  } finally {
    client.close();
  }
}

function onlyLists(change: Door['changes']): Door['changes'] {
  return (headers, body, url) => (url.includes('/tags/list') ? change(headers, body, url) : body);
}

describeWithRegistry('a registry', () => {
  let registry: Registry;
  let door: Door;
  const digests = new Map<string, string>();
  const listed = () => ({ listed: [door.host], cache: false as const });

  beforeAll(async () => {
    registry = await startRegistry();
    door = await openDoor(registry.host);
    async function add(path: string, image: Parameters<typeof push>[2]) {
      digests.set(`${path}:${image.tags[0]}`, await push(registry.host, path, image));
    }
    // As official images are: an index whose entries say the version, several tags for it.
    for (const [name, version, tags] of OFFICIAL) {
      const annotations = {
        'org.opencontainers.image.version': version,
        'org.opencontainers.image.created': '2024-12-04T00:00:00Z',
      };
      await add(`library/${name}`, {
        tags: tags.split(' '),
        content: `${name} now`,
        platforms: ['amd64', 'arm64'],
        annotations,
      });
    }
    await add('library/python', { tags: ['3.12.8', '3.12.8-bookworm', '3.12'], content: 'older' });
    await add('library/python', {
      tags: ['3.12.7', '3.12.7-bookworm'],
      content: 'oldest',
      created: '2024-10-01T10:00:00Z',
      labels: { a: 'b' },
    });
    // As a small publisher's: one platform, no annotations.
    await add('team/app', {
      tags: ['v1.2.3', 'v1.2', 'v1', 'latest'],
      content: 'app',
      created: '2024-02-03T04:05:06.789Z',
    });
    await add('team/app', { tags: ['v1.2.2'], content: 'app before' });
    await add('team/app', { tags: ['v2.0.0-rc1', 'sha-0123456', 'main'], content: 'app after' });
    await add('team/many', {
      tags: ['latest', ...Array.from({ length: 30 }, (_, at) => `1.${at}.1-x`)],
      content: 'many',
    });
  });
  afterEach(() => door.reset());
  afterAll(async () => {
    await door.close();
    registry.stop();
    removeTemporary();
  });

  test('a floating tag of an image that says its version: two requests', async () => {
    const [answer] = await ask(images(`${door.host}/library/python`), listed());
    expect(answer).toEqual({
      kind: 'image',
      tag: 'latest',
      digest: digests.get('library/python:latest'),
      multiPlatform: true,
      specificTag: '3.13.1-bookworm',
      created: '2024-12-04T00:00:00.000Z',
      from: door.host,
    });
    expect(door.asked.map(({ method }) => method)).toEqual(['GET', 'HEAD']);
  });

  test('an image that does not say it: the list of tags, and the first guess', async () => {
    const [answer] = await ask(images(`${door.host}/team/app:latest`), listed());
    expect(answer).toEqual({
      kind: 'image',
      tag: 'latest',
      digest: digests.get('team/app:v1.2.3'),
      multiPlatform: false,
      specificTag: 'v1.2.3',
      from: door.host,
    });
    expect(door.asked).toHaveLength(3);
  });

  test('an exact tag costs one HEAD, a date where it is asked for a few more', async () => {
    const [plain] = await ask(images(`${door.host}/library/python:3.12.7`), listed());
    expect(plain).toEqual({
      kind: 'image',
      tag: '3.12.7',
      digest: digests.get('library/python:3.12.7'),
      multiPlatform: false,
      from: door.host,
    });
    expect(door.asked).toHaveLength(1);
    const [dated] = await ask(images(`${door.host}/library/python:3.12.7`), listed(), true);
    expect(dated).toMatchObject({ created: '2024-10-01T10:00:00.000Z' });
    expect(door.asked).toHaveLength(1 + 3);
  });

  test('labels, of one platform of several', async () => {
    const client = createRegistryClient({ ...NOTHING, ...listed() });
    const name = { host: door.host, path: 'library/python' };
    expect(await client.details(name, digests.get('library/python:3.12.7')!)).toEqual({
      labels: { a: 'b' },
      created: '2024-10-01T10:00:00.000Z',
    });
    expect(await client.details(name, digests.get('library/python:latest')!)).toEqual({
      labels: {},
      created: '2024-12-04T00:00:00.000Z',
    });
    client.close();
  });

  test('the version that an image says is checked, not believed', async () => {
    const annotations = { 'org.opencontainers.image.version': '9.9.9' };
    await push(registry.host, 'team/liar', { tags: ['latest', '1.0.0'], content: 'one', annotations });
    await push(registry.host, 'team/liar', { tags: ['9.9.9'], content: 'other' });
    expect(await ask(images(`${door.host}/team/liar`), listed())).toMatchObject([{ specificTag: '1.0.0' }]);
  });

  test.each<[string, ImageUpdateLookup['policy'], string, number]>([
    ['library/python:3.12.7-bookworm', 'patch', '3.12.8-bookworm', 2],
    ['library/python:3.12.7-bookworm', 'minor', '3.13.1-bookworm', 2],
    ['library/python:3.12.7', 'digest', '3.12.7', 1],
    ['team/app:v1.2.2', 'major', 'v1.2.3', 2],
    ['team/app:v1.2.3', 'major', 'v1.2.3', 2],
  ])('%s moves by %s to %s', async (name, policy, tag, requests) => {
    const [answer] = await ask([{ kind: 'image-update', image: `${door.host}/${name}`, policy }], listed());
    expect(answer).toMatchObject({ kind: 'image-update', tag, from: door.host });
    expect(door.asked).toHaveLength(requests);
  });

  test('every page of a long list is read', async () => {
    door.changes = onlyLists((headers, body, url) => {
      // The program gives whole lists; others give pages of their own size.
      const last = Number(new URL(url, 'http://x').searchParams.get('last') ?? '0');
      const { name, tags } = JSON.parse(body.toString('utf8'));
      const page = Buffer.from(JSON.stringify({ name, tags: tags.slice(last, last + 10) }));
      headers['content-length'] = String(page.length);
      if (last + 10 < tags.length) headers.link = `</v2/team/many/tags/list?n=10&last=${last + 10}>; rel="next"`;
      return page;
    });
    const lookup: Lookup = { kind: 'image-update', image: `${door.host}/team/many:1.5.1-x`, policy: 'minor' };
    expect(await ask([lookup], listed())).toMatchObject([{ tag: '1.29.1-x' }]);
    expect(door.asked.filter(({ url }) => url.includes('tags/list'))).toHaveLength(4);
  });

  test('what there is no answer to, and why', async () => {
    const names = ['team/app:v9', 'team/nothing:latest', 'team/UPPER', 'scratch'].map((name) => `${door.host}/${name}`);
    const answers = await ask(
      images(...names, 'scratch', '$IMAGE', 'host:99999/x', '256.1.1.1/x', '1.2.3.4.5/x'),
      listed(),
    );
    expect(answers.map((answer) => answer.kind === 'none' && answer.why)).toEqual(Array(9).fill('not-found'));
    expect(answers[0]).toMatchObject({ message: `${door.host} has no team/app with the tag v9` });
  });

  test('ten images named 200 times: at most 20 requests; a second run: none', async () => {
    const ten = ['', ':latest', ':3.13', ':3.12.8'].map((tag) => `library/python${tag}`);
    ten.push(...['node', 'redis', 'postgres', 'nginx', 'golang'].map((name) => `library/${name}`), 'team/app:v1.2.2');
    const lookups = Array.from({ length: 200 }, (_, at) => images(`${door.host}/${ten[at % ten.length]}`)).flat();
    const cache = temporary();
    const first = await ask(lookups, { ...listed(), cache });
    expect(first).toHaveLength(10);
    expect(first.filter(({ kind }) => kind === 'none')).toEqual([]);
    expect(door.asked.length).toBeLessThanOrEqual(20);
    door.asked.length = 0;
    expect(await ask(lookups, { ...listed(), cache })).toEqual(first);
    expect(await ask(lookups, { ...listed(), cache, offline: true })).toEqual(first);
    expect(door.asked).toEqual([]);
  });

  test('digests are asked again after an hour, lists after six, content never', async () => {
    const cache = temporary();
    let time = 1_700_000_000_000;
    const run = async () => {
      door.asked.length = 0;
      await ask(images(`${door.host}/team/app`), { ...listed(), cache, now: () => time }, true);
      return door.asked.map(({ method, url }) => `${method} ${url.split('/')[4]}`);
    };
    expect((await run()).sort()).toEqual(['GET blobs', 'GET manifests', 'GET tags', 'HEAD manifests']);
    time += 59 * 60_000;
    expect(await run()).toEqual([]);
    time += 2 * 60_000;
    expect(await run()).toEqual(['GET manifests', 'HEAD manifests']);
    time += 6 * 3_600_000;
    expect((await run()).sort()).toEqual(['GET manifests', 'GET tags', 'HEAD manifests']);
    time -= 24 * 3_600_000;
    expect(await run()).toHaveLength(3);
  });

  test('an unchanged list is not sent again', async () => {
    const cache = temporary();
    let time = 1_700_000_000_000;
    door.changes = (headers, body) => {
      headers.etag = '"tags-1"';
      return body;
    };
    const lookup: Lookup[] = [{ kind: 'image-update', image: `${door.host}/team/app:v1.2.2`, policy: 'patch' }];
    await ask(lookup, { ...listed(), cache, now: () => time });
    time += 7 * 3_600_000;
    door.asked.length = 0;
    door.answers = (request, response) => {
      const known = request.headers['if-none-match'] === '"tags-1"';
      if (known) response.writeHead(304).end();
      return known;
    };
    for (const requests of [2, 2]) {
      expect(await ask(lookup, { ...listed(), cache, now: () => time })).toMatchObject([{ tag: 'v1.2.3' }]);
      expect(door.asked).toHaveLength(requests);
    }
  });

  test('a tag that is missing is asked again after ten minutes', async () => {
    const cache = temporary();
    let time = 1_700_000_000_000;
    const counts: number[] = [];
    for (const minutes of [0, 9, 2]) {
      time += minutes * 60_000;
      expect(await ask(images(`${door.host}/team/app:v9.9.9`), { ...listed(), cache, now: () => time })).toMatchObject([
        { why: 'not-found' },
      ]);
      counts.push(door.asked.length);
    }
    expect(counts).toEqual([1, 1, 2]);
  });

  test('the cache is private, survives damage and may be unwritable', async () => {
    const cache = join(temporary(), 'harden');
    const first = await ask(images(`${door.host}/team/app`), { ...listed(), cache });
    for (const path of ['', 'registry', 'registry/answers'])
      expect(statSync(join(cache, path)).mode & 0o777).toBe(0o700);
    const files = ['answers', 'sha256'].flatMap((name) =>
      readdirSync(join(cache, 'registry', name)).map((file) => join(cache, 'registry', name, file)),
    );
    expect(files.filter((file) => (statSync(file).mode & 0o777) !== 0o600)).toEqual([]);
    expect(files.some((file) => readFileSync(file, 'utf8').includes('127.0.0.1'))).toBe(true);
    for (const [at, file] of files.entries()) writeFileSync(file, ['', '{"key":1}', 'null', '[', '{}'][at % 5]!);
    expect(await ask(images(`${door.host}/team/app`), { ...listed(), cache })).toEqual(first);
    const blocked = join(temporary({ file: '' }), 'file');
    chmodSync(blocked, 0o400);
    expect(await ask(images(`${door.host}/team/app`), { ...listed(), cache: blocked })).toEqual(first);
  });

  test('content that is not what its digest says is not used', async () => {
    const cache = temporary();
    const lookup = images(`${door.host}/library/redis`);
    const first = await ask(lookup, { ...listed(), cache });
    const folder = join(cache, 'registry', 'sha256');
    const [name] = readdirSync(folder);
    writeFileSync(join(folder, name!), readFileSync(join(folder, name!), 'utf8').replace('7.4.1', '9.9.9'));
    door.asked.length = 0;
    expect(await ask(lookup, { ...listed(), cache })).toEqual(first);
    expect(door.asked.map(({ method }) => method)).toEqual(['GET']);

    door.changes = (_headers, body, url) =>
      url.includes('/blobs/') ? Buffer.from(body.map((byte) => byte ^ 1)) : body;
    const client = createRegistryClient({ ...NOTHING, ...listed() });
    const digest = digests.get('library/python:3.12.7')!;
    await expect(client.details({ host: door.host, path: 'library/python' }, digest)).rejects.toThrow(
      'does not have the digest',
    );
    client.close();
  });

  test('a mirror is asked first, the registry when the mirror has nothing', async () => {
    const options = {
      ...listed(),
      mirrors: { 'docker.io': [`http://${door.host}`], [registry.host]: [`http://${door.host}/mirrored`] },
    };
    expect(await ask(images('python', 'docker.io/library/python:latest'), options)).toMatchObject([
      { from: door.host, specificTag: '3.13.1-bookworm' },
      { from: door.host, specificTag: '3.13.1-bookworm' },
    ]);
    expect(door.asked).toHaveLength(2);
    door.reset();
    const answer = await ask(images(`${registry.host}/team/app:v1.2.3`), { ...options, listed: [registry.host] });
    expect(answer).toMatchObject([{ from: registry.host, tag: 'v1.2.3' }]);
    expect(door.asked.map(({ url }) => url)).toEqual(['/v2/mirrored/team/app/manifests/v1.2.3']);
  });

  test('the settings of Podman and Docker are read', async () => {
    const etc = temporary({
      'containers/registries.conf': `unqualified-search-registries = ["docker.io"]
[[registry]]
prefix = "images.example/base"
location = "${door.host}/library"
insecure = true
[[registry]]
location = "quay.io"
[[registry.mirror]]
location = "${door.host}/digests"
pull-from-mirror = "digest-only"
[[registry.mirror]]
location = "${door.host}"
insecure = true
`,
      'containers/registries.conf.d/10-blocked.conf':
        '[[registry]]\nprefix = "images.example/base/bad"\nblocked = true\n',
      'containers/registries.conf.d/20-broken.conf': 'not = [toml',
      'docker/daemon.json': JSON.stringify({
        'registry-mirrors': [`http://${door.host}/`],
        'insecure-registries': ['10.0.0.0/8'],
      }),
    });
    const answers = await ask(
      images('images.example/base/redis', 'images.example/base/bad/x', 'quay.io/team/app:v1.2.3', 'node:23.5.0'),
      { cache: false, etc, env: {} },
    );
    expect(answers).toMatchObject([
      { from: door.host, specificTag: '7.4.1-bookworm' },
      { why: 'not-allowed', message: 'images.example/base/bad/x is blocked by registries.conf' },
      { from: door.host, tag: 'v1.2.3' },
      { from: door.host, tag: '23.5.0' },
    ]);
    expect(door.asked.some(({ url }) => url.includes('digests'))).toBe(false);
  });

  test('what is not allowed is not connected to', async () => {
    const seen: string[] = [];
    const allowed = (host: string, path: string) => void seen.push(`${host}/${path}`) !== undefined;
    expect(await ask(images(`${door.host}/team/app`, 'python'), { ...listed(), allowed })).toMatchObject([
      { why: 'not-allowed' },
      { why: 'not-allowed' },
    ]);
    expect(new Set(seen)).toEqual(new Set([`${door.host}/team/app`, 'docker.io/library/python']));
    expect(door.asked).toEqual([]);
  });

  test('offline, nothing is asked, and the reason says how to get an answer', async () => {
    const [answer] = await ask(images(`${door.host}/team/app`), { ...listed(), offline: true });
    expect(answer).toMatchObject({ kind: 'none', why: 'offline', message: expect.stringContaining('--offline') });
    expect(door.asked).toEqual([]);
  });

  test('questions about packages are left to others, and the client is loaded on request', async () => {
    const { createRegistryClient: create, answerImages: answer } = await loadOnline();
    const client = create({ ...NOTHING, cache: false });
    const lookup: Lookup = { kind: 'package', ecosystem: 'npm', name: 'x', range: '' };
    expect(await answer([lookup], client)).toEqual(new Map());
    client.close();
  });
});

const OFFICIAL: readonly [string, string, string][] = [
  ['python', '3.13.1-bookworm', 'latest 3 3.13 3.13.1 3.13.1-bookworm bookworm'],
  ['node', '23.5.0-bookworm', 'latest 23 23.5.0 23.5.0-bookworm current'],
  ['redis', '7.4.1-bookworm', 'latest 7 7.4.1 7.4.1-bookworm'],
  ['postgres', '17.2', 'latest 17 17.2'],
  ['nginx', '1.27.3', 'latest 1.27 1.27.3'],
  ['golang', '1.23.4-bookworm', 'latest 1.23 1.23.4 1.23.4-bookworm'],
];
