// Start-up, throughput, growth, memory, and what is parsed how often. Times are of the processor, and over the plainest
// Node program of the same run. `npm run bench [-- --only start,mixed,linear,memory,counts,lsp] [--corpus DIR]
// [--against CHECKOUT] [--fetch] [--growth WORDS] [--json FILE]`
//   --only PART,PART    these parts only
//   --corpus DIR        plan 400 files of the repositories below it in one process as well
//   --against CHECKOUT  measure another checkout that is built, in turns with this one, and say how they compare
//   --growth WORDS      of what grows, only what has these words in its name
//   --fetch             bring Node 24 into the cache; where it is there, it is measured as well
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { medianCpu, type Program } from './bench-cpu.js';
import { growthTable, measureGrowth, measureOne, TARGETS } from './bench-growth.js';
import { MIXED, mixedFiles } from './bench-mixed.js';
import { measureKeys } from './bench-lsp.js';
import { countRun } from './counters.js';
import { fetchNode, keptNode } from './nodes.js';
import { diskWorkspace } from '../src/run/index.js';
import { registry } from '../transforms/index.js';
import type { FileSettings } from '../src/planner/index.js';

const root = process.env.HARDEN_ROOT!;
const args = process.argv.slice(2);
function option(name: string): string | undefined {
  const at = args.indexOf(name);
  return at === -1 ? undefined : args[at + 1];
}
const against = option('--against');
const checkouts = [root, ...(against === undefined ? [] : [resolve(against)])];

const folder = mkdtempSync(join(tmpdir(), 'harden-bench-'));
const CURRENT = process.versions.node.split('.')[0]!;
const OTHER = '24';
const other = args.includes('--fetch') ? fetchNode(OTHER) : keptNode(OTHER);
// Found before the cache is moved: times are harden's own, not a registry's or those of an earlier run.
process.env.HARDEN_OFFLINE = '1';
process.env.XDG_CACHE_HOME = join(folder, 'cache');

const SMALL =
  'FROM python:3.12-slim\nWORKDIR /app\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .\nCMD python app.py\n';

interface Row {
  readonly name: string;
  readonly value: number;
  /** What it should be: at most, or at least where more is better. */
  readonly target?: string;
  /** The same of the other checkout. */
  readonly other?: number | undefined;
}

/** The processor time of a command of each checkout over that of `node -e 0`, in milliseconds. */
function over(node: string, command: (checkout: string) => readonly string[], cwd: string, rounds: number): number[] {
  const programs = checkouts.map((checkout): Program => ({ node, args: command(checkout), cwd }));
  const [plain, ...times] = medianCpu([{ node, args: ['-e', '0'], cwd }, ...programs], rounds);
  return times.map((time) => time - plain!);
}

function fix(...rest: readonly string[]): (checkout: string) => readonly string[] {
  return (checkout) => [join(checkout, 'bin', 'harden.js'), 'fix', '--dry-run', '--offline', ...rest];
}

function row(name: string, [value, other]: readonly number[], target?: string): Row {
  return { name, value: value!, other, ...(target === undefined ? {} : { target }) };
}

function startUp(): Row[] {
  const small = join(folder, 'small');
  mkdirSync(small);
  writeFileSync(join(small, 'Dockerfile'), SMALL);
  const story = join(root, 'examples', 'speechflow', 'before');
  const version = (checkout: string): readonly string[] => [join(checkout, 'bin', 'harden.js'), '--version'];
  const targets: Readonly<Record<string, string>> = { 20: '100', [OTHER]: '60' };
  const nodes: readonly (readonly [string, string])[] = [
    [CURRENT, process.execPath],
    ...(other !== undefined && CURRENT !== OTHER ? [[OTHER, other] as const] : []),
  ];
  return nodes.flatMap(([name, node]) => [
    row(`Node ${name}: --version, ms over node -e 0`, over(node, version, small, 7)),
    row(`Node ${name}: fix of one Dockerfile, ms`, over(node, fix('Dockerfile'), small, 15), targets[name]),
    row(`Node ${name}: fix of examples/speechflow, ms`, over(node, fix('--root', '.'), story, 5), '600'),
  ]);
}

function linear(): Row[] {
  const times = [2_500, 5_000, 10_000].map((lines) => {
    const cwd = join(folder, `lines-${lines}`);
    mkdirSync(cwd);
    const body = Array.from(
      { length: (lines - 1) / 2 },
      (_, at) => `ENV KEY_${at} value ${at}\nRUN apt-get update && apt-get install -y package-${at}\n`,
    );
    writeFileSync(join(cwd, 'Dockerfile'), `FROM debian:bookworm\n${body.join('')}`);
    return over(process.execPath, fix('--format', 'diff', 'Dockerfile'), cwd, 1);
  });
  const ratio = (at: number): number[] => times[at]!.map((time, of) => time / times[at - 1]![of]!);
  return [
    row('2,500 lines, ms', times[0]!),
    row('5,000 lines over 2,500', ratio(1), '2'),
    row('10,000 lines over 5,000', ratio(2), '2'),
    ...growth(),
  ];
}

