// Plans projects of real files that were changed at random, and says what must never happen: a throw, a limit that is
// reached, a guard that drops a step, a result that does not parse, a step that comes again.
// `npm run fuzz -- --projects N | --minutes N [--seed S] [--corpus DIR]`. The same seed makes the same projects, and with
// `--projects` as many of them on every machine.
import fc from 'fast-check';
import { mistakesOf, type Mistake } from './judge.js';
import { minimised } from './minimise.js';
import { mutated, mutations } from './mutate.js';
import { projectsOf } from './projects.js';
import { ringOf } from './ring.js';

const args = process.argv.slice(2);
function option(name: string): string | undefined {
  const at = args.indexOf(name);
  return at === -1 ? undefined : args[at + 1];
}
const most = Number(option('--projects') ?? Number.POSITIVE_INFINITY);
const minutes = Number(option('--minutes') ?? (most === Number.POSITIVE_INFINITY ? 1 : Number.POSITIVE_INFINITY));
const seed = Number(option('--seed') ?? Date.now() % 1_000_000);
if (!(minutes > 0) || !(most > 0) || !Number.isInteger(seed)) {
  process.stderr.write('usage: npm run fuzz -- --projects N | --minutes N [--seed S] [--corpus DIR]\n');
  process.exit(2);
}

const projects = projectsOf(process.env.HARDEN_ROOT!, option('--corpus'));
const project = ringOf(projects, ({ name }) => name);
const texts = new Set(projects.flatMap((each) => Object.values(each.texts).flatMap((text) => text.split('\n'))));
const line = ringOf([...texts], (text) => text);
const until = performance.now() + minutes * 60_000;
const MINIMISE_MS = 20_000;
/** Planned between two looks at the clock. */
const A_ROUND = 40;

const known = new Map<string, number>();
let count = 0;

/** A place on the ring of projects, its changes, and whether transforms that are off by default are on. */
const cases = fc.tuple(fc.nat(0xffff_ffff), mutations, fc.boolean());

function textsOf([at, changes]: readonly [number, Parameters<typeof mutated>[1], boolean]): Record<string, string> {
  return mutated(project(at).texts, changes, line);
}

/** What nobody has seen in this run yet. */
function news(mistakes: readonly Mistake[]): Mistake | undefined {
  return mistakes.find(({ what }) => !known.has(what));
}

function show(mistake: Mistake, name: string, texts: Readonly<Record<string, string>>, everything: boolean): void {
  const on = everything ? ', every transform on' : '';
  process.stdout.write(`\n===== ${mistake.what}\n${mistake.message}\nfrom ${name}${on}\n`);
  for (const [path, text] of Object.entries(texts))
    process.stdout.write(`----- ${path}\n${JSON.stringify(text)}\n${text}\n`);
}

for (let round = 0; round * A_ROUND < most && performance.now() < until; round++) {
  let found: Mistake | undefined;
  const property = fc.property(cases, (made) => {
    // What fast-check makes smaller has to show the same.
    const mistakes = mistakesOf(textsOf(made), made[2]);
    count++;
    for (const { what } of mistakes) if (known.has(what)) known.set(what, known.get(what)! + 1);
    const mistake = found ? mistakes.find(({ what }) => what === found?.what) : news(mistakes);
    found ??= mistake;
    return mistake === undefined;
  });
  const numRuns = Math.min(A_ROUND, most - round * A_ROUND);
  const ms = until - performance.now();
  const limit = Number.isFinite(ms) ? { interruptAfterTimeLimit: Math.max(1, ms) } : {};
  const { counterexample } = fc.check(property, { seed: seed + round, numRuns, ...limit });
  if (!found || !counterexample) continue;
  const { what } = found;
  const [made] = counterexample;
  const shows = (texts: Readonly<Record<string, string>>): Mistake | undefined =>
    mistakesOf(texts, made[2]).find((mistake) => mistake.what === what);
  const smallest = minimised(textsOf(made), MINIMISE_MS, (texts) => shows(texts) !== undefined);
  show(shows(smallest) ?? found, project(made[0]).name, smallest, made[2]);
  known.set(what, 1);
}

process.stdout.write(
  `\n${count} projects planned, made of ${projects.length}, seed ${seed}: ${known.size} kinds of mistakes\n`,
);
for (const [what, times] of known) process.stdout.write(`${times} x ${what}\n`);
process.exitCode = known.size === 0 ? 0 : 1;
