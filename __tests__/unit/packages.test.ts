// The package client against a real HTTP index that each test serves: the simple API in both forms, npm's, and what
// can go wrong on the way.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { anchors } from '../../src/io/packages/html.js';
import { answerPackages, type PackageOptions } from '../../src/io/packages/index.js';
import { type Answer, lookupKey, type PackageLookup } from '../../src/model/index.js';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server;
let host: string;
let home: string;
let asked: string[];
let authorizations: (string | undefined)[];
let handlers: Map<string, Handler>;

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'harden-packages-'));
  asked = [];
  authorizations = [];
  handlers = new Map();
  server = createServer((request, response) => {
    asked.push(request.url!);
    authorizations.push(request.headers.authorization);
    const handler = handlers.get(request.url!);
    if (handler) return handler(request, response);
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(home, { recursive: true });
});

function python(name: string, runtime = '3.11', range = ''): PackageLookup {
  return { kind: 'package', ecosystem: 'python', name, range, ...(runtime === '' ? {} : { runtime }) };
}

function npm(name: string, runtime = '', range = ''): PackageLookup {
  return { ...python(name, runtime, range), ecosystem: 'npm' };
}

interface File {
  readonly filename: string;
  readonly 'requires-python'?: string;
  readonly yanked?: boolean | string;
}

function json(value: unknown): Handler {
  return (_, response) =>
    response.setHeader('content-type', 'application/vnd.pypi.simple.v1+json').end(JSON.stringify(value));
}

function serveJson(name: string, files: readonly File[]): void {
  handlers.set(`/simple/${name}/`, json({ meta: { 'api-version': '1.1' }, name, files }));
}

function serveHtml(name: string, body: string): void {
  handlers.set(`/simple/${name}/`, (_, response) => response.setHeader('content-type', 'text/html').end(body));
}

/** The first of some tries fail in the given way; the next ones serve the package. */
function serveAfter(failures: readonly Handler[]): void {
  serveJson('thing', [{ filename: 'thing-1.0-py3-none-any.whl' }]);
  const good = handlers.get('/simple/thing/')!;
  let at = 0;
  handlers.set('/simple/thing/', (request, response) => (failures[at++] ?? good)(request, response));
}

const FAST = { backOffMs: 1, longestWaitMs: 1500, requestMs: 2000, idleMs: 500, connectMs: 1000 };

async function ask(lookups: readonly PackageLookup[], options: PackageOptions = {}): Promise<Answer[]> {
  const answers = await answerPackages(lookups, {
    indexes: { python: `http://${host}/simple`, npm: `http://${host}/npm/` },
    cache: false,
    env: { HOME: home },
    etc: home,
    limits: FAST,
    runTool: async () => undefined,
    ...options,
  });
  return lookups.map((lookup) => answers.get(lookupKey(lookup))!);
}

test('an index that drips is given up in all that it is asked', async () => {
  let asked = 0;
  const names = Array.from({ length: 12 }, (_, at) => `drip${at}`);
  for (const name of names)
    handlers.set(`/simple/${name}/`, (_, response) => {
      asked++;
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
    });
  const lookups = names.map((name) => python(name));
  const answers = await ask(lookups, { limits: { ...FAST, requestMs: 60_000, patienceMs: 300 } });
  expect(new Set(answers.map((answer) => answer.kind === 'none' && answer.message))).toEqual(
    new Set([expect.stringMatching('answers too slowly')]),
  );
  expect(asked).toBeLessThanOrEqual(4);
});

const version = (answer: Answer | undefined) =>
  answer?.kind === 'package' ? answer.version : answer?.kind === 'none' ? answer.why : undefined;

const wheel = (text: string, tags = 'py3-none-any'): File => ({ filename: `thing-${text}-${tags}.whl` });

