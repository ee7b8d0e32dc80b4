// Pull requests of a campaign, opened by processes of which some are killed: each is opened once, and the ledger knows it.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { TOKEN } from '../forge/fake/server.js';
import { build, OFFLINE, project } from '../support/command.js';
import { approvedWorld, type FleetWorld } from '../support/fleet-world.js';
import { numbers } from '../support/numbers.js';
import { expectOpenedOnce } from '../support/opened-once.js';
import { removeTemporary, temporary } from '../support/temporary.js';

const BIN = join(project, 'bin/harden.js');
const SIZE = 30;
const PROCESSES = 10;

beforeAll(() => build(), 180_000);
let world: FleetWorld | undefined;
afterEach(() => world?.fake.close());
afterAll(removeTemporary);

function startOpening(folder: string) {
  const { PATH } = process.env;
  const child = spawn(process.execPath, [BIN, 'migrate', 'open', folder, '--forge', 'github'], {
    env: { PATH, HOME: temporary(), ...OFFLINE, HARDEN_FORGE_TOKEN: TOKEN },
    stdio: 'ignore',
  });
  const ended = new Promise<number | string | null>((resolve) =>
    child.on('close', (code, signal) => resolve(signal ?? code)),
  );
  return { child, ended };
}

test.each([3, 11])(
  'ten processes, three of them killed (seed %d): every pull request is opened once',
  async (seed) => {
    world = await approvedWorld(SIZE, 'open:\n  waves: [all]\n  check: false\n');
    const { fake, folder } = world;
    const next = numbers(seed);
    // Moments are requests that the forge has seen, so that each lies in the middle of the work.
    const moments = Array.from({ length: 3 }, () => SIZE + next(SIZE * 5)).sort((a, b) => a - b);
    const all = Array.from({ length: PROCESSES }, () => startOpening(folder));
    const victims = [...all];
    for (const moment of moments) {
      while (fake.requests.length < moment) await pause(5);
      victims.splice(next(victims.length), 1)[0]!.child.kill('SIGKILL');
    }
    const ended = await Promise.all(all.map((each) => each.ended));
    expect(ended.map(String).sort()).toEqual([
      ...Array.from({ length: 7 }, () => '0'),
      'SIGKILL',
      'SIGKILL',
      'SIGKILL',
    ]);

    expectOpenedOnce(world);
  },
  240_000,
);
