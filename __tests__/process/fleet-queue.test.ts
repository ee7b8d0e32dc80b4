// A campaign is planned by workers that share nothing but a queue: some are killed, the server is gone for a while, and in
// the end every repository has its plan.
import { spawn } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { TOKEN } from '../forge/fake/server.js';
import { bareRepositories, ledgerRows } from '../support/campaign.js';
import { build, harden, OFFLINE, project } from '../support/command.js';
import { approvedWorld } from '../support/fleet-world.js';
import { serveGit, type GitServer } from '../support/git-server.js';
import { numbers } from '../support/numbers.js';
import { expectOpenedOnce } from '../support/opened-once.js';
import { removeTemporary, temporary } from '../support/temporary.js';
import { startValkey, withValkey, type Valkey } from '../support/valkey.js';

const BIN = join(project, 'bin/harden.js');

interface Started {
  readonly child: ReturnType<typeof spawn>;
  readonly ended: Promise<number | string | null>;
  said(): string;
}

const running = new Set<Started['child']>();

/** Starts a command of a campaign as a process of its own. */
function start(words: readonly string[], env: Readonly<Record<string, string>> = {}): Started {
  const { PATH } = process.env;
  const child = spawn(process.execPath, [BIN, 'migrate', ...words], {
    env: { PATH, HOME: temporary(), ...OFFLINE, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let text = '';
  const hear = (chunk: Buffer): void => {
    text += chunk.toString('utf8');
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const ended = new Promise<number | string | null>((resolve) => {
    child.on('close', (code, signal) => {
      running.delete(child);
      resolve(signal ?? code);
    });
  });
  return { child, ended, said: () => text };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await pause(20);
}

/** A campaign over so many copies of one repository on a server, listed and pinned. */
async function campaignOf(count: number, address: string, folder: string, settings = ''): Promise<string> {
  const template = bareRepositories({ r: { Dockerfile: 'FROM debian:12\nENV A b\n' } });
  const names = Array.from({ length: count }, (_, at) => `r${at}`);
  for (const name of names) cpSync(join(template, 'r.git'), join(folder, 'acme', `${name}.git`), { recursive: true });
  const campaign = temporary({
    'campaign.yaml': `version: 1\nsources: [{csv: list.csv}]\n${settings}`,
    'list.csv': `url\n${names.map((name) => `${address}/acme/${name}`).join('\n')}\n`,
  });
  const listed = await harden(campaign, ['migrate', 'init']);
  expect(listed.code).toBe(0);
  return campaign;
}

const KILLED_AND_STOPPED = [...Array.from({ length: 7 }, () => '143'), ...Array.from({ length: 3 }, () => 'SIGKILL')];
const PLANNED = "SELECT repository FROM events WHERE kind = 'planned'";

withValkey('a campaign over a queue')('a campaign over a queue', () => {
  let valkey: Valkey;
  let git: GitServer;
  let served: string;

  beforeAll(async () => {
    build();
    served = temporary();
    git = await serveGit(served);
  }, 180_000);
  beforeEach(async () => {
    valkey = await startValkey();
  });
  afterEach(async () => {
    for (const child of running) child.kill('SIGKILL');
    await valkey.kill();
  });
  afterAll(async () => {
    await git?.close();
    removeTemporary();
  });

  const worker = (...words: string[]): Started =>
    start(['worker', '--queue', valkey.address, '--workers', '1', ...words]);
  const plan = (folder: string, ...words: string[]): Started =>
    start(['plan', folder, '--offline', '--queue', valkey.address, ...words]);

  test.each([3, 11])(
    'ten workers, three of them killed (seed %d): every pull request is opened once',
    async (seed) => {
      const size = 30;
      const world = await approvedWorld(size, 'open:\n  waves: [all]\n  check: false\n');
      const { fake, folder } = world;
      try {
        const next = numbers(seed);
        const words = ['--queue', valkey.address, '--forge', 'github'];
        const workers = Array.from({ length: 10 }, () =>
          start(['worker', '--open', '--server', fake.address, ...words], { HARDEN_FORGE_TOKEN: TOKEN }),
        );
        await until(() => workers.every(({ said }) => said().includes('takes jobs')));
        // Moments are requests that the forge has seen, so that each lies in the middle of the work.
        const moments = Array.from({ length: 3 }, () => size + next(size * 5)).sort((a, b) => a - b);
        const coordinator = start(['open', folder, ...words], { HARDEN_FORGE_TOKEN: TOKEN });
        const left = [...workers];
        for (const moment of moments) {
          await until(() => fake.requests.length >= moment);
          left.splice(next(left.length), 1)[0]!.child.kill('SIGKILL');
        }
        expect([await coordinator.ended, coordinator.said()]).toEqual([0, expect.stringContaining('are open still')]);
        for (const { child } of left) child.kill('SIGTERM');
        expect((await Promise.all(workers.map(({ ended }) => ended))).map(String).sort()).toEqual(KILLED_AND_STOPPED);

        expectOpenedOnce(world);
      } finally {
        await fake.close();
      }
    },
    400_000,
  );

  test('ten workers, three of them killed: every repository is planned once in the ledger', async () => {
    const folder = await campaignOf(60, git.address, served);
    const workers = Array.from({ length: 10 }, () => worker());
    const coordinator = plan(folder);
    for (const [at, { child }] of workers.slice(0, 3).entries()) {
      await until(() => ledgerRows(folder, PLANNED).length >= 5 + at * 8);
      child.kill('SIGKILL');
    }
    expect([await coordinator.ended, coordinator.said()]).toEqual([0, expect.stringContaining('60 have steps')]);
    const planned = ledgerRows(folder, PLANNED);
    expect([planned.length, new Set(planned.map((row) => JSON.stringify(row))).size]).toEqual([60, 60]);
    // Those that were killed had a repository in hand.
    expect(ledgerRows(folder, "SELECT DISTINCT detail FROM events WHERE kind = 'try-failed'")).toEqual([
      { detail: 'crashed' },
    ]);
    expect(ledgerRows(folder, 'SELECT DISTINCT state, attempts FROM repositories')).toEqual([
      { state: 'planned', attempts: 0 },
    ]);
    for (const { child } of workers.slice(3)) child.kill('SIGTERM');
    expect((await Promise.all(workers.map(({ ended }) => ended))).map(String).sort()).toEqual(KILLED_AND_STOPPED);
  }, 400_000);
});