test.each<[string, readonly File[], PackageLookup, string]>([
  ['the newest by PEP 440', [wheel('1.9'), wheel('1.10'), wheel('1.2.post1')], python('thing'), '1.10'],
  ['no pre-release', [wheel('1.0'), wheel('2.0rc1'), wheel('2.1.dev3')], python('thing'), '1.0'],
  ['a pre-release where there is nothing else', [wheel('2.0b1'), wheel('2.0b2')], python('thing'), '2.0b2'],
  [
    'a pre-release where the range names one',
    [wheel('1.0'), wheel('2.0rc1')],
    python('thing', '3.11', '>=1,<=2.0rc1'),
    '2.0rc1',
  ],
  [
    'nothing yanked',
    [wheel('1.0'), { ...wheel('1.1'), yanked: 'broken' }, { ...wheel('1.2'), yanked: true }],
    python('thing'),
    '1.0',
  ],
  [
    'what is not yanked in part',
    [wheel('1.0'), { ...wheel('1.1'), yanked: true }, { filename: 'thing-1.1.tar.gz' }],
    python('thing'),
    '1.1',
  ],
  ['within the range', [wheel('1.0'), wheel('1.4'), wheel('2.0')], python('thing', '3.11', '~=1.0'), '1.4'],
  ['for this Python', [wheel('1.0'), { ...wheel('2.0'), 'requires-python': '>=3.12' }], python('thing'), '1.0'],
  [
    'for the newest patch of it',
    [wheel('1.0'), { ...wheel('2.0'), 'requires-python': '>=3.11.4' }],
    python('thing'),
    '2.0',
  ],
  [
    'for the patch that is written',
    [wheel('1.0'), { ...wheel('2.0'), 'requires-python': '>=3.11.4' }],
    python('thing', '3.11.3'),
    '1.0',
  ],
  [
    'a Requires-Python of old tools',
    [wheel('1.0'), { ...wheel('2.0'), 'requires-python': '>=3.6.*' }],
    python('thing'),
    '2.0',
  ],
  [
    'any Python where it is not known',
    [wheel('1.0'), { ...wheel('2.0'), 'requires-python': '>=3.14' }],
    python('thing', ''),
    '2.0',
  ],
  [
    'a wheel for this Python',
    [
      wheel('1.0', 'cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64'),
      wheel('2.0', 'cp312-cp312-manylinux_2_17_x86_64'),
    ],
    python('thing'),
    '1.0',
  ],
  [
    'a wheel for Linux',
    [
      wheel('1.0'),
      wheel('2.0', 'cp311-cp311-macosx_11_0_arm64'),
      wheel('3.0', 'cp311-cp311-win_amd64'),
      wheel('4.0', 'cp311-cp311-manylinux_2_17_aarch64'),
    ],
    python('thing'),
    '1.0',
  ],
  [
    'a wheel of the stable ABI',
    [wheel('1.0', 'cp38-abi3-manylinux_2_17_x86_64'), wheel('2.0', 'cp313-abi3-manylinux_2_17_x86_64')],
    python('thing'),
    '1.0',
  ],
  [
    'no wheel of the free-threaded build',
    [wheel('1.0', 'cp313-cp313-musllinux_1_2_x86_64'), wheel('2.0', 'cp313-cp313t-musllinux_1_2_x86_64')],
    python('thing', '3.13'),
    '1.0',
  ],
  [
    'a source distribution',
    [wheel('1.0'), wheel('2.0', 'cp312-cp312-win_amd64'), { filename: 'thing-2.0.tar.gz' }],
    python('thing'),
    '2.0',
  ],
  [
    'an old name with dashes',
    [{ filename: 'my-old_thing-1.2.zip' }, { filename: 'my_old_thing-1.3-py2.py3-none-any.whl' }],
    python('my-old-thing'),
    '1.3',
  ],
  ['no build of the index itself', [wheel('1.0'), wheel('1.0_cpu'), wheel('1.1+local')], python('thing'), '1.0'],
  [
    'no egg, no installer, no other package',
    [
      wheel('1.0'),
      { filename: 'thing-2.0-py3.11.egg' },
      { filename: 'thing-2.0.exe' },
      { filename: 'other-3.0.tar.gz' },
    ],
    python('thing'),
    '1.0',
  ],
  ['Python 2', [wheel('1.0', 'py2.py3-none-any'), wheel('2.0')], python('thing', '2.7'), '1.0'],
  ['none that fits', [{ ...wheel('2.0'), 'requires-python': '>=3.12' }], python('thing'), 'not-found'],
])('takes %s', async (_, files, lookup, expected) => {
  serveJson(lookup.name, files);
  expect((await ask([lookup])).map(version)).toEqual([expected]);
});

