// `npm run data -- --check` refuses what it says it refuses: on a copy of the data, one mistake at a time.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');
const copy = mkdtempSync(join(tmpdir(), 'harden-data-'));

beforeAll(() => {
  for (const name of ['scripts', 'src', 'tsconfig.json', 'package.json'])
    cpSync(join(root, name), join(copy, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

function check(): { readonly status: number | null; readonly stderr: string } {
  return spawnSync(process.execPath, [join(copy, 'scripts', 'data.mjs'), '--check'], { encoding: 'utf8' });
}

test('the data as they are have their form, their sources and their types', () => {
  expect(check()).toMatchObject({ status: 0, stderr: '' });
});

test.each([
  ['a fact without a source', 'images/redis.yaml', ', from: dockerfile:150', '', 'redis.yaml: role has no source'],
  ['a source nobody named', 'images/redis.yaml', 'dockerfile:150', 'file:150', 'no source has that name'],
  [
    'a source nobody cites',
    'images/redis.yaml',
    'settings: redis.conf',
    'settings: redis.conf\n    a: b.conf',
    'no fact cites the source a',
  ],
  ['a family without that set', 'images/redis.yaml', 'facts:\n', 'facts:\n  like: redis/none\n', 'no family has a set'],
  [
    'a value that the schema does not know',
    'images/redis.yaml',
    'is: cache',
    'is: cash',
    /redis\.yaml:\d+: facts\.role/,
  ],
  ['a value that the types do not know', 'images/redis.yaml', 'CMD-SHELL', 'CMD-SH', /'"CMD-SH"' is not assignable/],
  ['a day to come', 'images/redis.yaml', /looked: .*/, 'looked: 2999-01-01', 'was looked at on a day to come'],
  ['no day', 'kics.tsv', /# looked: .*\n/, '', 'has no day'],
  ['an id of no tool', 'rules.yaml', 'DL3006,', 'ZZ3006,', /rules\.yaml:\d+: no tool of about\.tools prints ZZ3006/],
  ['a row that no type names', 'rules.yaml', 'cd-in-run:', 'cd-in-a-run:', 'rule-slugs.ts is not what'],
  ['a key that is a number', 'end-of-life.yaml', '"3.10"', '3.10', /end-of-life\.yaml:\d+:\d+: the key 3\.10/],
  ['a row without its source', 'alpine-packages.tsv', /main\/curl .*/, '', /alpine-packages\.tsv:\d+: rows/],
])('%s', (_, name, from, to, says) => {
  const path = join(copy, 'src', 'knowledge', 'data', name);
  const text = readFileSync(path, 'utf8');
  try {
    writeFileSync(path, text.replace(from, to));
    const { status, stderr } = check();
    expect(stderr).toMatch(says);
    expect(status).toBe(1);
  } finally {
    writeFileSync(path, text);
  }
});
