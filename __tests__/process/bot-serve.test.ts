// The service as a process: from a webhook to a pull request, and how a signal ends it.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
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

/** The process that makes runs, once there is one. */
async function runnerOf({ pid }: ChildProcess): Promise<number> {
  const children = (): string => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  await until(() => children() !== '');
  return Number(children().split(' ')[0]);
}

test('while a repository is planned it answers, and a plan that crashes ends no other', async () => {
  const { process: child, at, said } = await serve('--jobs', '1');
  expect(await deliver(at, 'acme/shop')).toBe(202);
  const runner = await runnerOf(child);
  process.kill(runner, 'SIGSTOP');
  expect((await fetch(new URL('/healthz', at))).status).toBe(200);
  expect(await deliver(at, 'acme/shop')).toBe(202);
  expect(await (await fetch(new URL('/metrics', at))).text()).toContain('harden_runs_running 1\n');
  for (const secret of [TOKEN, SECRET]) {
    expect(readFileSync(`/proc/${runner}/cmdline`, 'utf8')).not.toContain(secret);
    expect(readFileSync(`/proc/${child.pid}/cmdline`, 'utf8')).not.toContain(secret);
  }
  expect(readFileSync(`/proc/${runner}/environ`, 'utf8')).not.toContain(SECRET);
  process.kill(runner, 'SIGKILL');
  await until(() => said().includes('acme/shop: done (pushed)'));
  expect(said()).toContain('acme/shop: failed, its process ended with SIGKILL (pushed)\n');
  expect(scene.fake.pulls).toHaveLength(1);
});

/** Others may wait beside it: a git that ended while its parent was stopped left a SIGCHLD. */
function isPending(pid: number, signal: number): boolean {
  const [, pending = '0'] = /^ShdPnd:\t(\w+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return ((Number.parseInt(pending, 16) >> (signal - 1)) & 1) === 1;
}

test('a second signal ends the runs that have begun', async () => {
  const { process: child, at, said, ended } = await serve();
  expect(await deliver(at, 'acme/shop')).toBe(202);
  const runner = await runnerOf(child);
  process.kill(runner, 'SIGSTOP');
  child.kill('SIGTERM');
  await until(() => said().includes('another signal ends them'));
  child.kill('SIGTERM');
  await until(() => isPending(runner, constants.signals.SIGTERM));
  process.kill(runner, 'SIGCONT');
  expect(await ended).toBe(143);
  expect(said()).toContain('acme/shop: failed, its process ended with SIGTERM (pushed)\n');
  expect(scene.fake.pulls).toEqual([]);
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

test('in a window of updates the repositories that are named have their turn without a delivery', async () => {
  const { process: child, said, ended } = await serve('--repo', 'acme/shop', '--update-schedule', 'daily');
  await until(() => said().includes('(schedule)'));
  expect(said()).toMatch(/acme\/shop: harden\/main #1: push, open a pull request/);
  expect(said()).toMatch(/acme\/shop: harden\/update: nothing to do/);
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