test('reads pages of HTML', async () => {
  serveHtml(
    'thing',
    `<!DOCTYPE html><html><body><!-- <a href="thing-9.0.tar.gz">old</a> -->
    <a href="../../files/thing-1.0-py3-none-any.whl#sha256=00" data-requires-python="&gt;=3.8">thing-1.0</a><br>
    <A HREF='thing-1.1.tar.gz?x=1' data-requires-python='&#62;=3.8,&lt;4'>one</A>
    <a data-yanked href=thing-1.2.tar.gz>two</a> <a href="thing-1.3.tar.gz" data-requires-python="&gt;=3.12">three</a>
    <abbr title=x>no</abbr><a href="%zz">bad</a><a>none</a></body></html>`,
  );
  expect((await ask([python('thing')])).map(version)).toEqual(['1.1']);
  // A thousand unclosed tags and quotes take no longer than a thousand others.
  expect(anchors('<a '.repeat(50_000)).length).toBeLessThan(50_001);
  expect(anchors('<a href="'.repeat(50_000)).length).toBeLessThan(50_001);
});

test('asks each package once, and not again while its answer is kept', async () => {
  serveJson('thing', [wheel('1.0'), wheel('2.0'), { ...wheel('3.0'), 'requires-python': '>=3.12' }]);
  const cache = join(home, 'cache');
  const questions = [python('thing'), python('thing', '3.12'), python('thing', '3.11', '<2'), python('nothing')];
  expect((await ask(questions, { cache })).map(version)).toEqual(['2.0', '3.0', '1.0', 'not-found']);
  expect(asked.sort()).toEqual(['/simple/nothing/', '/simple/thing/']);
  expect((await ask(questions, { cache })).map(version)).toEqual(['2.0', '3.0', '1.0', 'not-found']);
  expect(asked).toHaveLength(2);
  expect((await ask([...questions, python('new')], { cache, offline: true })).map(version)).toEqual([
    '2.0',
    '3.0',
    '1.0',
    'not-found',
    'offline',
  ]);
  expect(asked).toHaveLength(2);
  for (const name of readdirSync(cache)) writeFileSync(join(cache, name), '{"key":');
  await ask(questions, { cache });
  expect(asked).toHaveLength(4);
  await ask(questions, { cache, now: () => Date.now() + 60 * 60_000 });
  expect(asked.slice(4)).toEqual(['/simple/nothing/']);
});

test('starts no tool offline where no answer is kept', async () => {
  const started: string[] = [];
  const runTool = (name: string): Promise<undefined> => {
    started.push(name);
    return Promise.resolve(undefined);
  };
  const cache = join(home, 'cache');
  const env = { HOME: home };
  const offline = { cache, offline: true, runTool, env, etc: home };
  const answers = await answerPackages([python('thing')], offline);
  expect([...answers.values()]).toEqual([
    {
      kind: 'none',
      why: 'offline',
      message: 'the version of thing is not known offline; run once without --offline',
    },
  ]);
  expect(started).toEqual([]);
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(cache, 'some.json'), '');
  await answerPackages([python('thing')], offline);
  expect(started).toContain('pip3');
});

test('offline it starts no tool that said its index within hours, and keeps no address with a password', async () => {
  serveJson('thing', [wheel('1.0')]);
  const started: string[] = [];
  let address = `http://${host}/simple/`;
  const runTool = (name: string) => {
    started.push(name);
    return Promise.resolve(name === 'pip3' ? `Base URL of the Python Package Index (default ${address}).` : undefined);
  };
  let later = 0;
  const settings = {
    cache: join(home, 'cache'),
    runTool,
    env: { HOME: home },
    etc: home,
    now: () => Date.now() + later,
  };
  const versions = async (more: object) =>
    [...(await answerPackages([python('thing')], { ...settings, ...more })).values()].map(version);
  expect(await versions({})).toEqual(['1.0']);
  expect(await versions({ offline: true })).toEqual(['1.0']);
  expect(started).toEqual(['pip3']);
  expect(await versions({})).toEqual(['1.0']);
  expect(started).toHaveLength(2);
  later = 7 * 60 * 60_000;
  expect(await versions({ offline: true })).toEqual(['offline']);
  expect(started).toHaveLength(3);

  address = `http://me:secret@${host}/simple/`;
  later += 7 * 60 * 60_000;
  expect(await versions({})).toEqual(['1.0']);
  expect(await versions({ offline: true })).toEqual(['1.0']);
  expect(started).toHaveLength(5);
  const kept = readdirSync(settings.cache).map((name) => readFileSync(join(settings.cache, name), 'utf8'));
  expect(kept.join('')).not.toContain('secret');
});

