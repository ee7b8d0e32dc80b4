import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commit, gitState, uncommitted } from '../../src/io/index.js';
import type { FilePath } from '../../src/model/index.js';
import { removeTemporary, temporary } from '../support/temporary.js';

const before = { ...process.env };
afterEach(() => {
  removeTemporary();
  process.env = { ...before };
});

function git(root: string, ...args: string[]): string {
  return execFileSync('git', ['-C', root, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

function repository(files: Record<string, string>): string {
  const root = temporary(files);
  git(root, 'init', '-q', '-b', 'main');
  git(root, 'config', 'user.name', 'A');
  git(root, 'config', 'user.email', 'a@example.org');
  git(root, 'add', '.');
  git(root, 'commit', '-q', '-m', 'first');
  return root;
}

const paths = (...names: string[]): FilePath[] => names as FilePath[];

describe('gitState', () => {
  test('inside, outside, and without git', () => {
    const root = repository({ 'a/b': '' });
    expect(gitState(join(root, 'a'))).toEqual({ state: 'inside', top: root });
    expect(gitState(temporary())).toEqual({ state: 'outside' });
    expect(gitState(join(root, '.git'))).toEqual({ state: 'outside' });
    process.env.PATH = temporary();
    expect(gitState(root)).toEqual({ state: 'outside' });
    expect(uncommitted(root, paths('a/b')).size).toBe(0);
    expect(commit(root, paths('a/b'), 'x')).toEqual({ error: 'not in a git work tree' });
  });

  test('a work tree that the configuration puts elsewhere is not ours', () => {
    const root = repository({ a: '1' });
    git(root, 'config', 'core.worktree', temporary());
    expect(gitState(root)).toEqual({ state: 'outside' });
  });

  test('what git sets for its hooks does not point elsewhere', () => {
    const other = repository({ a: '1' });
    const root = repository({ a: '2' });
    process.env.GIT_DIR = join(other, '.git');
    expect(gitState(root)).toEqual({ state: 'inside', top: root });
    expect(uncommitted(root, paths('a')).size).toBe(0);
  });
});

describe('uncommitted', () => {
  test('says how each named file differs from what is committed', () => {
    const root = repository({
      clean: '1',
      modified: '1',
      staged: '1',
      gone: '1',
      '*': '1',
      'a b': '1',
      '.gitignore': 'out/\nignored\n',
    });
    for (const [name, text] of Object.entries({
      modified: '2',
      staged: '2',
      untracked: '2',
      ignored: '2',
      'a b': '2',
      ':!modified': '2',
      unasked: '2',
    })) {
      writeFileSync(join(root, name), text);
    }
    execFileSync('mkdir', [join(root, 'out')]);
    writeFileSync(join(root, 'out/x'), '');
    execFileSync('rm', [join(root, 'gone')]);
    git(root, 'add', 'staged');
    const asked = paths(
      'clean',
      'modified',
      'staged',
      'untracked',
      'ignored',
      'gone',
      '*',
      'a b',
      'out/x',
      ':!modified',
    );
    expect(Object.fromEntries(uncommitted(root, asked))).toEqual({
      modified: 'modified',
      staged: 'staged',
      untracked: 'untracked',
      ignored: 'untracked',
      gone: 'modified',
      'a b': 'modified',
      ':!modified': 'untracked',
      'out/x': 'untracked',
    });
  });

  test('paths are relative to the root, which may lie below the top', () => {
    const root = repository({ 'sub/a': '1', a: '1', '.gitignore': 'sub/dir/\n' });
    writeFileSync(join(root, 'sub/a'), '2');
    execFileSync('mkdir', [join(root, 'sub/dir')]);
    writeFileSync(join(root, 'sub/dir/b'), '2');
    expect([...uncommitted(join(root, 'sub'), paths('a', 'dir/b'))]).toEqual([
      ['a', 'modified'],
      ['dir/b', 'untracked'],
    ]);
    expect([...uncommitted(join(root, 'sub/dir'), paths('b'))]).toEqual([['b', 'untracked']]);
    expect(uncommitted(root, paths('a')).size).toBe(0);
  });

  test('many files are asked in several calls', () => {
    const names = Array.from({ length: 1000 }, (_, index) => `f${index}`);
    const root = repository(Object.fromEntries(names.map((name) => [name, '1'])));
    writeFileSync(join(root, 'f999'), '2');
    expect([...uncommitted(root, paths(...names))]).toEqual([['f999', 'modified']]);
  });

  test('nothing the repository configures runs', () => {
    const root = repository({ a: '1', '.gitattributes': 'a filter=x\nb filter=y=z\n', b: '1' });
    const ran = join(root, 'ran');
    const program = join(root, 'program');
    writeFileSync(program, `#!/bin/sh\ntouch ${ran}\ncat\n`);
    chmodSync(program, 0o755);
    for (const key of [
      'core.fsmonitor',
      'core.pager',
      'core.sshCommand',
      'core.editor',
      'filter.x.clean',
      'filter.x.process',
      'filter.x.smudge',
      'filter.y=z.clean',
      'diff.external',
      'alias.status',
    ])
      git(root, 'config', key, key === 'alias.status' ? `!${program}` : program);
    for (const hook of ['post-index-change', 'fsmonitor-watchman', 'pre-commit']) {
      writeFileSync(join(root, '.git/hooks', hook), `#!/bin/sh\ntouch ${ran}\n`);
      chmodSync(join(root, '.git/hooks', hook), 0o755);
    }
    writeFileSync(join(root, 'a'), '2');
    writeFileSync(join(root, 'b'), '2');
    expect([...uncommitted(root, paths('a', 'b'))]).toEqual([
      ['a', 'modified'],
      ['b', 'modified'],
    ]);
    expect(gitState(root).state).toBe('inside');
    expect(existsSync(ran)).toBe(false);
    git(root, 'status');
    expect(existsSync(ran)).toBe(true);
  });
});

describe('commit', () => {
  test('commits the named files only, new ones too, and keeps the message', () => {
    const root = repository({ a: '1', b: '1', '.gitignore': '' });
    writeFileSync(join(root, 'a'), '2');
    writeFileSync(join(root, 'b'), '2');
    writeFileSync(join(root, '-new *'), '2');
    git(root, 'add', 'b');
    const done = commit(root, paths('a', '-new *'), 'Pin "x"\n\n# kept\n$(touch ran) `x`\n');
    expect(done.error).toBeUndefined();
    expect(git(root, 'rev-parse', 'HEAD').trim()).toBe(done.hash);
    expect(git(root, 'show', '--format=%B', '--name-only', '-z', 'HEAD')).toBe(
      'Pin "x"\n\n# kept\n$(touch ran) `x`\n\0\n-new *\0a\0',
    );
    expect(git(root, 'status', '--porcelain')).toBe('M  b\n');
  });

  test('refuses a file with other changes in the index', () => {
    const root = repository({ a: '1' });
    writeFileSync(join(root, 'a'), '2');
    git(root, 'add', 'a');
    writeFileSync(join(root, 'a'), '3');
    expect(commit(root, paths('a'), 'x').error).toContain('a has other changes in the index');
    expect(git(root, 'status', '--porcelain')).toBe('MM a\n');
  });

  test("the user's hook has the last word, and the index is as it was", () => {
    const root = repository({ a: '1' });
    writeFileSync(join(root, '.git/hooks/pre-commit'), '#!/bin/sh\necho no such thing >&2\nexit 1\n');
    chmodSync(join(root, '.git/hooks/pre-commit'), 0o755);
    writeFileSync(join(root, 'a'), '2');
    writeFileSync(join(root, 'new'), '2');
    expect(commit(root, paths('a', 'new'), 'x')).toEqual({ error: 'no such thing' });
    expect(git(root, 'status', '--porcelain')).toBe(' M a\n?? new\n');
    expect(readFileSync(join(root, 'new'), 'utf8')).toBe('2');
  });
});
