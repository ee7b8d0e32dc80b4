// How many repositories a campaign plans an hour, and what that takes. `npm run bench:fleet -- --corpus DIR [options]`, DIR
// holding bare git directories named `owner+name` (`npm run build` first).
//   --state DIR    where the repositories are that are made of them, once (default: below $XDG_STATE_HOME/harden-bench)
//   --most N       no more repositories than this, to try it
// Keeps what it measured in benchmarks/fleet.json; then `npm run generate` makes the tables.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, homedir, tmpdir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openLedger } from '../src/fleet/index.js';
import { makeFleet } from './fleet/make.js';
import { timed, type Timed } from './fleet/measure.js';
import type { FleetResults, FleetRun } from './fleet/results.js';
import { checkOut } from './repositories/source.js';

const root = process.env.HARDEN_ROOT!;
const BIN = join(root, 'bin', 'harden.js');
/** Of all, for the other numbers of workers. */
const PART = 6;
const PART_WORKERS = [1, 2, 4];
const ALONE = 40;

const args = process.argv.slice(2);

function option(name: string): string | undefined {
  const at = args.indexOf(name);
  return at === -1 ? undefined : args[at + 1];
}

const corpus = option('--corpus');
if (corpus === undefined) {
  process.stderr.write('usage: npm run bench:fleet -- --corpus DIR [--state DIR] [--most N]\n');
  process.exit(2);
}

const state = process.env.XDG_STATE_HOME || join(homedir(), '.local', 'state');
const work = mkdtempSync(join(tmpdir(), 'harden-bench-fleet-'));
const { PATH } = process.env;
/** Nothing that earlier runs have kept. */
const env = { PATH, HOME: work };

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** A campaign over some repositories, pinned. */
async function campaignOver(name: string, repositories: readonly string[]): Promise<{ folder: string; init: Timed }> {
  const folder = join(work, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'list.csv'), repositories.map((each) => `${pathToFileURL(each).href}\n`).join(''));
  writeFileSync(join(folder, 'campaign.yaml'), 'version: 1\nsources: [{csv: list.csv}]\n');
  const init = await timed([BIN, 'migrate', 'init', folder], work, env);
  if (init.code !== 0) throw new Error(`init: ${init.out}`);
  return { folder, init };
}

function plan(folder: string, workers: number, ...more: readonly string[]): Promise<Timed> {
  return timed([BIN, 'migrate', 'plan', folder, '--workers', String(workers), '--offline', ...more], work, env);
}

function runOf(workers: number, repositories: number, { wallMs, cpuMs, load, workers: memory }: Timed): FleetRun {
  const run = { repositories, workers, wallMs: Math.round(wallMs), cpuMs: Math.round(cpuMs), load, ...memory };
  say(JSON.stringify(run));
  return run;
}

/** Each in a process of its own, in a checkout, which is not counted. */
async function alone(repositories: readonly string[]): Promise<{
  readonly result: FleetResults['alone'];
  /** Those of them that have all their files. */
  readonly whole: readonly string[];
}> {
  const whole: string[] = [];
  let cpuMs = 0;
  let wallMs = 0;
  for (const repository of repositories) {
    const into = join(work, 'checkout');
    if (checkOut(repository, 'HEAD', into)) {
      const run = await timed([BIN, 'fix', '--dry-run', '--offline'], into, env);
      cpuMs += run.cpuMs;
      wallMs += run.wallMs;
      whole.push(repository);
    }
    rmSync(into, { recursive: true });
  }
  return { result: { repositories: whole.length, cpuMs: Math.round(cpuMs), wallMs: Math.round(wallMs) }, whole };
}

function countsOf(folder: string): Pick<FleetResults, 'states' | 'steps' | 'patterns' | 'refusals'> {
  const ledger = openLedger(join(folder, 'campaign.db'));
  try {
    const states = ledger.all<{ readonly state: string; readonly count: number }>(
      'SELECT state, count(*) AS count FROM repositories GROUP BY state ORDER BY state',
    );
    const of = (what: string): number => ledger.get<{ readonly n: number }>(`SELECT ${what} AS n`)?.n ?? 0;
    return {
      states: Object.fromEntries(states.map(({ state: name, count }) => [name, count])),
      steps: of('(SELECT count(*) FROM steps)'),
      patterns: of('(SELECT count(*) FROM patterns)'),
      refusals: of('(SELECT count(*) FROM refusals)'),
    };
  } finally {
    ledger.close();
  }
}

async function main(source: string): Promise<void> {
  // A folder of its own: what is in it is taken out before it is made anew.
  const into = join(option('--state') ?? join(state, 'harden-bench'), 'fleet');
  const fleet = makeFleet(resolve(source), resolve(into), say);
  const repositories = fleet.repositories.slice(0, Number(option('--most') ?? Number.POSITIVE_INFINITY));
  const part = repositories.filter((_, at) => at % PART === 0);
  const few = repositories.filter((_, at) => at % Math.max(1, Math.floor(repositories.length / ALONE)) === 0);
  say(`${repositories.length} repositories`);

  const { folder, init } = await campaignOver('all', repositories);
  const all = runOf(2, repositories.length, await plan(folder, 2));
  const counts = countsOf(folder);
  const again = await plan(folder, 2);
  const refresh = await plan(folder, 2, '--refresh');
  const parts: FleetRun[] = [];
  for (const workers of PART_WORKERS) {
    const own = await campaignOver(`part-${workers}`, part);
    parts.push(runOf(workers, part.length, await plan(own.folder, workers)));
  }
  const { result, whole } = await alone(few);
  const own = await campaignOver('few', whole);
  const together = runOf(1, whole.length, await plan(own.folder, 1));
  const results: FleetResults = {
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus().length} cores (${cpus()[0]?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB`,
    node: process.versions.node,
    made: fleet.made,
    ...counts,
    all,
    part: parts,
    alone: result,
    together,
    again: { cpuMs: Math.round(again.cpuMs), refreshCpuMs: Math.round(refresh.cpuMs) },
    initCpuMs: Math.round(init.cpuMs),
  };
  writeFileSync(join(root, 'benchmarks', 'fleet.json'), `${JSON.stringify(results, null, 1)}\n`);
}

main(corpus).finally(() => rmSync(work, { recursive: true, force: true }));