const status =
  (code: number, headers: Record<string, string> = {}): Handler =>
  (_, response) =>
    response.writeHead(code, headers).end();
const truncated: Handler = (_, response) => {
  response.writeHead(200, { 'content-type': 'text/html', 'content-length': '500' });
  response.write('<a href="thing-9.0.tar.gz">');
  setTimeout(() => response.destroy(), 20);
};
const silent: Handler = (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).write('<a ');

test.each<[string, readonly Handler[], string, number]>([
  ['a server error, then an answer', [status(500), status(503)], '1.0', 3],
  ['too many requests, with a wait', [status(429, { 'retry-after': '1' })], '1.0', 2],
  ['a wait that is too long', [status(429, { 'retry-after': '3600' })], 'failed', 1],
  ['a body that breaks off', [truncated], '1.0', 2],
  ['bodies that break off each time', [truncated, truncated, truncated], 'failed', 3],
  ['silence', [silent, silent, silent], 'failed', 3],
  ['server errors without end', [status(502), status(502), status(502), status(502)], 'failed', 3],
  ['no access', [status(401)], 'denied', 1],
  ['forbidden', [status(403)], 'denied', 1],
  [
    'broken JSON',
    [(_, response) => response.setHeader('content-type', 'application/json').end('{"files": [')],
    'failed',
    1,
  ],
  ['JSON that is no index', [json([])], 'failed', 1],
  ['JSON of another version', [json({ meta: { 'api-version': '2.0' }, files: [] })], 'failed', 1],
  ['a redirect to nowhere', [status(302)], 'failed', 1],
])('%s', async (_, failures, expected, requests) => {
  serveAfter(failures);
  expect((await ask([python('thing')])).map(version)).toEqual([expected]);
  expect(asked).toHaveLength(requests);
});

test('reads no body without end', async () => {
  handlers.set('/simple/thing/', (_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    const chunk = '<a href="x">'.repeat(10_000);
    const more = () => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on('drain', more);
    more();
  });
  const [answer] = await ask([python('thing')], { limits: { ...FAST, bodyBytes: 1_000_000 } });
  expect(answer).toMatchObject({ kind: 'none', why: 'failed', message: expect.stringContaining('1000000 bytes') });
});

