// The service as a process: from a webhook to a pull request, and how a signal ends it.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fromGitHub, push, SECRET, until } from '../serve/deliver.js';
import { TOKEN } from '../forge/fake/server.js';
import { forgeWith, SHOP, type BotScene } from '../support/bot-scene.js';
import { build, OFFLINE, project } from '../support/command.js';
import { removeTemporary, temporary } from '../support/temporary.js';

beforeAll(build, 120_000);

let scene: BotScene;
let running: Running | undefined;
beforeEach(async () => {
  scene = await forgeWith(SHOP);
});
afterEach(async () => {
  running?.process.kill('SIGKILL');
  running = undefined;
  expect(scene.fake.mistakes).toEqual([]);
  await scene.fake.close();
  removeTemporary();
});

interface Running {
  readonly process: ChildProcess;
  readonly at: string;
  said(): string;
  /** The exit code, or the signal. */
  readonly ended: Promise<number | string>;
}

async function serve(...argv: string[]): Promise<Running> {
  const words = [
    'bot',
    'serve',
    '--listen',
    '127.0.0.1:0',
    '--server',
    scene.fake.address,
    '--forge',
    'github',
    ...argv,
  ];
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [join(project, 'bin', 'harden.js'), ...words], {
    cwd: temporary(),
    env: { PATH, HOME, ...OFFLINE, HARDEN_FORGE_TOKEN: TOKEN, HARDEN_WEBHOOK_SECRET: SECRET },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (part) => {
    said += part;
  });
  const ended = once(child, 'exit').then(([code, signal]): number | string => code ?? signal);
  await until(() => /listening on \S+/.test(said) || child.exitCode !== null);
  running = { process: child, at: /listening on (\S+)/.exec(said)?.[1] ?? '', said: () => said, ended };
  return running;
}

async function deliver(at: string, repository: string): Promise<number> {
  const body = push(repository);
  const headers = { 'content-type': 'application/json', ...fromGitHub(body) };
  return (await fetch(at, { method: 'POST', body, headers })).status;
}

test('a push opens a pull request; SIGTERM lets the run end, and the process with 0', async () => {
  const { process: child, at, said, ended } = await serve('--repo', 'acme/*');
  expect(said()).toMatch(/for http:\/\/\S+, as harden-bot\n/);
  expect(await deliver(at, 'other/shop')).toBe(202);
  expect(await deliver(at, 'acme/shop')).toBe(202);
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(scene.fake.pulls.map(({ number, head }) => `${number} ${head.ref}`)).toEqual(['1 harden/main']);
  expect(said()).toContain('acme/shop: done (pushed)\n');
  expect(said()).toMatch(/harden: stopped\n$/);
  for (const secret of [TOKEN, SECRET, 'other/shop']) expect(said()).not.toContain(secret);
});

test('what the last of the hour was opened before waits, and is tried again by itself', async () => {
  const { process: child, at, said, ended } = await serve('--per-hour', '1', '--group', 'folder');
  expect(await deliver(at, 'acme/shop')).toBe(202);
  await until(() => said().includes('(pushed)'));
  expect(said()).toMatch(/^harden: acme\/shop: waiting \(pushed\); again at \d{4}-/m);
  expect(scene.fake.pulls).toHaveLength(1);
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
});

test('a port that is taken is a mistake of whoever starts it', async () => {
  const { at } = await serve();
  const first = running!;
  const { host } = new URL(at);
  const second = await serve('--listen', host);
  expect(await second.ended).toBe(2);
  expect(second.said()).toMatch(new RegExp(`--listen ${host}: listen EADDRINUSE`));
  first.process.kill('SIGTERM');
  expect(await first.ended).toBe(0);
});
