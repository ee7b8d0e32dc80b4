// What a forge takes from an account in a minute, over processes that share a ledger.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { openLedger } from '../../src/fleet/index.js';
import { bundle } from '../support/bundle.js';
import { project } from '../support/command.js';
import { removeTemporary, temporary } from '../support/temporary.js';

/** Takes from a ledger until nothing is left, and says how often it was given something. */
let program: string;

beforeAll(() => {
  // In the project, where libsql is found.
  program = join(project, 'node_modules', '.cache', 'harden', 'fleet-budget.js');
  bundle(
    `import { openLedger } from './src/fleet/index.js';
import { ledgerRation } from './src/fleet-publish/index.js';
const [file, account] = process.argv.slice(2);
const ledger = openLedger(file!);
const ration = ledgerRation(ledger, { origin: 'https://github.com', account: account! }, () => 1_800_000_000_000);
let taken = 0;
while (taken < 1000 && ration.take() === undefined) taken++;
process.stdout.write(String(taken));`,
    program,
  );
}, 180_000);
afterAll(removeTemporary);

function takeAll(file: string, account: string): Promise<number> {
  const child = spawn(process.execPath, [program, file, account], { stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')));
  return new Promise((resolve) => child.on('close', () => resolve(Number(out))));
}

test('processes of one account take together what one may, and another account takes its own', async () => {
  const file = join(temporary(), 'campaign.db');
  openLedger(file).close();
  const [one, two, three, other] = await Promise.all([
    takeAll(file, 'ann'),
    takeAll(file, 'ann'),
    takeAll(file, 'ann'),
    takeAll(file, 'eve'),
  ]);
  expect([one! + two! + three!, other]).toEqual([80, 80]);
  expect(await takeAll(file, 'ann')).toBe(0);
}, 120_000);
