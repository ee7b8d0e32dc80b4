// Builds and runs public applications before and after harden, and keeps what was counted and measured.
// `npm run bench:repositories -- DIR [options]`, DIR holding bare git directories named `owner+name`.
//   --list          choose the applications of DIR anew, by the rule, and write benchmarks/repositories.yaml
//   --only WORDS    those whose name has the words     --again   also those that are kept     --most N   end after N
//   --shard I/N     the I-th of N parts              --new     only those that nothing is kept of
//   --ecosystem X   those of these, separated by commas
//   --light         those first whose manifests name the fewest packages: the most in a limited time
//   --quick         build with what earlier builds left, and leave times as they are, or to a later run without it
//   --stale         run nothing, and name those that harden's patch is another one of than what is kept
//   --minutes N     for one command of harden (default 25)
// Needs a container engine with its images (`npm run build` first). It may be ended at any time: what is kept is left out of
// the next run, unless harden's patch of it is another one. Then `npm run generate` makes the tables.
import { existsSync, readFileSync, renameSync, statfsSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { chooseFrom } from './repositories/choose.js';
import { keyOf, nameOf, readList, writeList } from './repositories/list.js';
import type { Result, Results, Side } from './repositories/results.js';
import { gitDirectory } from './repositories/source.js';
import { LATE, tryApplication } from './repositories/trial.js';
import { weightOf } from './repositories/weight.js';

const root = process.env.HARDEN_ROOT!;
const LIST = join(root, 'benchmarks', 'repositories.yaml');
const KEPT = join(root, 'benchmarks', 'repositories.json');
/** What is looked at first: a limited time goes into what was not run yet. */
const TURNS: readonly Result['state'][] = ['planned', 'no-baseline', 'run', 'unchanged'];
/** A run that fills the disk takes the engine down for everybody. */
const LEAST_FREE = 10e9;

const args = process.argv.slice(2);
const [folder] = args;
if (!folder || folder.startsWith('--')) {
  process.stderr.write(
    'usage: npm run bench:repositories -- DIR [--list] [--only WORDS] [--again] [--most N] [--shard I/N] [--new]\n',
  );
  process.exit(2);
}

function option(name: string): string | undefined {
  const at = args.indexOf(name);
  return at === -1 ? undefined : args[at + 1];
}

const quick = args.includes('--quick');
const isNew = args.includes('--new');
const isStale = args.includes('--stale');
const ecosystems = option('--ecosystem')?.split(',');
const minutes = Number(option('--minutes') ?? 25);

function kept(): Results {
  const machine = `${cpus().length} cores (${cpus()[0]?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB`;
  if (!existsSync(KEPT)) return { machine, applications: {} };
  return { ...(JSON.parse(readFileSync(KEPT, 'utf8')) as Results), machine };
}

/** A result a line, in the order of their keys; whole or not at all. */
function keep(key: string, result: Result): void {
  const { machine, applications } = kept();
  const all = Object.entries({ ...applications, [key]: result }).sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = all.map(([name, each]) => `    ${JSON.stringify(name)}: ${JSON.stringify(each)}`);
  const text = `{\n  "machine": ${JSON.stringify(machine)},\n  "applications": {\n${lines.join(',\n')}\n  }\n}\n`;
  // Several runs may write beside each other.
  const own = `${KEPT}.${process.pid}`;
  writeFileSync(own, text);
  renameSync(own, KEPT);
}

/** Nothing of it is left to a run that is not quick. */
function isWhole({ state, why, before, verified }: Result): boolean {
  if (state === 'run' && !verified) return false;
  if (quick) return true;
  return state === 'run' ? before?.coldMs !== undefined : !why?.startsWith(LATE);
}

/** A quick run takes no times; those of an earlier run of the same patch hold. */
function withTimes(result: Result, earlier: Result | undefined): Result {
  const { before, review } = result;
  if (!quick || !before || earlier?.patch !== result.patch) return result;
  const after = review?.after && { ...review.after, ...timesOf(earlier.review?.after) };
  return {
    ...result,
    before: { ...before, ...timesOf(earlier.before) },
    ...(review && { review: { ...review, ...(after && { after }) } }),
  };
}

function timesOf(side: Side | undefined): Pick<Side, 'coldMs' | 'rebuildMs'> {
  const { coldMs, rebuildMs } = side ?? {};
  return { ...(coldMs !== undefined && { coldMs }), ...(rebuildMs !== undefined && { rebuildMs }) };
}

/** What `fix --verify` left is what was applied; what it found to break is left out of it. */
function verifiedIn({ verified }: Result): string {
  if (!verified) return 'did not end';
  const { length } = verified.broken;
  return `${verified.appliedWorks === false ? 'breaks' : 'works'}${length > 0 ? `, ${length} left out` : ''}`;
}

function run(source: string): void {
  const only = option('--only') ?? '';
  const most = Number(option('--most') ?? Number.POSITIVE_INFINITY);
  const [shard = 0, shards = 1] = (option('--shard') ?? '0/1').split('/').map(Number);
  let count = 0;
  // In an order that no name decides, so that a run that is ended early has seen some of everything.
  const { applications } = readList(readFileSync(LIST, 'utf8'));
  const inTurn = applications.map((each) => ({ key: keyOf(each), application: each }));
  inTurn.sort((a, b) => (a.key < b.key ? -1 : 1));
  if (args.includes('--light')) {
    const weights = new Map(
      inTurn.map(({ key, application }) => {
        const directory = gitDirectory(source, application.repository);
        return [key, directory === undefined ? 0 : weightOf(application, directory)] as const;
      }),
    );
    inTurn.sort((a, b) => weights.get(a.key)! - weights.get(b.key)!);
  }
  // Those that nothing is known of first, then those that could not be built; what was run waits for the end.
  const { applications: earlier } = kept();
  const turnOf = (key: string): number => TURNS.indexOf(earlier[key]?.state ?? 'planned');
  inTurn.sort((a, b) => turnOf(a.key) - turnOf(b.key));
  for (const { key, application } of inTurn) {
    const name = nameOf(application);
    const directory = gitDirectory(source, application.repository);
    // By the key: the order is another one for a run that starts later.
    if (Number.parseInt(key.slice(0, 6), 16) % shards !== shard || !name.includes(only) || directory === undefined)
      continue;
    if (ecosystems && !ecosystems.includes(application.ecosystem)) continue;
    if (statfsSync(root).bavail * statfsSync(root).bsize < LEAST_FREE) {
      process.stderr.write('the disk is nearly full: remove what the engine keeps of earlier builds, and go on\n');
      process.exitCode = 1;
      return;
    }
    const known = kept().applications[key];
    if (isNew && known) continue;
    const started = Date.now();
    const isKnown = (patch: string): boolean => {
      if (!isStale) return known?.patch === patch && isWhole(known) && !args.includes('--again');
      if (known?.patch !== patch) process.stdout.write(`${name}: ${known?.state ?? 'not looked at'}\n`);
      return true;
    };
    const result = tryApplication(application, directory, { quick, minutes, isKnown });
    if (!result || isStale) continue;
    keep(key, withTimes(result, known));
    const said = result.why ?? `${result.review?.outcome} at review; verified: ${verifiedIn(result)}`;
    process.stdout.write(`${name}: ${result.state}: ${said} (${Math.round((Date.now() - started) / 1000)} s)\n`);
    if (result.state !== 'planned' && ++count >= most) return;
  }
}

if (args.includes('--list')) writeFileSync(LIST, writeList(chooseFrom(folder)));
else run(folder);
