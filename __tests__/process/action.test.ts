// The script of the action, run as a runner does, on a small repository. npm is a script that links what is built.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, commitAll, git, OFFLINE, project } from '../support/command.js';
import { removeTemporary, temporary } from '../support/temporary.js';

beforeAll(build, 120_000);
afterEach(removeTemporary);

const FILES = { Dockerfile: 'FROM alpine:3.20\nENV A b\n', 'other folder/Dockerfile': 'FROM alpine:3.20\nENV C d\n' };
const NPM = `#!/bin/sh
echo "$PWD $*" >>"$NPM_LOG"
mkdir -p "$3/node_modules/@harden"
ln -s "${project}" "$3/node_modules/@harden/cli"
`;

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly installed: string;
}

/** Runs it with the defaults of action.yml but for these. */
function act(
  root: string,
  inputs: Readonly<Record<string, string>>,
  more: Readonly<Record<string, string>> = {},
): Outcome {
  const runner = temporary({ 'bin/npm': NPM, summary: '', output: '', 'npm.log': '', 'home/.keep': '' });
  chmodSync(join(runner, 'bin', 'npm'), 0o755);
  mkdirSync(join(runner, 'temp'));
  const defaults = { MODE: 'check', FAIL: 'true', APPLY: 'false' };
  const empty = { PATHS: '', LEVEL: '', CONFIG: '', BASELINE: '', CHANGED_SINCE: '', VERSION: '' };
  const given = Object.entries({ ...empty, ...defaults, ...inputs }).map(([name, value]) => [`INPUT_${name}`, value]);
  const ran = spawnSync('bash', [join(project, 'integrations', 'github', 'action.sh')], {
    cwd: root,
    encoding: 'utf8',
    env: {
      ...OFFLINE,
      PATH: `${join(runner, 'bin')}:${process.env.PATH}`,
      HOME: join(runner, 'home'),
      NPM_LOG: join(runner, 'npm.log'),
      RUNNER_TEMP: join(runner, 'temp'),
      GITHUB_ACTION_PATH: project,
      GITHUB_OUTPUT: join(runner, 'output'),
      GITHUB_STEP_SUMMARY: join(runner, 'summary'),
      ...Object.fromEntries(given),
      ...more,
    },
  });
  const read = (name: string): string => readFileSync(join(runner, name), 'utf8');
  const lines = read('output').split('\n').filter(Boolean);
  const outputs = Object.fromEntries(lines.map((line) => [line.split('=')[0]!, line.slice(line.indexOf('=') + 1)]));
  return {
    code: ran.status,
    out: ran.stdout + ran.stderr,
    summary: read('summary'),
    outputs,
    installed: read('npm.log'),
  };
}

function repository(files: Readonly<Record<string, string>> = FILES): string {
  const root = temporary(files);
  commitAll(root);
  return root;
}

test('check annotates, writes SARIF and a summary, and fails', () => {
  const root = repository();
  const { code, out, summary, outputs, installed } = act(root, {});
  expect(code).toBe(1);
  expect(out).toContain('::warning file=Dockerfile,line=2');
  expect(summary).toContain('env-equals');
  expect(outputs.found).toBe('true');
  expect(JSON.parse(readFileSync(outputs.sarif!, 'utf8')).runs[0].results).not.toEqual([]);
  expect(git(root, 'status', '--porcelain')).toBe('');
  // The version of the package, asked for where nothing of the repository says from where.
  const { version } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as { version: string };
  expect(installed).toMatch(
    new RegExp(`^(\\S+) install --prefix \\1 .*@harden/cli@${version.replaceAll('.', '\\.')}\n$`),
  );
  expect(installed.startsWith(root)).toBe(false);
});

test('inputs narrow what is found, whatever stands in them', () => {
  const root = repository();
  const one = act(root, { PATHS: 'other folder\n', FAIL: 'false', LEVEL: 'safe' });
  expect(one.code).toBe(0);
  expect(one.outputs.found).toBe('true');
  expect(one.out).toContain('::warning file=other folder/Dockerfile');
  expect(one.out).not.toContain('file=Dockerfile');
  const odd = act(root, { CHANGED_SINCE: '$(touch made); touch made', PATHS: '$(touch made)\n--help' });
  expect(odd.code).toBe(2);
  expect(existsSync(join(root, 'made'))).toBe(false);
});

test('a baseline and a commit leave what is new', () => {
  const root = repository();
  const list = { BASELINE: '.harden-baseline.json' };
  expect(act(root, list).code).toBe(2);
  spawnSync(
    process.execPath,
    [join(project, 'bin', 'harden.js'), 'check', '--baseline', list.BASELINE, '--update-baseline'],
    {
      cwd: root,
      env: { PATH: process.env.PATH, HOME: root, ...OFFLINE },
    },
  );
  const known = act(root, list);
  expect([known.code, known.outputs.found]).toEqual([0, 'false']);
  writeFileSync(join(root, 'Dockerfile'), `${FILES.Dockerfile}ENV E f\n`);
  expect(act(root, list).code).toBe(1);
  const since = act(root, { CHANGED_SINCE: 'main' });
  expect(since.out).toContain('file=Dockerfile,line=2');
  expect(since.out).not.toContain('other folder');
});

test('fix makes a patch, and changes the files where it is asked to', () => {
  const root = repository();
  const { code, outputs, summary } = act(root, { MODE: 'fix', LEVEL: 'safe' });
  expect([code, outputs.found]).toEqual([0, 'true']);
  expect(summary).toContain('env-equals');
  expect(git(root, 'status', '--porcelain')).toBe('');
  git(root, 'apply', outputs.patch!);
  const patched = readFileSync(join(root, 'Dockerfile'), 'utf8');
  expect(patched).toContain('ENV A=b');
  git(root, 'checkout', '-q', '.');
  expect(act(root, { MODE: 'fix', LEVEL: 'safe', APPLY: 'true' }).code).toBe(0);
  expect(readFileSync(join(root, 'Dockerfile'), 'utf8')).toBe(patched);
});

test('an error fails whatever the input says', () => {
  const root = repository({ Dockerfile: 'FROM\n' });
  expect(act(root, { FAIL: 'false' }).code).toBe(2);
  expect(act(root, { MODE: 'look' }).code).toBe(2);
});

test.each([
  ['a token', { GITHUB_TOKEN: 'x' }, 'GITHUB_TOKEN'],
  ['an identity', { ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'x' }, 'id-token'],
])('verify does not begin with %s', (_, env, word) => {
  const { code, out, installed } = act(repository(), { MODE: 'verify' }, env);
  expect([code, installed]).toEqual([2, '']);
  expect(out).toContain(word);
});

test('nor where the checkout left its token', () => {
  const root = repository();
  git(root, 'config', 'http.https://github.com/.extraheader', 'AUTHORIZATION: basic x');
  const { code, out } = act(root, { MODE: 'verify' });
  expect(code).toBe(2);
  expect(out).toContain('persist-credentials');
});

test('verify reports', () => {
  const { code, outputs, summary } = act(repository({ Dockerfile: 'FROM scratch\n' }), { MODE: 'verify' });
  expect(code).toBe(0);
  expect(JSON.parse(readFileSync(outputs.report!, 'utf8'))).toMatchObject({ verification: expect.anything() });
  expect(summary).not.toBe('');
});
