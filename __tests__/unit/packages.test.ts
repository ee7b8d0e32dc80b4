// The package-index client against an HTTP index that the test serves: PEP 691 JSON, PEP 503 HTML, npm metadata, faults.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerPackages, type PackageOptions } from '../../src/io/packages/index.js';
import { type Answer, lookupKey, type PackageLookup } from '../../src/model/index.js';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server;
let address = '';
let requests: string[] = [];
let handler: Handler;

beforeAll((done) => {
  server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    handler(request, response);
  });
  server.listen(0, '127.0.0.1', () => {
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    done();
  });
});
afterAll((done) => {
  server.closeAllConnections();
  server.close(done);
});
beforeEach(() => {
  requests = [];
});

interface IndexFile {
  readonly filename: string;
  readonly requires?: string;
  readonly yanked?: boolean;
}

function json(files: readonly IndexFile[]): Handler {
  return (_, response) => {
    response.setHeader('content-type', 'application/vnd.pypi.simple.v1+json');
    response.end(
      JSON.stringify({
        meta: { 'api-version': '1.0' },
        name: 'sample',
        files: files.map(({ filename, requires, yanked }) => ({
          filename,
          url: `../../files/${filename}`,
          hashes: {},
          ...(requires ? { 'requires-python': requires } : {}),
          yanked: yanked ?? false,
        })),
      }),
    );
  };
}

async function ask(lookup: Partial<PackageLookup>, options: PackageOptions = {}): Promise<Answer> {
  const full: PackageLookup = { kind: 'package', ecosystem: 'python', name: 'sample', range: '', ...lookup };
  const indexes = { python: `${address}/simple/`, npm: `${address}/` };
  const answers = await answerPackages([full], { indexes, cache: false, env: {}, limits: { tries: 1 }, ...options });
  return answers.get(lookupKey(full))!;
}

const FILES: readonly IndexFile[] = [
  { filename: 'sample-1.0-py3-none-any.whl' },
  { filename: 'sample-1.4-py3-none-any.whl' },
  { filename: 'sample-1.5-py3-none-any.whl', requires: '>=3.12' },
  { filename: 'sample-1.6-py3-none-any.whl', yanked: true },
  { filename: 'sample-2.0rc1-py3-none-any.whl' },
];

test.each([
  ['the newest that this Python takes', { runtime: '3.11' }, '1.4'],
  ['a newer Python takes a newer one; yanked and pre-releases are passed over', { runtime: '3.12' }, '1.5'],
  ['a range', { range: '<1.4', runtime: '3.12' }, '1.0'],
])('python, JSON: %s', async (_, lookup, version) => {
  handler = json(FILES);
  expect(await ask(lookup)).toMatchObject({ kind: 'package', version });
  expect(requests).toHaveLength(1);
});

test('python, HTML: names, Requires-Python and yanked files are read from the links', async () => {
  handler = (_, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(
      '<a href="/f/sample-1.0.tar.gz">sample-1.0.tar.gz</a>' +
        '<a href="/f/sample-1.1.tar.gz" data-requires-python="&gt;=3.12">sample-1.1.tar.gz</a>' +
        '<a href="/f/sample-1.2.tar.gz" data-yanked="broken">sample-1.2.tar.gz</a>',
    );
  };
  expect(await ask({ runtime: '3.11' })).toMatchObject({ kind: 'package', version: '1.0' });
});

test('npm: the newest that satisfies the range', async () => {
  handler = (_, response) => {
    response.setHeader('content-type', 'application/json');
    const versions = Object.fromEntries(['1.0.0', '1.9.2', '2.0.0', '2.1.0-beta.1'].map((each) => [each, {}]));
    response.end(JSON.stringify({ name: 'sample', 'dist-tags': { latest: '2.0.0' }, versions }));
  };
  expect(await ask({ ecosystem: 'npm', range: '^1.0.0' })).toMatchObject({ kind: 'package', version: '1.9.2' });
  expect(await ask({ ecosystem: 'npm', range: '' })).toMatchObject({ kind: 'package', version: '2.0.0' });
});

test.each<[string, Handler, string]>([
  ['there is no such package', (_, response) => void response.writeHead(404).end(), 'not-found'],
  ['the index refuses', (_, response) => void response.writeHead(403).end(), 'denied'],
  ['the index is broken', (_, response) => void response.writeHead(500).end(), 'failed'],
  [
    'the answer is cut off',
    (_, response) => {
      response.writeHead(200, { 'content-type': 'application/vnd.pypi.simple.v1+json', 'content-length': '5000' });
      response.write('{"files": [');
      response.destroy();
    },
    'failed',
  ],
  [
    'the answer is no index',
    (_, response) => {
      response.setHeader('content-type', 'application/vnd.pypi.simple.v1+json');
      response.end('[]');
    },
    'failed',
  ],
])('no answer: %s', async (_, behaviour, why) => {
  handler = behaviour;
  expect(await ask({})).toMatchObject({ kind: 'none', why, message: expect.stringMatching(/\w/) });
});

test('offline and hosts that are not allowed: nobody is asked', async () => {
  handler = json(FILES);
  expect(await ask({}, { offline: true })).toMatchObject({ kind: 'none', why: 'offline' });
  expect(await ask({}, { allowed: () => false })).toMatchObject({ kind: 'none', why: 'not-allowed' });
  expect(requests).toEqual([]);
});

test('one request however many questions name a package', async () => {
  handler = json(FILES);
  const base = { kind: 'package', ecosystem: 'python', name: 'sample' } as const;
  const questions = ['3.10', '3.11', '3.12'].map((runtime) => ({ ...base, range: '', runtime }));
  const indexes = { python: `${address}/simple/` };
  const answers = await answerPackages(questions, { indexes, cache: false, env: {} });
  expect([...answers.values()].map((answer) => 'version' in answer && answer.version)).toEqual(['1.4', '1.4', '1.5']);
  expect(requests).toHaveLength(1);
});
