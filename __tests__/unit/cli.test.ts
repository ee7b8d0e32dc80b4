// The command, in this process: flags in, text and an exit code out.
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { commitAll, git, harden, project, treeOf } from '../support/command.js';
import { NOT_READ } from '../support/compose-yaml.js';
import { removeTemporary, temporary } from '../support/temporary.js';

afterEach(removeTemporary);

const DOCKERFILE = 'FROM alpine:3.20\nMAINTAINER me <a@b.c>\nENV A b\n';
const FIXED = 'FROM alpine:3.20\nLABEL org.opencontainers.image.authors="me <a@b.c>"\nENV A=b\n';
const ONLY = ['--only', 'env-equals,maintainer-label'];

/** A repository with one Dockerfile, all committed. */
function repository(files: Record<string, string> = { Dockerfile: DOCKERFILE }): string {
  return commitAll(temporary(files));
}

describe('flags', () => {
  const wrong: readonly [string, readonly string[], RegExp][] = [
    ['no command', [], /^Usage: harden/],
    ['a misspelt command', ['chek'], /^harden: unknown command 'chek'\n\(Did you mean check\?\)\n$/],
    ['a misspelt flag', ['fix', '--dry-rum'], /^harden: unknown option '--dry-rum'\n\(Did you mean --dry-run\?\)\n$/],
    [
      'an unknown format',
      ['check', '--format', 'yaml'],
      /^harden: option '--format <format>' .*Allowed choices are text, diff, json/,
    ],
    [
      'an unknown level',
      ['fix', '--level', 'all'],
      /^harden: option '--level <level>' .*Allowed choices are safe, review/,
    ],
    ['a flag without its value', ['fix', '--only'], /^harden: option '--only <id>' argument missing/],
    ['an empty value', ['fix', '--only', 'env-equals,'], /it is empty/],
    [
      'an unknown transform',
      ['fix', '--only', 'envequals'],
      /^harden: no transform is called envequals; did you mean env-equals\?\n$/,
    ],
    [
      'nothing like a transform',
      ['fix', '--skip', 'xyzzyxyzzy'],
      /^harden: no transform is called xyzzyxyzzy; harden list names them\n$/,
    ],
    [
      'an unknown step',
      ['fix', '--dry-run', '--step', 'env-equal@stage:0'],
      /^harden: no step is called env-equal@stage:0; did you mean env-equals@stage:0\?\n$/,
    ],
    ['standard input and more', ['fix', '-', 'Dockerfile'], /^harden: - \(standard input\) stands alone/],
    [
      'a name for nothing',
      ['fix', '--stdin-name', 'x', 'Dockerfile'],
      /^harden: --stdin-name names what is read from standard input/,
    ],
    ['a root that does not exist', ['fix', '--root', 'nowhere'], /^harden: nowhere: there is no such folder\n$/],
    ['a root that is a file', ['fix', '--root', 'Dockerfile'], /^harden: Dockerfile: there is no such folder\n$/],
    [
      'a configuration that does not exist',
      ['fix', '--config', 'nowhere.yaml'],
      /^harden: nowhere.yaml: there is no such file\n$/,
    ],
    [
      'commits of what is not committed',
      ['fix', '--commits', '--allow-dirty'],
      /^harden: --commits and --allow-dirty exclude each other/,
    ],
    ['commits without writing', ['fix', '--commits', '--dry-run'], /^harden: --commits writes, and --dry-run does not/],
    ['commits into a file', ['fix', '--commits', '-o', 'x'], /^harden: --commits writes, and --output does not/],
    ['commits of standard input', ['fix', '--commits', '-'], /^harden: --commits needs files/],
    ['questions without a terminal', ['fix', '-i'], /^harden: --interactive needs a terminal\n$/],
    ['nothing to explain', ['explain'], /^harden: missing required argument 'id'\n$/],
    [
      'an unknown id',
      ['explain', 'evn-equals'],
      /^harden: no transform, check or rule is called evn-equals; did you mean env-equals\?\n$/,
    ],
    ['an unknown rule', ['explain', 'DL30088'], /did you mean DL3008\?\n$/],
    ['an argument too many', ['list', 'x'], /too many arguments/],
    [
      'control characters in a flag',
      ['fix', '--\u001b[31mred\u202e'],
      /^harden: unknown option '--\u241b\[31mred<U\+202E>'\n$/,
    ],
    [
      'control characters in an id',
      ['explain', '\u001b]0;x\u0007'],
      /no transform, check or rule is called \u241b\]0;x\u2407/,
    ],
  ];
  test.each(wrong)('%s', async (_, argv, message) => {
    const root = repository();
    const ran = await harden(root, argv);
    expect(ran.err).toMatch(message);
    expect([ran.code, ran.out]).toEqual([2, '']);
    expect(treeOf(root)).toEqual({ Dockerfile: DOCKERFILE });
  });

  test.each([['--version'], ['-V'], ['--help'], ['fix', '--help'], ['help', 'check']])('%s %s', async (...argv) => {
    const ran = await harden(temporary(), argv.filter(Boolean));
    expect([ran.code, ran.err]).toEqual([0, '']);
    expect(ran.out).toMatch(argv[0] === '--version' || argv[0] === '-V' ? /^\d+\.\d+\.\d+\n$/ : /^Usage: harden/);
  });
});

