// `check --baseline` and `--changed-since`: a team that starts today fails on what is new alone.
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { baselineSchemaText, baselineText } from '../../src/config/index.js';
import { commitAll, git, harden } from '../support/command.js';
import { removeTemporary, temporary } from '../support/temporary.js';

afterEach(removeTemporary);

const FILES = {
  'a/Dockerfile': 'FROM alpine:3.20\nMAINTAINER me <a@b.c>\nENV A b\n',
  'b/Dockerfile': 'FROM alpine:3.20\nENV B c\n',
};
const FILE = '.harden-baseline.json';
const CHECK = ['check', '--offline', '--only', 'env-equals,maintainer-label', '--baseline', FILE];

function write(root: string, path: string, text: string): void {
  writeFileSync(join(root, path), text);
}

async function withBaseline(files: Readonly<Record<string, string>> = FILES): Promise<string> {
  const root = commitAll(temporary(files));
  expect(await harden(root, [...CHECK, '--update-baseline'])).toMatchObject({ code: 0 });
  return root;
}

describe('a baseline', () => {
  test('what it lists is known: counted, and no reason to fail', async () => {
    const root = await withBaseline();
    const ran = await harden(root, CHECK);
    expect(ran.code).toBe(0);
    expect(ran.out.replace(/\s+/g, ' ')).toContain(`3 known by ${FILE}`);
    expect(ran.out).not.toContain('Use KEY=value');
    expect((await harden(root, [...CHECK, '--all'])).out).toContain(`Known by ${FILE} (3)`);
  });

  test('what is new fails, wherever lines have moved to', async () => {
    const root = await withBaseline();
    write(root, 'a/Dockerfile', '# a line more\nFROM alpine:3.20\n\nMAINTAINER me <a@b.c>\nENV A b\n');
    expect((await harden(root, CHECK)).code).toBe(0);
    write(root, 'a/Dockerfile', `${FILES['a/Dockerfile']}ENV NEW one\n`);
    const ran = await harden(root, [...CHECK, '--format', 'json']);
    expect(ran.code).toBe(1);
    const { groups } = JSON.parse(ran.out) as { groups: { steps: { line: number }[]; held: { heldBy: string }[] }[] };
    expect(groups.flatMap(({ steps }) => steps)).toHaveLength(1);
  });

  test('the same line a second time is new', async () => {
    const root = await withBaseline();
    write(root, 'b/Dockerfile', `${FILES['b/Dockerfile']}RUN true\nENV B c\n`);
    expect((await harden(root, CHECK)).code).toBe(1);
  });

  test('what no longer stands is said, and taken out when asked', async () => {
    const root = await withBaseline();
    write(root, 'a/Dockerfile', 'FROM alpine:3.20\nENV A b\n');
    const whole = ['check', '--offline', '--baseline', FILE];
    await harden(root, [...whole, '--update-baseline']);
    write(root, 'a/Dockerfile', 'FROM alpine:3.20\nENV A=b\n');
    expect((await harden(root, whole)).err).toMatch(/entr(y|ies) of \.harden-baseline\.json no longer stand/);
    const before = readFileSync(join(root, FILE), 'utf8');
    expect((await harden(root, [...whole, '--update-baseline'])).code).toBe(0);
    expect(readFileSync(join(root, FILE), 'utf8')).not.toBe(before);
    expect((await harden(root, whole)).err).toBe('');
  });

  test('a part of the tree leaves what is known of the rest', async () => {
    const root = await withBaseline();
    write(root, 'a/Dockerfile', `${FILES['a/Dockerfile']}ENV NEW one\n`);
    expect((await harden(root, [...CHECK, '--update-baseline', 'a'])).code).toBe(0);
    expect((await harden(root, CHECK)).code).toBe(0);
  });

  test('findings that are known are left out', async () => {
    const root = commitAll(
      temporary({ Dockerfile: 'FROM alpine:3.20\nENV API_TOKEN=4f9d8a7b6c5e4d3f2a1b0c9d8e7f6a5b\n' }),
    );
    const all = ['check', '--offline', '--format', 'json'];
    const findings = (out: string): number => (JSON.parse(out) as { summary: { findings: number } }).summary.findings;
    expect(findings((await harden(root, all)).out)).toBeGreaterThan(0);
    await harden(root, ['check', '--offline', '--baseline', FILE, '--update-baseline']);
    const ran = await harden(root, [...all, '--baseline', FILE]);
    expect([ran.code, findings(ran.out)]).toEqual([0, 0]);
    // The same line a second time is one more.
    const text = readFileSync(join(root, 'Dockerfile'), 'utf8');
    write(root, 'Dockerfile', `${text}RUN true\n${text.slice(text.indexOf('ENV'))}`);
    expect(findings((await harden(root, [...all, '--baseline', FILE])).out)).toBe(1);
  });

  test('SARIF shows what is known as accepted', async () => {
    const root = await withBaseline();
    const { out } = await harden(root, [...CHECK, '--format', 'sarif']);
    const [run] = (JSON.parse(out) as { runs: { results: { suppressions?: object[] }[] }[] }).runs;
    expect(run!.results.flatMap(({ suppressions = [] }) => suppressions)).toContainEqual({
      kind: 'external',
      status: 'accepted',
      justification: FILE,
    });
  });

  test.each([
    [
      'not there',
      undefined,
      /there is no such file; make it with --baseline \.harden-baseline\.json --update-baseline/,
    ],
    ['empty', '', /\.harden-baseline\.json:1:1: is empty/],
    ['no JSON', '{', /\.harden-baseline\.json:/],
    ['of another form', '{"version":1,"steps":[],"findings":{}}', /\.harden-baseline\.json:1:22: /],
    ['with a key that is none', '{"version":1,"steps":{"a":{"x":["1"]}},"findings":{}}', /\.harden-baseline\.json:1:/],
  ])('one that is %s ends with 2', async (_name, text, said) => {
    const root = commitAll(temporary(FILES));
    if (text !== undefined) write(root, FILE, text);
    const ran = await harden(root, CHECK);
    expect([ran.code, ran.out]).toEqual([2, '']);
    expect(ran.err).toMatch(said);
  });

  test('nothing is written through a link that the repository brought', async () => {
    const elsewhere = join(temporary({ kept: 'x' }), 'target');
    const root = commitAll(temporary(FILES));
    symlinkSync(elsewhere, join(root, FILE));
    const ran = await harden(root, [...CHECK, '--update-baseline']);
    expect(ran.code).toBe(2);
    expect(existsSync(elsewhere)).toBe(false);
  });

  test('the same contents are always the same bytes, as the schema has them', () => {
    const text = baselineText({
      steps: { b: { y: ['0a1b2c3d4e5f'] }, a: { x: ['1a1b2c3d4e5f', '0a1b2c3d4e5f'] } },
      findings: {},
    });
    expect(JSON.parse(text)).toEqual({
      version: 1,
      steps: { a: { x: ['0a1b2c3d4e5f', '1a1b2c3d4e5f'] }, b: { y: ['0a1b2c3d4e5f'] } },
      findings: {},
    });
    expect(new Ajv({ strictTypes: false }).compile(JSON.parse(baselineSchemaText()))(JSON.parse(text))).toBe(true);
  });
});

