// A clone, or an archive, that wants to run: programs planted wherever git takes the name of one from a repository.
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { openBench } from '../../src/io/bench.js';
import { build, commitAll, git, hardenProcess, type Ran } from '../support/command.js';
import { filesBelow, removeTemporary, temporary } from '../support/temporary.js';

beforeAll(build, 120_000);
afterEach(removeTemporary);

const DOCKERFILE = 'FROM alpine:3.20\nENV A b\n';
const FIXED = 'FROM alpine:3.20\nENV A=b\n';
const HOOKS = [
  ...['applypatch-msg', 'pre-commit', 'pre-merge-commit', 'prepare-commit-msg', 'commit-msg', 'post-commit'],
  ...['pre-rebase', 'post-checkout', 'post-merge', 'pre-auto-gc', 'post-rewrite', 'post-index-change'],
  ...['fsmonitor-watchman', 'reference-transaction', 'push-to-checkout', 'sendemail-validate'],
];
const PROGRAMS = [
  ...['core.fsmonitor', 'core.pager', 'core.editor', 'core.sshCommand', 'core.askPass', 'core.gitProxy'],
  ...['core.alternateRefsCommand', 'sequence.editor', 'diff.external', 'diff.x.textconv', 'diff.x.command'],
  ...['merge.x.driver', 'filter.x.clean', 'filter.x.smudge', 'filter.y.process', 'filter.z=z.clean', 'gpg.program'],
  ...['gpg.ssh.program', 'gpg.x509.program', 'gpg.ssh.defaultKeyCommand', 'credential.helper', 'pager.status'],
  ...['pager.config', 'gc.recentObjectsHook', 'uploadpack.packObjectsHook', 'trace2.normalTarget'],
];
const ALIASES = ['status', 'config', 'rev-parse', 'ls-files', 'commit', 'add', 'rm'];

/** What ran, one word each. */
function marksIn(folder: string): string[] {
  const file = join(folder, 'marks');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
}

function program(path: string, mark: string, marks: string): string {
  writeFileSync(path, `#!/bin/sh\necho ${mark} >>${join(marks, 'marks')}\ncase $1 in -*) exit 1;; esac\ncat\n`);
  chmodSync(path, 0o755);
  return path;
}

/** A line of git's configuration: `a.b.c` is in the section `[a "b"]`. */
function setting(name: string, value: string): string {
  const [section, ...rest] = name.split('.');
  const key = rest.pop();
  const sub = rest.length > 0 ? ` "${rest.join('.')}"` : '';
  return `[${section}${sub}]\n\t${key} = "${value}"\n`;
}

/** Plants all of it into a git folder. Names are absolute: where a clone lies is easily guessed. */
function plant(store: string, marks: string): void {
  mkdirSync(join(store, 'hooks'), { recursive: true });
  for (const hook of HOOKS) program(join(store, 'hooks', hook), `hook:${hook}`, marks);
  const at = join(store, 'planted');
  mkdirSync(at);
  const lines: [string, string][] = [];
  for (const name of PROGRAMS) lines.push([name, program(join(at, name.replaceAll(/\W/g, '-')), name, marks)]);
  const alias = program(join(at, 'alias'), 'alias', marks);
  for (const name of ALIASES) lines.push([`alias.${name}`, `!${alias}`]);
  lines.push(
    ['commit.gpgSign', 'true'],
    ['log.showSignature', 'true'],
    ['extensions.partialClone', 'origin'],
    ['remote.origin.url', `ext::sh -c ${program(join(at, 'remote'), 'remote', marks)}`],
    ['remote.origin.promisor', 'true'],
    ['protocol.ext.allow', 'always'],
    ['core.hooksPath', join(store, 'hooks')],
  );
  writeFileSync(join(store, 'included'), lines.map(([name, value]) => setting(name, value)).join(''));
  appendFileSync(join(store, 'config'), setting('include.path', join(store, 'included')));
}

const ATTRIBUTES = '* diff=x merge=x\nDockerfile filter=x\ncompose.yaml filter=y\n.dockerignore filter=z=z\n';
const FILES = { Dockerfile: DOCKERFILE, 'compose.yaml': 'services: {}\n', '.dockerignore': '*.log\n' };

/** Makes git look into the files again, which is when filters run. */
function touch(root: string): void {
  for (const name of Object.keys(FILES)) utimesSync(join(root, name), 1e9, 1e9);
}