test('follows redirects of the index itself, and none to another host', async () => {
  serveJson('thing', [wheel('1.0')]);
  handlers.set('/simple/Moved/', status(301, { location: `http://user:pass@${host}/simple/thing/` }));
  handlers.set('/simple/moved/', status(301, { location: '/simple/Moved/' }));
  handlers.set('/simple/loop/', status(301, { location: '/simple/loop/' }));
  let reached = 0;
  const other = createServer((_, response) => {
    reached++;
    response.end('<a href="away-1.0.tar.gz">');
  });
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const away = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`;
  handlers.set('/simple/away/', status(302, { location: away }));
  const answers = await ask([python('loop'), python('away')]);
  other.close();
  expect(answers.map(version)).toEqual(['failed', 'failed']);
  expect(reached).toBe(0);
  asked = [];
  authorizations = [];
  await ask([python('moved')]);
  expect(asked).toEqual(['/simple/moved/', '/simple/Moved/', '/simple/thing/']);
  expect(authorizations).toEqual([undefined, undefined, undefined]);
});

function write(path: string, text: string): string {
  const file = join(home, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

const login = `Basic ${Buffer.from('me:se:cret').toString('base64')}`;

test.each<[string, () => PackageOptions, string | undefined]>([
  ['PIP_INDEX_URL', () => ({ env: { HOME: home, PIP_INDEX_URL: `http://${host}/simple/` } }), undefined],
  [
    'a login in the address',
    () => ({ env: { HOME: home, PIP_INDEX_URL: `http://me:se%3Acret@${host}/simple` } }),
    login,
  ],
  [
    'a login in .netrc',
    () => {
      write(
        '.netrc',
        '# mine\nmachine elsewhere login x password y\nmachine 127.0.0.1\n  login me\n  password se:cret\n',
      );
      return { env: { HOME: home, PIP_INDEX_URL: `http://${host}/simple/` } };
    },
    login,
  ],
  [
    'no login that .netrc has for others',
    () => {
      write('.netrc', 'machine elsewhere login x password y\ndefault login me password se:cret\n');
      return { env: { HOME: home, PIP_INDEX_URL: `http://${host}/simple/` } };
    },
    undefined,
  ],
  [
    'the user’s pip.conf',
    () => {
      write('.config/pip/pip.conf', `[global]\n; mine\ntimeout = 10\nindex-url =\n    http://${host}/simple/\n`);
      write('pip.conf', '[global]\nindex-url = http://127.0.0.1:1/\n');
      return { env: { HOME: home } };
    },
    undefined,
  ],
  [
    'the section of pip install',
    () => {
      const file = write(
        'x.conf',
        `[install]\nindex-url: http://${host}/simple\n[global]\nindex-url = http://127.0.0.1:1/`,
      );
      return { env: { HOME: home, PIP_CONFIG_FILE: file } };
    },
    undefined,
  ],
  [
    'what pip says it uses',
    () => ({
      env: { HOME: home },
      runTool: async (name) =>
        name === 'pip'
          ? `  -i, --index-url <url>  Base URL of the Python Package Index (default http://${host}/simple). This`
          : undefined,
    }),
    undefined,
  ],
])('finds the index by %s', async (_, options, authorization) => {
  serveJson('thing', [wheel('1.0')]);
  const [answer] = await ask([python('thing')], { indexes: {}, ...options() });
  expect(answer).toEqual({ kind: 'package', version: '1.0', from: host });
  expect(authorizations).toEqual([authorization]);
});

test('asks nobody without an index, or one that may not be asked, and gives no password away', async () => {
  const [without] = await ask([python('thing')], { indexes: {} });
  expect(without).toMatchObject({ why: 'failed', message: expect.stringContaining('PIP_INDEX_URL') });
  const [bad] = await ask([python('thing')], { indexes: { python: 'ftp://me:hunter2@example.com' } });
  expect(bad).toMatchObject({ why: 'failed' });
  const [refused] = await ask([python('thing')], { allowed: () => false });
  expect(refused).toMatchObject({ why: 'not-allowed' });
  const [down] = await ask([python('thing')], { indexes: { python: 'http://me:hunter2@127.0.0.1:1/simple' } });
  expect(down).toMatchObject({ why: 'failed', message: 'nothing answers at 127.0.0.1:1' });
  expect(JSON.stringify([bad, down])).not.toContain('hunter2');
  const others = await ask([
    { kind: 'package', ecosystem: 'gem', name: 'rails', range: '' },
    { kind: 'package', ecosystem: 'go', name: 'example.com/x', range: '' },
    python('../up'),
    npm('../up'),
  ]);
  expect(others.map(version)).toEqual(['failed', 'failed', 'not-found', 'not-found']);
  expect(others[0]).toMatchObject({ message: expect.stringContaining('.gemrc') });
  expect(others[1]).toMatchObject({ message: expect.stringContaining('GOPROXY') });
  expect(asked).toEqual([]);
});

function serveNpm(path: string, versions: Record<string, unknown>, latest?: string): void {
  handlers.set(path, json({ name: 'x', 'dist-tags': latest ? { latest } : {}, versions }));
}

