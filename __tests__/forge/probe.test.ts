// Which forge a server is that is named after none.
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { probeForge } from '../../src/forge/index.js';
import { removeTemporary } from '../support/temporary.js';
import { fakeForgejo } from './fake/forgejo.js';
import { fixture } from './fixture.js';

type Answers = Readonly<Record<string, readonly [status: number, body: unknown]>>;

let server: Server;
const asked: IncomingHttpHeaders[] = [];

async function serving(answers: Answers): Promise<string> {
  server = createServer((request, response) => {
    asked.push(request.headers);
    const [status, body] = answers[request.url ?? ''] ?? [404, { message: 'Not Found' }];
    response.writeHead(status, { location: '/login' }).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

afterEach(() => {
  server?.close();
  for (const headers of asked.splice(0)) expect(headers).not.toHaveProperty('authorization');
});

afterAll(removeTemporary);

test.each<[string | undefined, Answers]>([
  ['forgejo', { '/api/v1/version': [200, { version: '11.0.3+gitea-1.22.0' }] }],
  ['pagure', { '/api/0/version': [200, { version: '0.33' }] }],
  ['gitlab', { '/api/v4/version': [401, { message: '401 Unauthorized' }] }],
  ['gitlab', { '/api/v4/version': [200, { version: '19.5.0', revision: 'x' }] }],
  ['github', { '/api/v3/meta': [200, { verifiable_password_authentication: true }] }],
  [undefined, {}],
  // What answers everything the same way is none of them: a page to log in, a redirect, a proxy.
  [undefined, { '/api/v1/version': [200, '<html>'], '/api/v4/version': [401, '<html>'] }],
  [undefined, { '/api/v1/version': [302, ''], '/api/v4/version': [401, { message: 'Unauthorized' }] }],
  [undefined, { '/api/v1/version': [200, null], '/api/0/version': [200, { version: 1 }] }],
])('%s is seen by its answers', async (kind, answers) => {
  expect(await probeForge(await serving(answers))).toBe(kind);
});

test('a server that does not answer is none', async () => {
  const origin = await serving({});
  server.close();
  expect(await probeForge(origin)).toBeUndefined();
});

test('the fake is what it is taken for', async () => {
  const fake = await fakeForgejo(fixture().folder());
  expect(await probeForge(fake.address)).toBe('forgejo');
  await fake.close();
});
