// Runs every application of __tests__/e2e through `fix --level unverified --verify`, and keeps what came of it.
// `npm run bench:proof [-- options]`
//   --only WORDS    those whose name has the words     --again   also those that are kept
//   --guide         with the preset of that name as well; without it as they are
// Needs what the end-to-end tests need, and `npm run build` first. It may be ended at any time: what is kept is left out of the
// next run, unless harden plans another patch. Then `npm run generate` makes the table.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { APPS } from '../__tests__/e2e/support/apps.js';
import { NEEDY } from '../__tests__/e2e/support/needy.js';
import { tryApp } from '../__tests__/e2e/support/proof.js';
import { removeAll } from '../__tests__/e2e/support/lab.js';
import type { ProofResults, Result, Way } from './proof/results.js';

const KEPT = join(process.env.HARDEN_ROOT!, 'benchmarks', 'proof.json');
const args = process.argv.slice(2);

function kept(): ProofResults {
  const machine = `${cpus().length} cores (${cpus()[0]?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB`;
  if (!existsSync(KEPT)) return { machine, runs: {} };
  return { ...(JSON.parse(readFileSync(KEPT, 'utf8')) as ProofResults), machine };
}

/** A result a line, in the order of their names; whole or not at all. */
function keep(name: string, result: Result): void {
  const { machine, runs } = kept();
  const all = Object.entries({ ...runs, [name]: result }).sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = all.map(([key, each]) => `    ${JSON.stringify(key)}: ${JSON.stringify(each)}`);
  const text = `{\n  "machine": ${JSON.stringify(machine)},\n  "runs": {\n${lines.join(',\n')}\n  }\n}\n`;
  writeFileSync(`${KEPT}.new`, text);
  renameSync(`${KEPT}.new`, KEPT);
}

async function main(): Promise<void> {
  const only = args.includes('--only') ? args[args.indexOf('--only') + 1]! : '';
  const way: Way = args.includes('--guide') ? 'guide' : 'plain';
  for (const app of [...APPS, ...NEEDY]) {
    if (!app.name.includes(only)) continue;
    const name = `${app.name} ${way}`;
    const known = kept().runs[name];
    try {
      const result = await tryApp(app, way, (patch) => known?.patch === patch && !args.includes('--again'));
      if (!result) continue;
      keep(name, result);
      const { kept: steps, left, repairs, wrong, seconds } = result;
      const said = wrong.length === 0 ? 'works' : wrong[0]!.split('\n')[0];
      const counts = `${steps.length} steps, ${left.length} left, ${repairs.filter(({ outcome }) => outcome === 'holds').length} repaired`;
      process.stdout.write(`${name}: ${said}: ${counts} (${seconds} s)\n`);
    } catch (error) {
      process.stdout.write(`${name}: ${error}\n`);
      process.exitCode = 1;
    } finally {
      removeAll();
    }
  }
}

// A request that a signal may end keeps nothing awake, and the run would end in the middle of it.
const awake = setInterval(() => undefined, 60_000);
void main().finally(() => clearInterval(awake));