/** The files of a stranger with the git folder of a stranger, as in an archive. */
function archive(): { root: string; marks: string } {
  const marks = temporary();
  const root = commitAll(temporary({ ...FILES, '.gitattributes': ATTRIBUTES }));
  const module = commitAll(temporary({ Dockerfile: DOCKERFILE }));
  git(root, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', module, 'module');
  git(root, 'commit', '-q', '-m', 'module');
  plant(join(root, '.git'), marks);
  plant(join(root, '.git/modules/module'), marks);
  touch(root);
  return { root, marks };
}

const engineless = { PATH: process.env.PATH, HOME: process.env.HOME, HARDEN_OFFLINE: '1', LANG: 'C.UTF-8' };

function run(cwd: string, argv: readonly string[], env: Record<string, string | undefined> = {}): Ran {
  return hardenProcess(cwd, argv, { env: { ...engineless, ...env } });
}

test('the programs that are planted do run when git is used as usual', () => {
  const { root, marks } = archive();
  spawnSync('git', ['-C', root, 'status']);
  spawnSync('git', ['-C', root, 'commit', '-q', '--allow-empty', '-m', 'x']);
  const seen = marksIn(marks);
  for (const mark of ['core.fsmonitor', 'filter.x.clean', 'filter.z=z.clean', 'hook:pre-commit', 'gpg.program'])
    expect(seen).toContain(mark);
});

describe('an archive with a git folder of its own', () => {
  const reading: readonly (readonly string[])[] = [
    ['fix', '--dry-run'],
    ['fix', '--dry-run', '--format', 'json'],
    ['fix', '--dry-run', '--format', 'html'],
    ['fix'],
    ['fix', '--allow-dirty'],
    ['fix', '--yes', 'Dockerfile', 'module'],
    ['fix', '-o', 'out.patch'],
    ['fix', '--verify'],
    ['check'],
    ['update'],
    ['update', '--dry-run'],
    ['verify'],
    ['observe'],
    ['list'],
    ['explain', 'env-equals'],
    ['init'],
  ];
  test.each(reading.map((words) => [words.join(' '), words] as const))('runs nothing for %s', (_, words) => {
    const { root, marks } = archive();
    // Without an engine: what verify and observe run in containers is not asked for here.
    const bin = temporary({ 'bin/x': '' });
    execFileSync('ln', ['-s', execFileSync('which', ['git'], { encoding: 'utf8' }).trim(), join(bin, 'bin/git')]);
    const ran = run(root, words, { PATH: join(bin, 'bin') });
    expect(ran.err).not.toContain('this is a bug');
    expect(marksIn(marks)).toEqual([]);
    if (words.join() === 'fix') expect(readFileSync(join(root, 'Dockerfile'), 'utf8')).toBe(FIXED);
  });

  test('a program called git in the folder is not git, whatever PATH says', () => {
    const { root, marks } = archive();
    program(join(root, 'git'), 'own-git', marks);
    for (const PATH of [`:${process.env.PATH}`, `.:${process.env.PATH}`])
      expect(run(root, ['fix', '--allow-dirty'], { PATH }).code).toBe(0);
    expect(marksIn(marks)).toEqual([]);
  });

  test('a .git file that leads to a folder among the files: no commit, and nothing runs', () => {
    const { root, marks } = archive();
    renameSync(join(root, '.git'), join(root, 'store'));
    writeFileSync(join(root, '.git'), 'gitdir: store\n');
    const ran = run(root, ['fix', '--commits', 'Dockerfile', '--only', 'env-equals']);
    expect(ran.code).toBe(2);
    expect(ran.out.replaceAll(/\s+/g, ' ')).toContain('git keeps this repository in store, which lies among its files');
    expect(readFileSync(join(root, 'Dockerfile'), 'utf8')).toBe(DOCKERFILE);
    expect(run(root, ['fix', 'Dockerfile', '--only', 'env-equals']).code).toBe(0);
    expect(readFileSync(join(root, 'Dockerfile'), 'utf8')).toBe(FIXED);
    expect(marksIn(marks)).toEqual([]);
  });
});

describe('a tracked folder that is a bare repository', () => {
  /** A clone as git makes it, with a folder `sub` in which git would see a repository. */
  function clone(): { root: string; marks: string } {
    const marks = temporary();
    const root = temporary({ 'README.md': '' });
    const sub = join(root, 'sub');
    mkdirSync(sub);
    execFileSync('git', ['init', '-q', '--bare', '--template=', sub]);
    for (const [name, text] of Object.entries({ ...FILES, '.gitattributes': ATTRIBUTES }))
      writeFileSync(join(sub, name), text);
    for (const [name, value] of Object.entries({
      'core.bare': 'false',
      'core.worktree': '.',
      'user.name': 'B',
      'user.email': 'b@example.org',
    }))
      git(sub, '--git-dir', sub, 'config', name, value);
    for (const args of [
      ['add', ...Object.keys(FILES), '.gitattributes'],
      ['commit', '-q', '-m', 'sub'],
    ])
      git(sub, '--git-dir', sub, '--work-tree', sub, ...args);
    plant(sub, marks);
    commitAll(root);
    touch(sub);
    return { root, marks };
  }

  test('git takes it for one, and runs what it names', () => {
    const { root, marks } = clone();
    spawnSync('git', ['-C', join(root, 'sub'), 'status'], { env: { ...process.env, GIT_CONFIG_COUNT: '0' } });
    expect(marksIn(marks)).toContain('core.fsmonitor');
  });

  test.each([
    [['--root', 'sub', 'sub'], ''],
    [['Dockerfile'], 'sub'],
    [['.', '--root', '.'], 'sub'],
    [['sub'], ''],
  ])('fix --commits %j commits to the repository around it', (argv, cwd) => {
    const { root, marks } = clone();
    const ran = run(join(root, cwd), ['fix', '--commits', '--only', 'env-equals', ...argv]);
    expect(ran.err).not.toContain('error');
    expect(ran.code).toBe(0);
    expect(marksIn(marks)).toEqual([]);
    expect(git(root, 'log', '--format=%an', '--name-only', '-1').trim()).toBe('A\n\nsub/Dockerfile');
  });

  test.each([['fix'], ['check'], ['update'], ['init'], ['verify']])('%s runs nothing in it', (command) => {
    const { root, marks } = clone();
    run(join(root, 'sub'), [command, ...(command === 'init' ? [] : ['.'])], { PATH: '/usr/bin/none' });
    run(
      join(root, 'sub'),
      [command, ...(command === 'init' ? [] : ['.'])],
      command === 'verify' ? { PATH: '/none' } : {},
    );
    expect(marksIn(marks)).toEqual([]);
  });
});

test("with --commits the hooks and filters of one's own repository run, as git has it", () => {
  const { root, marks } = archive();
  git(root, 'config', 'commit.gpgSign', 'false');
  const ran = run(root, ['fix', '--commits', 'Dockerfile', '--only', 'env-equals']);
  expect(ran.code).toBe(0);
  const seen = marksIn(marks);
  expect(seen).toContain('hook:pre-commit');
  expect(seen).not.toContain('core.fsmonitor');
});

describe('what builds of strangers are given', () => {
  async function copied(root: string, untrusted: boolean): Promise<readonly string[]> {
    const bench = await openBench({ root, cache: temporary(), owner: 'here.1.1.x', untrusted });
    try {
      return Object.keys(filesBelow(bench.tree)).sort();
    } finally {
      bench.close();
    }
  }

  test('only what git tracks, without its settings and hooks', async () => {
    const { root } = archive();
    writeFileSync(join(root, 'credentials.json'), 'secret');
    mkdirSync(join(root, 'left'));
    writeFileSync(join(root, 'left/token'), 'secret');
    writeFileSync(join(root, 'module/token'), 'secret');
    const found = await copied(root, true);
    expect(found).toEqual(expect.arrayContaining(['Dockerfile', '.gitattributes', '.git/HEAD', 'module/Dockerfile']));
    expect(found.filter((path) => /token|credentials|(?:^|\/)config$|hooks\//.test(path))).toEqual(['module/token']);
    expect(await copied(root, false)).toEqual(
      expect.arrayContaining(['credentials.json', 'left/token', '.git/config']),
    );
    expect(await copied(join(root, 'module'), true)).toEqual(['.git', 'Dockerfile']);
  });

  test('all of a folder without git', async () => {
    expect(await copied(temporary({ a: '', 'b/c': '' }), true)).toEqual(['a', 'b/c']);
  });
});