test.each<[string, Record<string, unknown>, string | undefined, PackageLookup, string]>([
  ['the one tagged latest', { '1.0.0': {}, '1.1.0': {}, '2.0.0': {}, '3.0.0-rc.1': {} }, '2.0.0', npm('tool'), '2.0.0'],
  ['what latest says, not what is newer', { '1.0.0': {}, '1.1.0': {}, '2.0.0': {} }, '1.1.0', npm('tool'), '1.1.0'],
  [
    'an older one for an older Node',
    { '1.0.0': { engines: { node: '>=14' } }, '2.0.0': { engines: { node: '>=20' } } },
    '2.0.0',
    npm('tool', '18'),
    '1.0.0',
  ],
  [
    'the newest patch of the image’s Node',
    { '1.0.0': {}, '2.0.0': { engines: { node: '>=20.19 <21' } } },
    '2.0.0',
    npm('tool', '20'),
    '2.0.0',
  ],
  [
    'the patch that is written',
    { '1.0.0': {}, '2.0.0': { engines: { node: '>=20.19' } } },
    '2.0.0',
    npm('tool', '20.11.1'),
    '1.0.0',
  ],
  ['within a range', { '1.0.0': {}, '1.9.0': {}, '2.0.0': {} }, '2.0.0', npm('tool', '', '^1.0.0'), '1.9.0'],
  ['nothing deprecated', { '1.0.0': {}, '1.0.1': { deprecated: 'no' } }, '1.0.1', npm('tool'), '1.0.0'],
  ['none for a range that is none', { '1.0.0': {} }, '1.0.0', npm('tool', '', 'next'), 'not-found'],
])('npm: takes %s', async (_, versions, latest, lookup, expected) => {
  serveNpm('/npm/tool', versions, latest);
  expect((await ask([lookup])).map(version)).toEqual([expected]);
});

test('npm: scopes, tokens, and what npm says it uses', async () => {
  serveNpm('/own/@acme%2ftool', { '1.0.0': {} }, '1.0.0');
  serveNpm('/npm/tool', { '2.0.0': {} }, '2.0.0');
  write(
    '.npmrc',
    `@acme:registry=http://${host}/own/\n//${host}/own/:_authToken=\${ACME_TOKEN}\n//127.0.0.1:1/:_authToken=other\n`,
  );
  const runTool = async (name: string, args: readonly string[]) =>
    name === 'npm' && args.at(-1) === 'registry' ? `http://${host}/npm/\n` : undefined;
  const answers = await ask([npm('@acme/tool'), npm('tool')], {
    indexes: {},
    env: { HOME: home, ACME_TOKEN: 't0ken' },
    runTool,
  });
  expect(answers.map(version)).toEqual(['1.0.0', '2.0.0']);
  expect(Object.fromEntries(asked.map((path, at) => [path, authorizations[at]]))).toEqual({
    '/own/@acme%2ftool': 'Bearer t0ken',
    '/npm/tool': undefined,
  });
});

function having(path: string, text: string): PackageOptions {
  write(path, text);
  return {};
}

function gem(name: string, runtime = '', range = ''): PackageLookup {
  return { ...python(name, runtime, range), ecosystem: 'gem' };
}

function go(name: string): PackageLookup {
  return { ...python(name, ''), ecosystem: 'go' };
}

const plain =
  (text: string): Handler =>
  (_, response) =>
    response.setHeader('content-type', 'text/plain').end(text);

test.each<[string, string, PackageLookup, string]>([
  [
    'the newest by its rules',
    '---\n1.9 |checksum:0\n1.10.0 a:>= 1,b:= 2|checksum:0\n1.10 |checksum:0',
    gem('thing'),
    '1.10.0',
  ],
  ['no pre-release', '1.0.0 |checksum:0\n2.0.0.rc1 |checksum:0\n2.0.0.pre.2 |checksum:0\n', gem('thing'), '1.0.0'],
  [
    'no other platform',
    '1.0.0 |checksum:0\n1.1.0-java |checksum:0\n1.2.0-arm64-darwin |checksum:0',
    gem('thing'),
    '1.0.0',
  ],
  ['a build for Linux', '1.0.0 |checksum:0\n1.1.0-x86_64-linux-gnu |checksum:0', gem('thing'), '1.1.0'],
  [
    'one for this Ruby',
    '1.0.0 |checksum:0,ruby:>= 2.5\n2.0.0 x:>= 0|checksum:0,ruby:>= 3.3,rubygems:>= 3\n3.0.0 |checksum:0,ruby:>= 2.7&< 3.2',
    gem('thing', '3.2'),
    '1.0.0',
  ],
  ['the newest patch of this Ruby', '1.0.0 |checksum:0\n2.0.0 |checksum:0,ruby:>= 3.2.4', gem('thing', '3.2'), '2.0.0'],
  ['within a range', '1.0.0 |checksum:0\n1.9.0 |checksum:0\n2.0.0 |checksum:0', gem('thing', '', '~> 1.2'), '1.9.0'],
  ['none where none fits', '1.0.0 |checksum:0,ruby:~> 2.5.1', gem('thing', '2.6'), 'not-found'],
  [
    'no version that is none',
    '1..2 |checksum:0\n1.0.0 |checksum:0\n2. |checksum:0\n3_1 |checksum:0',
    gem('thing'),
    '1.0.0',
  ],
  ['nothing of a page', '<!DOCTYPE html><p>1.0.0', gem('thing'), 'failed'],
])('gem: takes %s', async (_, text, lookup, expected) => {
  handlers.set('/gems/info/thing', plain(text));
  expect((await ask([lookup], { indexes: { gem: `http://${host}/gems` } })).map(version)).toEqual([expected]);
});

