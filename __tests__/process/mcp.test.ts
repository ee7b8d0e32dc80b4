// `harden mcp` as a process, with the official client: over standard input, and over HTTP with its token.
import { spawn, type ChildProcess } from 'node:child_process';
import { request } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { build, OFFLINE, project } from '../support/command.js';
import { filesBelow, removeTemporary, temporary } from '../support/temporary.js';

const bin = join(project, 'bin', 'harden.js');
const TOKEN = 'a-token-of-this-test-0123456789';

beforeAll(build, 120_000);
const children: ChildProcess[] = [];
afterEach(async () => {
  // Until it has ended it may still write to its home.
  const running = children.splice(0).filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
  for (const child of running) child.kill('SIGTERM');
  await Promise.all(running.map(ended));
  removeTemporary();
});

function environment(home: string): Record<string, string> {
  return { PATH: process.env.PATH ?? '', HOME: home, ...OFFLINE };
}

test.each(['legacy', 'auto'] as const)(
  'over standard input nothing is written, and folders narrow it (%s)',
  async (mode) => {
    const root = temporary({ 'app/Dockerfile': 'FROM alpine:3.20\nENV A b\n', Dockerfile: 'FROM alpine:3.20\n' });
    const before = filesBelow(root);
    const client = new Client(
      { name: 'test', version: '1' },
      { capabilities: { roots: {} }, versionNegotiation: { mode } },
    );
    client.setRequestHandler('roots/list', () => ({ roots: [{ uri: pathToFileURL(join(root, 'app')).href }] }));
    const options = { command: process.execPath, args: [bin, 'mcp'], cwd: root, env: environment(temporary()) };
    await client.connect(new StdioClientTransport({ ...options, stderr: 'inherit' }));
    expect(client.getNegotiatedProtocolVersion()).toMatch(mode === 'auto' ? /^2026-/ : /^2025-/);
    const { structuredContent } = await client.callTool({ name: 'plan', arguments: { only: ['env-equals'] } });
    expect(structuredContent).toMatchObject({
      seen: { steps: 1, files: { dockerfile: 1 } },
      quoted: { entries: expect.arrayContaining([expect.objectContaining({ kind: 'step', safety: 'safe' })]) },
    });
    const { contents } = await client.readResource({ uri: 'skill://harden/SKILL.md' });
    expect(JSON.stringify(contents)).toContain('Read the refusals');
    await client.close();
    expect(filesBelow(root)).toEqual(before);
  },
);

test('it ends with 0 when the client goes', async () => {
  const child = spawn(process.execPath, [bin, 'mcp'], { cwd: temporary(), env: environment(temporary()) });
  children.push(child);
  child.stdin.end();
  expect(await ended(child)).toBe(0);
});

/** A server on a port of its own, and what it said on standard error by then. */
async function serving(
  root: string,
  env: Readonly<Record<string, string>>,
): Promise<{ address: URL; said: string; child: ChildProcess }> {
  const child = spawn(process.execPath, [bin, 'mcp', '--http', '127.0.0.1:0'], {
    cwd: root,
    env: { ...environment(temporary()), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let said = '';
  const wanted = env.HARDEN_MCP_TOKEN ? /listening on (\S+)/ : /listening on (\S+)[\s\S]*token of this run: \S+\n/;
  await new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (part) => {
      said += part;
      if (wanted.test(said)) resolve();
    });
    child.once('exit', () => reject(new Error(said)));
  });
  return { address: new URL(wanted.exec(said)![1]!), said, child };
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('exit', resolve));
}

/** What a request is answered with. `fetch` sets the host itself. */
function statusOf(
  address: URL,
  headers: Readonly<Record<string, string>>,
  body = '{}',
  path = address.pathname,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = address;
    const sent = request(
      { hostname, port, path, method: 'POST', headers: { 'content-type': 'application/json', ...headers } },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      },
    );
    sent.once('error', reject);
    sent.end(body);
  });
}

test('over HTTP whoever knows the token is served, and nobody else', async () => {
  const root = temporary({ Dockerfile: 'FROM alpine:3.20\nENV A b\n' });
  const { address, said, child } = await serving(root, { HARDEN_MCP_TOKEN: TOKEN });
  expect(said).not.toContain(TOKEN);
  const authorization = `Bearer ${TOKEN}`;
  expect(await statusOf(address, {})).toBe(401);
  expect(await statusOf(address, { authorization: `${authorization}0` })).toBe(401);
  expect(await statusOf(address, { authorization: `Basic ${TOKEN}` })).toBe(401);
  expect(await statusOf(address, { authorization, host: `evil.example:${address.port}` })).toBe(403);
  expect(await statusOf(address, { authorization, origin: 'https://evil.example' })).toBe(403);
  expect(await statusOf(address, { authorization, origin: 'null' })).toBe(403);
  expect(await statusOf(address, { authorization }, '{}', '/')).toBe(404);
  expect(await statusOf(address, { authorization }, ' '.repeat(2_000_000))).toBe(413);
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(new StreamableHTTPClientTransport(address, { requestInit: { headers: { authorization } } }));
  const { structuredContent } = await client.callTool({ name: 'check', arguments: {} });
  expect(structuredContent).toMatchObject({ seen: { files: { dockerfile: 1 } } });
  await client.close();
  child.kill('SIGTERM');
  expect(await ended(child)).toBe(0);
});

test('without a token one is made for the run', async () => {
  const { address, said } = await serving(temporary(), {});
  const [, token] = /token of this run: (\S+)/.exec(said)!;
  expect(token!.length).toBeGreaterThan(40);
  expect(await statusOf(address, { authorization: `Bearer ${TOKEN}` })).toBe(401);
  expect(await statusOf(address, { authorization: `Bearer ${token}` })).not.toBe(401);
});

test.each([
  [['--http', '0.0.0.0:0'], 'an address of this machine alone'],
  [['--http', 'example.com:80'], 'an address of this machine alone'],
  [['--allow-dirty'], 'is for --write'],
  [['--trusted'], 'is for --run'],
  [['--root', 'nowhere'], 'no such folder'],
])('it does not start with %s', async (argv, says) => {
  const child = spawn(process.execPath, [bin, 'mcp', ...argv], { cwd: temporary(), env: environment(temporary()) });
  children.push(child);
  let said = '';
  child.stderr.on('data', (part) => {
    said += part;
  });
  expect(await ended(child)).toBe(2);
  expect(said).toContain(says);
});
