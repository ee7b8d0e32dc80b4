// Writing while the machine does its worst: kills and signals at any moment, two runs at once, a disk or an output that
// is full. Each file is entirely old or entirely new, nothing is left, and the next run repairs.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { build, commitAll, hardenProcess, OFFLINE, project, treeOf } from '../../support/command.js';
import { removeTemporary, temporary } from '../../support/temporary.js';

beforeAll(build, 180_000);
afterEach(removeTemporary);

const bin = join(project, 'bin', 'harden.js');
const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...OFFLINE };
const FIX = ['fix', '--yes', '--format', 'diff', '--only', 'env-equals'];
const OLD = 'FROM alpine:3.20\nENV A b\n';
const NEW = 'FROM alpine:3.20\nENV A=b\n';
const FILES = 40;
const tree = Object.fromEntries(Array.from({ length: FILES }, (_, at) => [`d${at}/Dockerfile`, OLD]));
const BACKUP = /\.harden-\d+-[0-9a-f]+\.bak$/;

/** Runs `fix` and does something to it so many milliseconds after the first file was written. */
async function disturbed(root: string, delay: number, signal: NodeJS.Signals): Promise<string> {
  const child = spawn(process.execPath, [bin, ...FIX], { cwd: root, stdio: 'ignore', env });
  const ended = new Promise<string>((resolve) => child.on('exit', (code, by) => resolve(by ?? String(code))));
  while (child.exitCode === null && readFileSync(join(root, 'd0/Dockerfile'), 'utf8') === OLD) await setTimeout(1);
  await setTimeout(delay);
  child.kill(signal);
  return await ended;
}

/** Every file is whole; what else there is may be a backup of a killed run alone. */
function expectWhole(root: string): number {
  let done = 0;
  for (const [path, text] of Object.entries(treeOf(root))) {
    if (!(path in tree)) {
      expect(path).toMatch(BACKUP);
      expect(text).toBe(OLD);
      continue;
    }
    expect([OLD, NEW]).toContain(text);
    if (text === NEW) done++;
  }
  return done;
}

test('killed at thirty random moments of writing: each file is whole, and the next run finishes', async () => {
  const reached = new Set<number>();
  let killed = 0;
  for (let round = 0; round < 30; round++) {
    const root = temporary(tree);
    // The first moments matter as much as the last.
    if ((await disturbed(root, (round / 30) * 25 * Math.random(), 'SIGKILL')) === 'SIGKILL') killed++;
    const staged = Object.keys(treeOf(root)).filter((path) => /\.harden-/.test(path) && !BACKUP.test(path));
    for (const path of staged) expect(path).toMatch(/\.harden-\d+-[0-9a-f]+\.tmp$/);
    const left = Object.fromEntries(Object.entries(treeOf(root)).filter(([path]) => path in tree));
    expect(Object.values(left).every((text) => text === OLD || text === NEW)).toBe(true);
    reached.add(Object.values(left).filter((text) => text === NEW).length);
    const again = hardenProcess(root, FIX);
    expect([again.code, again.err]).toEqual([0, '']);
    expect(expectWhole(root)).toBe(FILES);
    removeTemporary();
  }
  expect(killed).toBeGreaterThan(10);
  expect(reached.size).toBeGreaterThan(3);
}, 300_000);

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s at random moments of writing: the step is finished, and nothing is left beside the files',
  async (signal) => {
    const ends = new Set<string>();
    for (let round = 0; round < 6; round++) {
      const root = temporary(tree);
      ends.add(await disturbed(root, Math.random() * 20, signal));
      expect(Object.keys(treeOf(root)).sort()).toEqual(Object.keys(tree).sort());
      expectWhole(root);
      expect(hardenProcess(root, FIX).code).toBe(0);
      expect(expectWhole(root)).toBe(FILES);
      removeTemporary();
    }
    expect(ends).toContain(signal);
  },
  120_000,
);

test('two runs at once: each file is written once, by one of them', async () => {
  const root = commitAll(temporary(tree));
  const runs = [0, 1].map(() => {
    const child = spawn(process.execPath, [bin, ...FIX, '--allow-dirty'], { cwd: root, env });
    let err = '';
    child.stderr.on('data', (chunk) => (err += chunk));
    child.stdout.resume();
    return new Promise<{ code: number | null; err: string }>((resolve) =>
      child.on('close', (code) => resolve({ code, err })),
    );
  });
  for (const { code, err } of await Promise.all(runs)) {
    expect([0, 2]).toContain(code);
    // The one that comes second leaves alone what is not as it was planned.
    for (const line of err.split('\n').filter(Boolean))
      expect(line).toMatch(/changed since it was planned|has 2 hard links/);
  }
  expect(hardenProcess(root, [...FIX, '--allow-dirty']).code).toBe(0);
  expect(treeOf(root)).toEqual(Object.fromEntries(Object.keys(tree).map((path) => [path, NEW])));
}, 60_000);