describe('fix', () => {
  test('--dry-run shows the patch and touches nothing', async () => {
    const root = repository();
    const ran = await harden(root, ['fix', '--dry-run', ...ONLY]);
    expect([ran.code, ran.err]).toEqual([0, '']);
    expect(ran.out).toContain('- ENV A b\n');
    expect(ran.out).toContain('+ ENV A=b\n');
    expect(ran.out).toMatch(/2 steps in 1 file: 2 safe\b.*without.*--dry-run.*\n$/s);
    expect(treeOf(root)).toEqual({ Dockerfile: DOCKERFILE });
  });

  test('writes, says what it did, and finds nothing the second time', async () => {
    const root = repository();
    const first = await harden(root, ['fix', ...ONLY]);
    expect([first.code, first.err]).toEqual([0, '']);
    expect(first.out).toContain('Applied 2 steps in 1 file: 2 safe');
    expect(treeOf(root)).toEqual({ Dockerfile: FIXED });
    const second = await harden(root, ['fix', ...ONLY]);
    expect(second.code).toBe(0);
    expect(second.out).toMatch(/^Nothing to change\b/m);
  });

  test.each([
    ['one file', ['a/Dockerfile'], ['a/Dockerfile']],
    ['several paths', ['a', 'b/Dockerfile'], ['a/Dockerfile', 'b/Dockerfile']],
    ['the same path twice', ['a', './a/Dockerfile'], ['a/Dockerfile']],
    ['no path', [], ['a/Dockerfile', 'b/Dockerfile', 'c d/Dockerfile']],
    ['a path with a blank', ['c d/'], ['c d/Dockerfile']],
  ])('%s', async (_, paths, changed) => {
    const names = ['a/Dockerfile', 'b/Dockerfile', 'c d/Dockerfile'];
    const root = repository(Object.fromEntries(names.map((name) => [name, DOCKERFILE])));
    expect((await harden(root, ['fix', ...ONLY, ...paths])).code).toBe(0);
    expect(names.filter((name) => readFileSync(join(root, name), 'utf8') === FIXED)).toEqual(changed);
  });

  test('paths outside the working directory, and from a folder below', async () => {
    const root = repository({ 'a/Dockerfile': DOCKERFILE, 'b/Dockerfile': DOCKERFILE });
    mkdirSync(join(root, 'c'));
    const above = await harden(join(root, 'c'), ['fix', '../a', ...ONLY]);
    expect([above.code, treeOf(root)['a/Dockerfile']]).toEqual([0, FIXED]);
    expect(above.out).toContain('a/Dockerfile');
    const elsewhere = await harden(temporary(), ['fix', join(root, 'b', 'Dockerfile'), ...ONLY]);
    expect([elsewhere.code, treeOf(root)['b/Dockerfile']]).toEqual([0, FIXED]);
  });

  test('a path that does not exist is an error; the others go on', async () => {
    const root = repository();
    const ran = await harden(root, ['fix', '--dry-run', 'nowhere/Dockerfile', 'Dockerfile', ...ONLY]);
    expect(ran.code).toBe(2);
    expect(ran.out).toMatch(/Errors \(1\)\n +nowhere\/Dockerfile\n +does not exist/);
    expect(ran.out).toContain('+ ENV A=b\n');
  });

  test.each(NOT_READ)('%s in a Compose file is an error with its place, and 2', async (_, text, place, message) => {
    const root = repository({ 'compose.yaml': text, 'stack.yaml': text, Dockerfile: DOCKERFILE });
    for (const argv of [['check'], ['fix', '--dry-run', '--format', 'diff'], ['update', '--dry-run']]) {
      const ran = await harden(root, [...argv, '--offline']);
      expect(ran.code).toBe(2);
      for (const file of ['compose.yaml', 'stack.yaml']) {
        const said = `${ran.out}${ran.err}`.replace(/\s+/g, ' ');
        expect(said).toContain(`${file}:${place}`);
        expect(said).toContain(message);
      }
    }
  });

  test('a template that is only called compose.yaml is left out', async () => {
    const root = repository({ 'compose.yaml': 'services:\n  web:\n    image: {{ image }}\n' });
    const ran = await harden(root, ['check']);
    expect([ran.code, ran.out]).toEqual([0, expect.stringMatching(/a template: compose\.yaml/)]);
  });

  test('a folder without anything to plan says so', async () => {
    const ran = await harden(temporary({ 'notes.txt': 'x' }), ['fix']);
    expect(ran).toEqual({
      code: 0,
      out: 'Nothing to change.\n',
      err: 'harden: no Dockerfile, Compose file or Kubernetes manifest was found\n',
    });
  });

  test('--only, --skip, --step and --level hold back, and the counts name the flag', async () => {
    const root = repository({
      Dockerfile: `${DOCKERFILE}RUN apt-get update && apt-get install -y curl\n`.replace('alpine:3.20', 'debian:12'),
    });
    const ids = 'env-equals,maintainer-label,clean-apt-lists';
    const run = async (...argv: string[]): Promise<string> => (await harden(root, ['fix', '--dry-run', ...argv])).out;
    const all = ['--only', ids];
    expect(await run(...all)).toMatch(/3 steps in 1 file: 2 safe, 1 to review\b/);
    expect(await run(...all, '--level', 'safe')).toMatch(
      /2 steps in 1 file: 2 safe\b.*\b1 held back by --level safe\b/,
    );
    expect(await run('--only', 'env-equals')).toMatch(
      /1 step in 1 file: 1 safe\W+\d+ held back by --only env-equals\b/,
    );
    expect(await run(...all, '--skip', 'env-equals')).toMatch(/1 held back by --skip env-equals\b/);
    const step = await run(...all, '--step', 'env-equals@stage:0');
    expect(step).toMatch(/1 step in 1 file: 1 safe\b/);
    expect(step).toMatch(/2 held back by --step\b/);
    expect(await run(...all, '--step', 'env-equals@stage:0', '--step', 'maintainer-label@stage:0')).toMatch(/2 steps/);
  });

  test('what nobody looked up is a line with its number; --all, and what programs read, list it', async () => {
    const pinned = `FROM alpine:3.20@sha256:${'0'.repeat(64)}\n`;
    const root = repository({
      'a/Dockerfile': 'FROM alpine:3.20\nCMD ["a"]\n',
      'b/Dockerfile': 'FROM alpine:3.19\nCMD ["b"]\n',
      'c/Dockerfile': `${pinned}CMD ["c"]\n`,
    });
    const run = async (...argv: string[]): Promise<string> =>
      (await harden(root, ['fix', '--dry-run', '--offline', '--only', 'pin-base-image', ...argv])).out;
    const line = '2 places in 2 files wait for answers that nobody looked up (pin-base-image)';
    const each = 'run once without it to record';
    for (const format of ['text', 'markdown', 'html']) {
      const short = await run('--format', format);
      expect(short.replace(/\s+/g, ' ')).toContain(line);
      expect(short).not.toContain(each);
      const whole = await run('--format', format, '--all');
      expect(whole.replace(/\s+/g, ' ')).not.toContain(line);
      expect(whole.split(each)).toHaveLength(3);
    }
    expect(await run()).toMatch(/Seen and left alone \(2\)\n {2}no-answer\b.*\(2\)\n/);
    expect(
      JSON.parse(await run('--format', 'json')).groups.flatMap(({ refused }: { refused: [] }) => refused),
    ).toHaveLength(2);
  });

  test('one that nobody looked up is listed like any other', async () => {
    const ran = await harden(repository(), ['fix', '--dry-run', '--offline', '--only', 'pin-base-image']);
    expect(ran.out.replace(/\s+/g, ' ')).toContain('Dockerfile:1 nothing is looked up with --offline');
  });

  test('suppressions are counted', async () => {
    const root = repository({ Dockerfile: DOCKERFILE.replace('ENV', '# harden-ignore env-equals: as it was\nENV') });
    const ran = await harden(root, ['fix', '--dry-run', ...ONLY]);
    expect(ran.out).toMatch(/1 step in 1 file: 1 safe\b.*\b1 suppressed\b/);
    expect(ran.out).toMatch(/Suppressed by # harden-ignore env-equals: as it was \(1\)/);
  });

  test('--root bounds what is read', async () => {
    const root = repository({ 'a/Dockerfile': DOCKERFILE, 'b/Dockerfile': DOCKERFILE });
    const ran = await harden(root, ['fix', '--dry-run', '--root', 'a', 'b/Dockerfile']);
    expect(ran.code).toBe(2);
    expect(ran.out).toContain(`lies outside the root ${join(root, 'a')}`);
  });

  test('--force takes a template that is named', async () => {
    const root = repository({ 'Dockerfile.j2': DOCKERFILE });
    expect((await harden(root, ['fix', '--dry-run', 'Dockerfile.j2'])).out).toMatch(/a template: Dockerfile\.j2/);
    expect((await harden(root, ['fix', '--dry-run', '--force', 'Dockerfile.j2', ...ONLY])).out).toContain('2 steps');
  });
});

describe('--output', () => {
  test('writes the patch beside the working directory and nothing else', async () => {
    const root = repository({ 'web/Dockerfile': DOCKERFILE });
    const ran = await harden(join(root, 'web'), ['fix', '--output', 'x.patch', ...ONLY]);
    expect([ran.code, ran.out, ran.err]).toEqual([
      0,
      '',
      `harden: patch written to x.patch; apply it in ${root} with git apply\n`,
    ]);
    expect(treeOf(root)['web/Dockerfile']).toBe(DOCKERFILE);
    git(root, 'apply', 'web/x.patch');
    expect(treeOf(root)['web/Dockerfile']).toBe(FIXED);
    // A file that exists is replaced, so that no patch of an earlier run is taken for this one.
    const again = await harden(join(root, 'web'), ['fix', '-o', 'x.patch', ...ONLY]);
    expect(again.err).toBe('harden: nothing to change; x.patch is empty\n');
    expect(treeOf(root)['web/x.patch']).toBe('');
  });

  test('another format goes to the file as well; - is standard output', async () => {
    const root = repository();
    expect((await harden(root, ['fix', '-o', 'x.json', '--format', 'json', ...ONLY])).err).toBe(
      'harden: written to x.json\n',
    );
    expect(JSON.parse(treeOf(root)['x.json']!).version).toBe(1);
    expect((await harden(root, ['fix', '-o', '-', ...ONLY])).out).toMatch(/^diff --git a\/Dockerfile/);
  });

  test.each([
    ['.', /^harden: \.: is a folder/],
    ['nowhere/x.patch', /^harden: nowhere\/x\.patch: cannot be written: does not exist\n$/],
    ['Dockerfile', /^harden: Dockerfile: is one of the files the patch is made for/],
    ['link', /^harden: link: is one of the files the patch is made for/],
  ])('%s is refused', async (file, message) => {
    const root = repository();
    symlinkSync('Dockerfile', join(root, 'link'));
    const ran = await harden(root, ['fix', '-o', file, ...ONLY]);
    expect([ran.code, ran.err]).toEqual([2, expect.stringMatching(message)]);
    expect(treeOf(root)).toEqual({ Dockerfile: DOCKERFILE });
  });
});

describe('check', () => {
  test('1 with steps, 0 without, 2 with an error', async () => {
    const root = repository();
    const found = await harden(root, ['check', ...ONLY]);
    expect([found.code, found.err]).toEqual([1, '']);
    expect(found.out).toContain('2 steps in 1 file: 2 safe');
    expect((await harden(repository({ Dockerfile: FIXED }), ['check', ...ONLY])).code).toBe(0);
    expect((await harden(repository({ Dockerfile: 'RUN <<E\nx\n' }), ['check', ...ONLY])).code).toBe(2);
    expect(treeOf(root)).toEqual({ Dockerfile: DOCKERFILE });
  });
});

describe('formats', () => {
  const files = {
    Dockerfile: DOCKERFILE,
    'x/Dockerfile': 'RUN <<E\nx\n',
    'compose.yaml': 'version: "3"\nservices:\n  web:\n    build: .\n',
  };

  test.each(['fix --dry-run', 'check', 'fix --yes'])('json of %s is as its schema says', async (command) => {
    const schema: unknown = JSON.parse(readFileSync(join(project, 'schemas/plan.schema.json'), 'utf8'));
    const validate = new Ajv2020({ strictTypes: false, allErrors: true }).compile(schema as object);
    const ran = await harden(repository(files), [
      ...command.split(' '),
      '--format',
      'json',
      '--skip',
      'clean-apt-lists',
    ]);
    expect(validate(JSON.parse(ran.out)) ? [] : validate.errors).toEqual([]);
    expect(JSON.parse(ran.out).errors).toHaveLength(1);
    expect([ran.code, ran.err]).toEqual([2, '']);
  });

  test('diff applies, and errors go to standard error', async () => {
    const root = repository(files);
    const ran = await harden(root, [
      'fix',
      '--dry-run',
      '--format',
      'diff',
      '--only',
      'env-equals,maintainer-label,drop-compose-version',
    ]);
    expect(ran.err).toMatch(/^harden: x\/Dockerfile:1:\d+: .+\n$/);
    git(root, 'apply', join(temporary({ patch: ran.out }), 'patch'));
    expect(treeOf(root)).toMatchObject({
      Dockerfile: FIXED,
      'compose.yaml': files['compose.yaml'].replace(/^.*\n/, ''),
    });
  });

  test('sarif, github and markdown', async () => {
    const root = repository(files);
    const sarif = JSON.parse((await harden(root, ['check', '--format', 'sarif'])).out);
    expect([sarif.version, sarif.runs[0].results.length > 0]).toEqual(['2.1.0', true]);
    expect((await harden(root, ['check', '--format', 'github'])).out).toMatch(/^::error file=x\/Dockerfile,line=1,/);
    expect((await harden(root, ['check', '--format', 'markdown'])).out).toMatch(/^# harden\n/);
  });
});

describe('the terminal', () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const ESCAPE = /\u001b/;
  test.each([
    ['a pipe', {}, [], false],
    ['a terminal', { isTerminal: true }, [], true],
    ['NO_COLOR', { isTerminal: true, env: { NO_COLOR: '1' } }, [], false],
    ['an empty NO_COLOR', { isTerminal: true, env: { NO_COLOR: '' } }, [], true],
    ['FORCE_COLOR', { env: { FORCE_COLOR: '1' } }, [], true],
    ['FORCE_COLOR=0', { isTerminal: true, env: { FORCE_COLOR: '0' } }, [], false],
    ['TERM=dumb', { isTerminal: true, env: { TERM: 'dumb' } }, [], false],
    ['--color on a pipe', { env: { NO_COLOR: '1' } }, ['--color'], true],
    ['--no-color on a terminal', { isTerminal: true, env: { FORCE_COLOR: '1' } }, ['--no-color'], false],
  ])('colour: %s', async (_, io, flags, colour) => {
    const root = repository();
    for (const argv of [['fix', '--dry-run'], ['check'], ['list']]) {
      expect(ESCAPE.test((await harden(root, [...argv, ...flags], io)).out)).toBe(colour);
    }
  });

  test.each([40, 80, 120])('nothing is wider than %d columns but what cannot be broken', async (columns) => {
    const ran = await harden(repository(), ['fix', '--dry-run'], { columns });
    for (const line of ran.out.split('\n'))
      if (line.trim().includes(' ')) expect(line.length).toBeLessThanOrEqual(columns + 1);
  });

  test('nothing in a file, a name or a message acts on it', async () => {
    const evil = '\u001b]0;t\u0007\u202e\u009b31m';
    const name = `a\u001b[2J\u202e`;
    const root = repository({
      [`${name}/Dockerfile`]: `FROM alpine\n# ${evil}\nENV A ${evil}\nLABEL b ${evil}\n`,
      [`${name}/broken/Dockerfile`]: `FROM alpine\n${evil} x\nRUN <<${evil.replace(/\W/g, '')}E\n`,
      [`${name}/compose.yaml`]: `services:\n  "w\\e[1m\u202e":\n    image: "x\u202ey"\n  a: &a [*${'b'}]\n`,
    });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    const raw = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;
    const formats = ['text', 'diff', 'json', 'sarif', 'github', 'markdown'];
    for (const command of [['fix', '--dry-run'], ['check'], ['fix']]) {
      for (const format of formats) {
        const ran = await harden(root, [...command, '--format', format, '--no-color'], { isTerminal: true });
        expect(raw.exec(`${ran.out}${ran.err}`)).toBeNull();
      }
    }
    for (const argv of [
      ['fix', `${name}/x`],
      ['fix', '--config', name],
      ['fix', '-o', `${name}/y/z`],
      ['fix', '--root', name + name],
    ]) {
      const ran = await harden(root, argv, { isTerminal: true, env: { NO_COLOR: '1' } });
      expect([ran.code, raw.exec(`${ran.out}${ran.err}`)]).toEqual([2, null]);
    }
  });

  test('a reader that goes away is no error, and the exit code stays', async () => {
    const gone = (): void => {
      const { ReaderGone } = jest.requireActual<typeof import('../../src/cli/output.js')>('../../src/cli/output.js');
      throw new ReaderGone();
    };
    expect(await harden(repository(), ['check'], { out: gone })).toEqual({ code: 1, out: '', err: '' });
    expect(await harden(repository(), ['list'], { out: gone })).toEqual({ code: 0, out: '', err: '' });
  });
});

describe('.harden.yaml', () => {
  test('is found in the root, from any folder of it', async () => {
    const root = repository({
      '.harden.yaml':
        'version: 1\ntransforms:\n  env-equals: off\nignore:\n  - old/\noverrides:\n  - paths: [legacy/]\n    transforms:\n      maintainer-label: off\n      env-equals: on\n',
      'web/Dockerfile': DOCKERFILE,
      'old/Dockerfile': DOCKERFILE,
      'legacy/Dockerfile': DOCKERFILE,
    });
    expect((await harden(join(root, 'web'), ['fix', '..'])).code).toBe(0);
    const after = treeOf(root);
    expect(after['web/Dockerfile']).toMatch(/LABEL .*\nENV A b\n/);
    expect(after['old/Dockerfile']).toBe(DOCKERFILE);
    expect(after['legacy/Dockerfile']).toMatch(/MAINTAINER .*\nENV A=b\n/);
  });

  test('a level in it is named as what holds back', async () => {
    const root = repository({
      '.harden.yaml': 'level: safe\n',
      Dockerfile: 'FROM debian:12\nRUN apt-get update && apt-get install -y curl\n',
    });
    const ran = await harden(root, ['check', '--only', 'clean-apt-lists']);
    expect(ran.out).toContain('1 held back by level: safe in the configuration');
    expect((await harden(root, ['check', '--only', 'clean-apt-lists', '--level', 'review'])).out).toContain(
      '1 to review',
    );
  });

  test.each([
    ['a misspelt key', 'levle: safe\n', '.harden.yaml:1:1: unknown key "levle"; did you mean "level"?'],
    [
      'a misspelt transform',
      'transforms:\n  env-equal: off\n',
      '.harden.yaml:2:3: unknown transform "env-equal"; did you mean "env-equals"?',
    ],
    ['what is not YAML', 'level: [\n', '.harden.yaml:'],
    [
      'what is not a level',
      'level: all\n',
      '.harden.yaml:1:8: level: expected safe, review or unverified, found "all"',
    ],
  ])('%s: line, column and a suggestion', async (_, text, message) => {
    const root = repository({ '.harden.yaml': text, Dockerfile: DOCKERFILE });
    for (const argv of [['fix'], ['check'], ['fix', '--dry-run', '--format', 'json']]) {
      const ran = await harden(root, argv);
      expect([ran.code, ran.out]).toEqual([2, '']);
      expect(ran.err.startsWith(`harden: ${message}`)).toBe(true);
    }
    expect(treeOf(root).Dockerfile).toBe(DOCKERFILE);
  });

  test('--config may lie anywhere', async () => {
    const folder = temporary({ 'team.yaml': 'transforms: { env-equals: off }\n', 'bad.yaml': 'x: 1\n' });
    const root = repository({ '.harden.yaml': 'nonsense: 1\n', Dockerfile: DOCKERFILE });
    const ran = await harden(root, ['check', '--config', join(folder, 'team.yaml')]);
    expect(ran.out).not.toContain('env-equals');
    const bad = await harden(root, ['check', '--config', join(folder, 'bad.yaml')]);
    expect([bad.code, bad.err]).toEqual([
      2,
      expect.stringContaining(`${join(folder, 'bad.yaml')}:1:1: unknown key "x"`),
    ]);
  });
});

describe('list, explain, init', () => {
  test('list names every transform with its safety', async () => {
    const text = await harden(temporary(), ['list']);
    expect([text.code, text.err]).toEqual([0, '']);
    expect(text.out).toMatch(/^ {2}env-equals +safe +\S/m);
    const json = JSON.parse((await harden(temporary(), ['list', '--format', 'json'])).out);
    for (const { id } of json) expect(text.out).toContain(`  ${id} `);
  });

  test.each([
    ['env-equals', /^# env-equals\n.*## Before\n.*## Rules\n.*BK LegacyKeyValueFormat/s],
    ['apt-lists-left-in-layer', /^# apt package lists.*Known as apt-lists-left-in-layer, DL3009/s],
    ['DL3009', /Known as .*DL3009.*Fixed by clean-apt-lists: harden explain clean-apt-lists\n/s],
    ['dl3008', /No automatic change: |Reported by harden check: |Fixed by /],
    ['CIS 4.1', /No USER/],
    ['DS-0002', /No USER/],
    ['CKV_DOCKER_3', /No USER/],
  ])('explain %s', async (id, text) => {
    const ran = await harden(temporary(), ['explain', ...id.split(' ')]);
    expect([ran.code, ran.err]).toEqual([0, '']);
    expect(ran.out).toMatch(text);
  });

  test('explain of several: each once, in their order, and names of two words without quotes', async () => {
    const ran = await harden(temporary(), ['explain', 'DL3009', 'env-equals', 'CIS', '4.1', 'DL3009']);
    expect([ran.code, ran.err]).toEqual([0, '']);
    const order = ['Fixed by clean-apt-lists', '# env-equals\n', '# No USER'].map((text) => ran.out.indexOf(text));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(Math.min(...order)).toBeGreaterThan(-1);
    expect(ran.out.match(/Fixed by clean-apt-lists/g)).toHaveLength(1);
  });

  test('explain names every unknown id, and explains the others', async () => {
    const ran = await harden(temporary(), ['explain', 'evn-equals', 'DL3009', 'xyzzyxyzzy']);
    expect(ran.code).toBe(2);
    expect(ran.out).toMatch(/Fixed by clean-apt-lists/);
    expect(ran.err).toBe(
      'harden: no transform, check or rule is called evn-equals; did you mean env-equals?\n' +
        'harden: no transform, check or rule is called xyzzyxyzzy; harden list names the transforms\n',
    );
  });

  test('init writes a configuration that changes nothing, once', async () => {
    const root = repository({ 'web/Dockerfile': DOCKERFILE });
    const before = await harden(root, ['check']);
    const ran = await harden(join(root, 'web'), ['init']);
    expect(ran).toEqual({
      code: 0,
      out: 'wrote ../.harden.yaml; what is commented out in it shows the defaults\n',
      err: '',
    });
    expect(existsSync(join(root, '.harden.yaml'))).toBe(true);
    expect(await harden(root, ['check'])).toEqual(before);
    const again = await harden(root, ['init']);
    expect(again).toEqual({
      code: 2,
      out: '',
      err: 'harden: .harden.yaml exists already; edit it, or remove it first\n',
    });
  });
});