/** What must be planned within a time, and a table of what grows how. */
function growth(): Row[] {
  const only = option('--growth') ?? '';
  process.stdout.write(`${growthTable(measureGrowth(root, folder, only))}\n`);
  return TARGETS.filter(({ what }) => what.includes(only)).flatMap(({ what, size, cpu, memory }) => {
    const taken = measureOne(root, folder, what, size);
    const name = `${size.toLocaleString('en')} ${what}`;
    return [
      row(`${name}, ms`, [taken?.cpu ?? Number.NaN], String(cpu)),
      row(`${name}, MB`, [taken?.memory ?? Number.NaN], String(memory)),
    ];
  });
}

function memory(): Row[] {
  return [500, 5_000].map((count) => {
    const cwd = join(folder, `files-${count}`);
    for (let at = 0; at < count; at++) {
      const service = join(cwd, `group-${at % 100}`, `service-${at}`);
      mkdirSync(service, { recursive: true });
      writeFileSync(join(service, 'Dockerfile'), SMALL.replace('3.12', `3.${at % 10}`));
    }
    const peaks = checkouts.map((checkout) => peakMemory(checkout, cwd));
    return row(`peak memory, ${count.toLocaleString('en')} files, MB`, peaks);
  });
}

function peakMemory(checkout: string, cwd: string): number {
  const code = `process.argv.splice(1, 0, ''); require(${JSON.stringify(join(checkout, 'dist', 'cli.js'))}).main(['fix', '--dry-run', '--format', 'diff']).then(() => process.stderr.write(String(process.resourceUsage().maxRSS / 1024)))`;
  const { stderr } = spawnSync(process.execPath, ['-e', code], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  return Number(stderr);
}

/** What planning the largest example parses, which is each text once, and how often it looks for names of images. */
function counts(): Row[] {
  const workspace = diskWorkspace({ root: join(root, 'examples', 'speechflow', 'before'), paths: ['.'] });
  const settings: FileSettings = {
    level: 'review',
    preset: 'recommended',
    enabled: (_id, byDefault) => byDefault,
    options: () => ({}),
  };
  const { files, scans } = countRun(workspace, { registry, options: { settings: () => settings } });
  return [
    ...[...files].map(([kind, { parses, texts }]) => row(`parses of a ${kind} file`, [parses], String(texts))),
    row('looks through the tree for names of images', [scans], '1'),
  ];
}

/** What an editor waits for, in a Dockerfile of a hundred lines among the other files of its repository. */
async function keys(): Promise<Row[]> {
  const source = join(root, 'examples', 'speechflow', 'before');
  const files: Record<string, string> = {};
  for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) files[relative(source, path)] = readFileSync(path, 'utf8');
  }
  const body = Array.from({ length: 24 }, (_, at) => [
    `RUN apt-get update && apt-get install -y package-${at}`,
    `ENV KEY_${at} value`,
    `COPY src/part-${at} /app/part-${at}`,
    `LABEL part=${at}`,
  ]);
  const text = ['FROM python:3.12-slim', 'WORKDIR /app', ...body.flat(), 'COPY . .', 'CMD python app.py', ''].join(
    '\n',
  );
  const own = SMALL.replace('\nCOPY . .', `\n${body.slice(0, 2).flat().join('\n')}\nCOPY . .`);
  return [
    row(
      'a key in a Dockerfile of 100 lines, ms',
      [await measureKeys(join(folder, 'keys'), { ...files, Dockerfile: text }, 'Dockerfile')],
      '50',
    ),
    row('a key in a Dockerfile of 14 lines, ms', [
      await measureKeys(join(folder, 'few-keys'), { ...files, Dockerfile: own }, 'Dockerfile'),
    ]),
  ];
}

/** Real files planned a second of the processor, in one process. */
function throughput(corpus: string): Row[] {
  const list = join(folder, 'mixed.json');
  writeFileSync(list, JSON.stringify(mixedFiles(resolve(corpus))));
  const command = (checkout: string): readonly string[] => [join(root, 'scripts', 'plan-mixed.cjs'), checkout, list];
  const rates = over(process.execPath, command, folder, 3).map((time) => MIXED / (time / 1000));
  const three = rates[1] === undefined ? undefined : String(Math.round(3 * rates[1]));
  return [row(`${MIXED} mixed files in one process, files a second`, rates, three)];
}

function print(rows: readonly Row[]): void {
  const cells = rows.map(({ name, value, target = '', other }) => {
    const compared = other === undefined ? ['', ''] : [other.toFixed(1), (value / other).toFixed(2)];
    return [name, value.toFixed(1), target, ...compared];
  });
  const table = [['', 'here', 'target', ...(against === undefined ? ['', ''] : ['there', 'ratio'])], ...cells];
  for (const [name, ...numbers] of table) {
    const line = name!.padEnd(54) + numbers.map((cell) => cell.padStart(9)).join('');
    process.stdout.write(`${line.trimEnd()}\n`);
  }
}

async function main(): Promise<void> {
  try {
    const corpus = option('--corpus');
    const parts = {
      start: startUp,
      mixed: () => (corpus === undefined ? [] : throughput(corpus)),
      linear,
      memory,
      counts,
      lsp: keys,
    } satisfies Record<string, () => Row[] | Promise<Row[]>>;
    const only = option('--only')?.split(',');
    const rows: Row[] = [];
    for (const [name, measure] of Object.entries(parts))
      if (!only || only.includes(name)) rows.push(...(await measure()));
    print(rows);
    const json = option('--json');
    if (json) writeFileSync(json, `${JSON.stringify(rows, null, 2)}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