test('a limit on the size of files: what does not fit stays as it was, the others are written', () => {
  const large = `FROM alpine:3.20\n${'# filled\n'.repeat(1000)}ENV A b\n`;
  const root = temporary({ 'large/Dockerfile': large, 'small/Dockerfile': OLD });
  // In blocks of 512 or 1024 bytes: less than the large file, more than the small one.
  const script = `ulimit -f 4; exec "$@"`;
  const ran = spawnSync('sh', ['-c', script, 'sh', process.execPath, bin, ...FIX], {
    cwd: root,
    encoding: 'utf8',
    env: { ...env, NODE_DISABLE_COMPILE_CACHE: '1' },
  });
  expect([ran.status, ran.stderr]).toEqual([
    2,
    'harden: large/Dockerfile: cannot be written: the file would be larger than is allowed here. no file of this step was changed\n',
  ]);
  expect(treeOf(root)).toEqual({ 'large/Dockerfile': large, 'small/Dockerfile': NEW });
  expect(hardenProcess(root, FIX).code).toBe(0);
  expect(treeOf(root)['large/Dockerfile']).toContain('ENV A=b');
});

test('a full disk: what does not fit stays as it was, the others are written, and with room the next run finishes', () => {
  const large = `FROM alpine:3.20\n${'# filled\n'.repeat(2700)}ENV A b\n`;
  const root = temporary({ 'tree/large/Dockerfile': large, 'tree/small/Dockerfile': OLD });
  // A disk of its own, of ten pages: the files take seven, and a second large one takes six.
  const script = `mkdir disk && mount -t tmpfs -o size=40k none disk && cp -R tree/. disk && cd disk || exit 77
run() { "$@"; echo "code $?"; find . -type f | sort; tail -n 1 large/Dockerfile small/Dockerfile; }
run "$@"; mount -o remount,size=1m none . && run "$@"`;
  const ran = spawnSync(
    'unshare',
    ['--mount', '--map-root-user', 'sh', '-c', script, 'sh', process.execPath, bin, ...FIX],
    {
      cwd: root,
      encoding: 'utf8',
      env: { ...env, NODE_DISABLE_COMPILE_CACHE: '1' },
    },
  );
  if (ran.error || ran.status === 77 || /^unshare:/.test(ran.stderr)) {
    process.stderr.write(`SKIPPED: a full disk: ${ran.error?.message ?? ran.stderr}\n`);
    return;
  }
  const files = './large/Dockerfile\n./small/Dockerfile\n';
  const ends = (last: string): string => `==> large/Dockerfile <==\n${last}\n\n==> small/Dockerfile <==\nENV A=b\n`;
  expect(ran.stderr).toBe(
    'harden: large/Dockerfile: cannot be written: no space left on the device. no file of this step was changed\n',
  );
  const told = ran.stdout
    .split(/^(?=code )/m)
    .slice(1)
    .map((each) => each.replace(/^(?:diff|---|\+\+\+|@@|[ +-]).*\n/gm, ''));
  expect(told).toEqual([`code 2\n${files}${ends('ENV A b')}`, `code 0\n${files}${ends('ENV A=b')}`]);
});

describe('an output that takes nothing', () => {
  const full = (root: string, redirect: string, ...argv: string[]): ReturnType<typeof spawnSync> =>
    spawnSync('sh', ['-c', `"$@" ${redirect}`, 'sh', process.execPath, bin, ...argv], {
      cwd: root,
      encoding: 'utf8',
      env,
    });

  test.each([
    ['check', ['check']],
    ['check --format json', ['check', '--format', 'json']],
    ['fix --dry-run', ['fix', '--dry-run']],
    ['the patch of fix --dry-run', ['fix', '--dry-run', '--format', 'diff']],
    ['list', ['list']],
    ['explain', ['explain', 'env-equals']],
    ['--help', ['--help']],
  ])('%s on a full device is an error, and no bug', (_, argv) => {
    const root = temporary({ Dockerfile: OLD });
    const ran = full(root, '>/dev/full', ...argv);
    expect([ran.status, ran.stderr]).toEqual([
      2,
      'harden: the output cannot be written: no space left on the device\n',
    ]);
  });

  test('the version as well, in fewer words', () => {
    expect(full(temporary(), '>/dev/full', '--version').status).toBe(2);
  });

  test('what fix changes is written before it is told', () => {
    const root = temporary({ Dockerfile: OLD });
    expect(full(root, '>/dev/full', 'fix', '--yes', '--only', 'env-equals').status).toBe(2);
    expect(treeOf(root)).toEqual({ Dockerfile: NEW });
  });

  test.each(['2>/dev/full', '2>&-'])('messages that go nowhere (%s) change nothing of what is done', (redirect) => {
    const root = temporary({ Dockerfile: OLD, 'bad/Dockerfile': 'FOO\n' });
    const ran = full(root, redirect, ...FIX);
    expect(ran.status).toBe(2);
    expect(treeOf(root)).toEqual({ Dockerfile: NEW, 'bad/Dockerfile': 'FOO\n' });
  });

  test('a report on a full disk leaves the one before', () => {
    const root = temporary({ Dockerfile: OLD });
    writeFileSync(join(root, 'x.json'), 'before');
    const script = 'ulimit -f 1; exec "$@"';
    const argv = [bin, 'fix', '--format', 'json', '--output', 'x.json'];
    const ran = spawnSync('sh', ['-c', script, 'sh', process.execPath, ...argv], {
      cwd: root,
      encoding: 'utf8',
      env: { ...env, NODE_DISABLE_COMPILE_CACHE: '1' },
    });
    expect([ran.status, ran.stderr]).toEqual([
      2,
      'harden: x.json: cannot be written: the file would be larger than is allowed here\n',
    ]);
    expect(treeOf(root)).toEqual({ Dockerfile: OLD, 'x.json': 'before' });
  });
});
