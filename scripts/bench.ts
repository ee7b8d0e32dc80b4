// Start-up, throughput, linearity and memory. Figures are ratios or differences within this run; the machine's own
// speed is measured beside them by the plainest Node program. `npm run bench [-- --corpus DIR] [--json FILE]`
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { diskWorkspace, planWorkspace } from '../src/run/index.js';
import { registry } from '../transforms/index.js';

const root = process.env.HARDEN_ROOT!;
const bin = join(root, 'bin', 'harden.js');
const args = process.argv.slice(2);
function option(name: string): string | undefined {
  const at = args.indexOf(name);
  return at === -1 ? undefined : args[at + 1];
}

const folder = mkdtempSync(join(tmpdir(), 'harden-bench-'));
// Times are harden's own, not a registry's.
process.env.HARDEN_OFFLINE = '1';
process.env.XDG_CACHE_HOME = join(folder, 'cache');

const SMALL =
  'FROM python:3.12-slim\nWORKDIR /app\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .\nCMD python app.py\n';

function time(command: readonly string[], cwd: string): number {
  const started = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, command, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  if (status !== 0) throw new Error(`${command.join(' ')}: ${stderr}`);
  return Number(process.hrtime.bigint() - started) / 1e6;
}

/** The least time of each command, measured in turns so that noise falls on all alike. */
function least(commands: readonly (readonly string[])[], cwd: string, rounds: number): number[] {
  const best = commands.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < rounds; round++) {
    for (const [at, command] of commands.entries()) best[at] = Math.min(best[at]!, time(command, cwd));
  }
  return best;
}

function startUp(): Record<string, number> {
  const small = join(folder, 'small');
  mkdirSync(small);
  writeFileSync(join(small, 'Dockerfile'), SMALL);
  const [plain, version, fix] = least(
    [
      ['-e', '0'],
      [bin, '--version'],
      [bin, 'fix', '--dry-run', '--format', 'diff', 'Dockerfile'],
    ],
    small,
    21,
  );
  return {
    'node -e 0, ms': plain!,
    'harden --version over it, ms': version! - plain!,
    'fix --dry-run on one file over it, ms': fix! - plain!,
  };
}

function linear(): Record<string, number> {
  const times = [5_000, 10_000, 20_000].map((lines) => {
    const cwd = join(folder, `lines-${lines}`);
    mkdirSync(cwd);
    const body = Array.from(
      { length: (lines - 1) / 2 },
      (_, at) => `ENV KEY_${at} value ${at}\nRUN apt-get update && apt-get install -y package-${at}\n`,
    );
    writeFileSync(join(cwd, 'Dockerfile'), `FROM debian:bookworm\n${body.join('')}`);
    const [plain, fix] = least(
      [
        ['-e', '0'],
        [bin, 'fix', '--dry-run', '--format', 'diff', 'Dockerfile'],
      ],
      cwd,
      3,
    );
    return fix! - plain!;
  });
  return {
    '5,000 lines, ms': times[0]!,
    '10,000 lines over 5,000': times[1]! / times[0]!,
    '20,000 lines over 10,000': times[2]! / times[1]!,
  };
}

function memory(): Record<string, number> {
  const peaks = [1_000, 10_000].map((count) => {
    const cwd = join(folder, `files-${count}`);
    for (let at = 0; at < count; at++) {
      const service = join(cwd, `group-${at % 100}`, `service-${at}`);
      mkdirSync(service, { recursive: true });
      writeFileSync(join(service, 'Dockerfile'), SMALL.replace('3.12', `3.${at % 10}`));
    }
    const code = `process.argv.splice(1, 0, ''); require(${JSON.stringify(join(root, 'dist', 'cli.js'))}).main(['fix', '--dry-run', '--format', 'diff']).then(() => process.stderr.write(String(process.resourceUsage().maxRSS / 1024)))`;
    const { stderr } = spawnSync(process.execPath, ['-e', code], {
      cwd,
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
    });
    return Number(stderr);
  });
  return { 'peak memory, 1,000 files, MB': peaks[0]!, 'peak memory, 10,000 files, MB': peaks[1]! };
}

/**
 * Real files planned a second, every transform on: the first pass compiles as it goes, the second shows the settled
 * speed. For one core alone run it as `taskset -c 1 npm run bench -- --corpus DIR`.
 */
function throughput(corpus: string): Record<string, number> {
  const settings = {
    level: 'review' as const,
    enabled: (_id: string, byDefault: boolean) => byDefault,
    options: () => ({}),
  };
  const rates = [1, 2].map(() => {
    let files = 0;
    let nanoseconds = 0n;
    for (const name of readdirSync(corpus)) {
      const workspace = diskWorkspace({ root: resolve(corpus, name), paths: ['.'] });
      files += workspace.files.length;
      const started = process.hrtime.bigint();
      const { plans } = planWorkspace({ workspace, registry, options: { level: 'review', settings: () => settings } });
      while (!plans.next().done);
      nanoseconds += process.hrtime.bigint() - started;
    }
    return files / (Number(nanoseconds) / 1e9);
  });
  return {
    'real files planned a second, first pass': rates[0]!,
    'real files planned a second, second pass': rates[1]!,
  };
}

try {
  const corpus = option('--corpus');
  const result = { ...startUp(), ...linear(), ...memory(), ...(corpus ? throughput(corpus) : {}) };
  for (const [name, value] of Object.entries(result)) process.stdout.write(`${name.padEnd(44)} ${value.toFixed(1)}\n`);
  const json = option('--json');
  if (json) writeFileSync(json, `${JSON.stringify(result, null, 2)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