describe('--changed-since', () => {
  const SINCE = ['check', '--offline', '--only', 'env-equals', '--changed-since', 'main', '--format', 'json'];
  const filesIn = (out: string): string[] =>
    (JSON.parse(out) as { groups: { files: { path: string }[] }[] }).groups.flatMap(({ files }) =>
      files.map(({ path }) => path),
    );

  test('what was committed, changed or added since is looked at, with what belongs to it', async () => {
    const root = commitAll(temporary({ ...FILES, 'compose.yaml': 'services:\n  a:\n    build: a\n' }));
    git(root, 'checkout', '-q', '-b', 'feature');
    expect(filesIn((await harden(root, SINCE)).out)).toEqual([]);
    write(root, 'compose.yaml', 'services:\n  a:\n    build: ./a\n');
    expect(filesIn((await harden(root, SINCE)).out).sort()).toEqual(['a/Dockerfile', 'compose.yaml']);
    git(root, 'commit', '-q', '-a', '-m', 'second');
    write(root, 'Dockerfile', 'FROM scratch\n');
    expect(filesIn((await harden(root, SINCE)).out).sort()).toEqual(['Dockerfile', 'a/Dockerfile', 'compose.yaml']);
  });

  test('what happened on the branch since is not', async () => {
    const root = commitAll(temporary(FILES));
    git(root, 'checkout', '-q', '-b', 'feature');
    git(root, 'checkout', '-q', 'main');
    write(root, 'b/Dockerfile', 'FROM alpine:3.21\n');
    git(root, 'commit', '-q', '-a', '-m', 'second');
    git(root, 'checkout', '-q', 'feature');
    expect(filesIn((await harden(root, SINCE)).out)).toEqual([]);
  });

  test.each([
    ['nowhere', /--changed-since nowhere: there is no such commit here; fetch it first/],
    ['--output=x', /there is no such commit here/],
  ])('%s ends with 2', async (ref, said) => {
    const ran = await harden(commitAll(temporary(FILES)), ['check', `--changed-since=${ref}`]);
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(said);
  });

  test('outside of git it ends with 2', async () => {
    expect((await harden(temporary(FILES), ['check', '--changed-since', 'main'])).err).toMatch(
      /lie in no git work tree/,
    );
  });
});