test.each<[string, () => PackageOptions, string]>([
  [
    '~/.gemrc',
    () =>
      having(
        '.gemrc',
        `---\n:backtrace: false\n:sources:\n- http://${host}/gems/\n- http://127.0.0.1:1/\n:update_sources: true\n`,
      ),
    '1.0',
  ],
  ['a list on one line', () => having('.gemrc', `:sources: ["http://${host}/gems"]\n`), '1.0'],
  ['no other setting of ~/.gemrc', () => having('.gemrc', `:sources:\n:other: http://${host}/gems\n`), 'failed'],
  [
    'what gem says it uses',
    () => ({
      runTool: async (name) => (name === 'gem' ? `*** CURRENT SOURCES ***\n\nhttp://${host}/gems/\n` : undefined),
    }),
    '1.0',
  ],
])('gem: finds the source by %s', async (_, options, expected) => {
  handlers.set('/gems/info/thing', plain('1.0 |checksum:0'));
  expect((await ask([gem('thing'), gem('../x')], { indexes: {}, ...options() })).map(version)).toEqual([
    expected,
    expected === 'failed' ? 'failed' : 'not-found',
  ]);
});

test('go: the module a package is in, capitals, private paths', async () => {
  handlers.set('/go/example.com/!big/tools/@latest', json({ Version: 'v0.27.0' }));
  handlers.set('/go/example.com/!big/tools/v2/@latest', json({ Version: 'v2.1.0' }));
  const questions = [
    go('example.com/Big/tools/cmd/fmt'),
    go('example.com/Big/tools/v2/cmd/x'),
    go('example.com/other'),
    go('acme.example.com/x/y'),
    go('../etc'),
    go('example.com/a..b/../c'),
  ];
  const answers = await ask(questions, {
    indexes: {},
    env: { HOME: home, GOPROXY: `http://${host}/go/|direct`, GOPRIVATE: 'acme.*.com/x,other.com' },
  });
  expect(answers.map(version)).toEqual(['v0.27.0', 'v2.1.0', 'not-found', 'not-allowed', 'not-found', 'not-found']);
  expect(asked.filter((path) => /acme|etc|\.\./.test(path))).toEqual([]);
});

test.each<[string, () => PackageOptions, string]>([
  ['the file of go env -w', () => having('.config/go/env', `GOPROXY=http://${host}/go,direct\n`), 'v1.0.0'],
  [
    'what go says it uses',
    () => ({
      runTool: async (name, args) =>
        name === 'go' && args.join(' ') === 'env GOPROXY' ? `http://${host}/go,direct\n` : undefined,
    }),
    'v1.0.0',
  ],
  ['no proxy where it is direct', () => ({ env: { HOME: home, GOPROXY: `direct,http://${host}/go` } }), 'not-allowed'],
  ['no proxy where it is off', () => ({ env: { HOME: home, GOPROXY: 'off' } }), 'not-allowed'],
  ['nothing where it is no address', () => ({ env: { HOME: home, GOPROXY: 'file:///var/proxy' } }), 'failed'],
])('go: finds %s', async (_, options, expected) => {
  handlers.set('/go/example.com/x/@latest', json({ Version: 'v1.0.0' }));
  expect((await ask([go('example.com/x')], { indexes: {}, ...options() })).map(version)).toEqual([expected]);
});
