// A campaign is planned by processes that hang, grow, crash and are killed, and in the end every repository has its plan.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openCampaign, planCampaign } from '../../src/fleet/index.js';
import { reports } from '../../src/reports/index.js';
import { bundle } from '../support/bundle.js';
import { bareRepositories, campaignOver, ledgerRows } from '../support/campaign.js';
import { build, harden, OFFLINE, project } from '../support/command.js';
import { plantedRegistry } from '../support/planted.js';
import { removeTemporary, temporary } from '../support/temporary.js';

const BIN = join(project, 'bin/harden.js');
const GOOD = 'FROM debian:12\nENV A b\n';

/** The program of the workers, with the planted transforms. */
let program: string;

beforeAll(() => {
  build();
  // In the project, where ts-morph is found.
  program = join(project, 'node_modules', '.cache', 'harden', 'planted-fleet-worker.js');
  bundle(
    `import { servePlanning } from './src/fleet/index.js';
import { reports } from './src/reports/index.js';
import { plantedRegistry } from './__tests__/support/planted.js';
servePlanning({ registry: plantedRegistry, reports });`,
    program,
  );
}, 180_000);
afterAll(removeTemporary);

/** Plans as the command does, with workers that have the planted transforms. */
async function planPlanted(folder: string, signal?: AbortSignal) {
  const campaign = openCampaign(folder);
  try {
    return await planCampaign({
      campaign,
      planner: { registry: plantedRegistry, reports },
      program,
      tool: { name: 'harden', version: '0' },
      build: '0',
      workers: 2,
      remoteOf: async () => ({ why: 'there is none' }),
      ...(signal ? { signal } : {}),
    });
  } finally {
    campaign.ledger.close();
  }
}

test.each([
  ['waits-for-a-program', 'timed out', 'timeout: 4'],
  ['fills-the-memory', 'memory', 'timeout: 60, memory: 256'],
  ['ends-the-process', 'crashed', 'timeout: 60'],
])(
  'a repository that %s is ended, tried again and told, and the others are planned',
  async (word, reason, limits) => {
    const bad = { Dockerfile: `# ${word}\n${GOOD}` };
    const good = { Dockerfile: GOOD };
    const folder = campaignOver(
      bareRepositories({ a: good, bad, c: good, d: good }),
      `plan: {attempts: 2, ${limits}}\n`,
    );
    await harden(folder, ['migrate', 'init']);
    expect(await planPlanted(folder)).toEqual({ planned: 3, same: 0, failed: 1, isStopped: false });
    expect(ledgerRows(folder, 'SELECT name, state, reason, attempts FROM repositories ORDER BY name')).toEqual([
      { name: 'a', state: 'planned', reason: null, attempts: 0 },
      { name: 'bad', state: 'failed', reason, attempts: 2 },
      { name: 'c', state: 'planned', reason: null, attempts: 0 },
      { name: 'd', state: 'planned', reason: null, attempts: 0 },
    ]);
    expect(ledgerRows(folder, "SELECT detail FROM events WHERE kind = 'try-failed'")).toEqual([
      { detail: reason },
      { detail: reason },
    ]);
    expect(await planPlanted(folder)).toMatchObject({ planned: 0, failed: 0 });
  },
  240_000,
);

test('stopped by its signal, it gives back what it had, and its workers are gone', async () => {
  const folder = campaignOver(bareRepositories({ bad: { Dockerfile: `# waits-for-a-program\n${GOOD}` } }));
  await harden(folder, ['migrate', 'init']);
  const controller = new AbortController();
  const running = planPlanted(folder, controller.signal);
  await until(() => ledgerRows(folder, 'SELECT 1 FROM repositories WHERE attempts = 1').length === 1);
  controller.abort();
  expect(await running).toEqual({ planned: 0, same: 0, failed: 0, isStopped: true });
  expect(ledgerRows(folder, 'SELECT state, attempts, lease_owner FROM repositories')).toEqual([
    { state: 'listed', attempts: 0, lease_owner: null },
  ]);
}, 120_000);

/** A campaign over so many copies of one repository, listed and pinned. */
async function campaignOf(count: number): Promise<string> {
  const clones = bareRepositories({ r: { Dockerfile: GOOD } });
  for (let at = 1; at < count; at++) cpSync(join(clones, 'r.git'), join(clones, `r${at}.git`), { recursive: true });
  const folder = campaignOver(clones);
  await harden(folder, ['migrate', 'init']);
  return folder;
}

const running = new Set<ChildProcess>();
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
});

function start(folder: string): { readonly child: ChildProcess; readonly ended: Promise<number | string | null> } {
  const { PATH } = process.env;
  const child = spawn(process.execPath, [BIN, 'migrate', 'plan', folder, '--workers', '1', '--offline'], {
    env: { PATH, HOME: temporary(), ...OFFLINE },
    stdio: 'ignore',
  });
  running.add(child);
  const ended = new Promise<number | string | null>((resolve) => {
    child.on('close', (code, signal) => {
      running.delete(child);
      resolve(signal ?? code);
    });
  });
  return { child, ended };
}

const PLANNED = "SELECT repository FROM events WHERE kind = 'planned'";

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await pause(20);
}

function childrenOf(pid: number): number[] {
  try {
    const out = execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' });
    return out.split('\n').map(Number).filter(Boolean);
  } catch {
    return []; // none
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('the command, killed in the middle, is gone on with; nothing is planned twice, and no worker outlives it', async () => {
  const folder = await campaignOf(30);
  const { child, ended } = start(folder);
  await until(() => ledgerRows(folder, PLANNED).length >= 3);
  const workers = childrenOf(child.pid!);
  child.kill('SIGKILL');
  expect(await ended).toBe('SIGKILL');
  expect(workers).toHaveLength(1);
  await until(() => !workers.some(isAlive));
  const before = ledgerRows(folder, PLANNED).length;
  expect(before).toBeLessThan(30);
  expect(await start(folder).ended).toBe(0);
  const after = ledgerRows(folder, PLANNED);
  expect([after.length, new Set(after.map((row) => JSON.stringify(row))).size]).toEqual([30, 30]);
  expect(ledgerRows(folder, 'SELECT DISTINCT state, attempts FROM repositories')).toEqual([
    { state: 'planned', attempts: 0 },
  ]);
}, 240_000);

test('ten processes on one campaign, three of them killed: every repository is planned once', async () => {
  const folder = await campaignOf(60);
  const all = Array.from({ length: 10 }, () => start(folder));
  for (const [at, { child }] of all.slice(0, 3).entries()) {
    await until(() => ledgerRows(folder, PLANNED).length >= 5 + at * 8);
    child.kill('SIGKILL');
  }
  const ended = await Promise.all(all.map((each) => each.ended));
  expect(ended.filter((code) => code === 0)).toHaveLength(7);
  const planned = ledgerRows(folder, PLANNED);
  expect([planned.length, new Set(planned.map((row) => JSON.stringify(row))).size]).toEqual([60, 60]);
  expect(ledgerRows(folder, 'SELECT state, count(*) AS count FROM repositories GROUP BY state')).toEqual([
    { state: 'planned', count: 60 },
  ]);
}, 400_000);
