// A commit read as a tree: as its checkout on disk would be, whatever somebody put into it.
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gitDirectory, openCommit, type Commit } from '../../src/git/index.js';
import { diskTree, readSource, treeRepository, type Tree } from '../../src/io/index.js';
import { filePath, folderPath } from '../../src/model/index.js';
import { commitAll, git } from '../support/command.js';
import { type Node, removeTemporary, temporary } from '../support/temporary.js';

const open: Commit[] = [];
afterEach(() => {
  for (const commit of open.splice(0)) commit.close();
  removeTemporary();
});

async function commitOf(dir: string, ref = 'HEAD'): Promise<Commit> {
  const commit = await openCommit(dir, ref);
  open.push(commit);
  return commit;
}

const FILES: Readonly<Record<string, Node>> = {
  Dockerfile: 'FROM a\r\nRUN \u00e9\n',
  '.gitignore': '*.log\nbuild/\n',
  'web/.gitignore': '!kept.log\n',
  'web/kept.log': 'x',
  'web/app.js': 'y',
  'link.txt': { link: 'web/app.js' },
  folder: { link: 'web' },
  'web/up': { link: '../Dockerfile' },
  'web/round': { link: 'round' },
  'web/out': { link: '/etc/passwd' },
  'web/gone': { link: 'nowhere' },
  'web/through': { link: 'app.js/x' },
  'bytes.bin': Buffer.from([0xff, 0xfe, 0x00]),
  'a "quoted"\tname': 'z',
};

const PATHS = [
  ...Object.keys(FILES),
  'folder/app.js',
  'folder/up',
  'folder/none',
  'Dockerfile/x',
  '.git',
  '.git/refs/heads',
  '.git/none',
  'web',
  'nothing',
  'nothing/below',
];

/** All that can be asked of a tree about these paths. */
function asked(tree: Tree): object {
  const repository = treeRepository(tree);
  return {
    lists: ['', 'web', 'folder', 'nothing', 'Dockerfile'].map((each) => repository.list(folderPath(each))),
    paths: PATHS.map(filePath).map((path) => ({
      path,
      kind: repository.kind(path),
      text: repository.read(path),
      resolved: tree.resolve(path),
      source: readSource(tree, path),
    })),
    ignored: ['web/kept.log', 'x.log', 'web/new.log', 'build/x', 'web/build', 'web/app.js'].map((path) =>
      repository.ignored(filePath(path)),
    ),
  };
}

test('a commit is read as its checkout is', async () => {
  const root = commitAll(temporary(FILES));
  const { tree } = await commitOf(join(root, '.git'));
  const said = JSON.parse(JSON.stringify(asked(tree)));
  expect(said).toEqual(JSON.parse(JSON.stringify(asked(diskTree(root)))));
  expect(said.lists[0]).toContain('.git');
});

test('what was committed counts, not what stands on disk', async () => {
  const root = commitAll(temporary({ Dockerfile: 'FROM a\n' }));
  writeFileSync(join(root, 'Dockerfile'), 'FROM b\n');
  const { tree } = await commitOf(gitDirectory(root));
  expect(readSource(tree, filePath('Dockerfile')).source?.text).toBe('FROM a\n');
});

test('a bare repository, branches, tags and commits; a submodule is an empty folder', async () => {
  const root = commitAll(temporary({ 'sub/Dockerfile': 'FROM a\n', 'run.sh': 'x' }));
  git(root, 'update-index', '--chmod=+x', 'run.sh');
  git(root, 'update-index', '--add', '--cacheinfo', `160000,${git(root, 'rev-parse', 'HEAD').trim()},module`);
  git(root, 'commit', '-q', '-m', 'second');
  git(root, 'tag', '-a', '-m', 'x', 'v1');
  const bare = join(temporary(), 'bare.git');
  git(root, 'clone', '-q', '--bare', '.', bare);
  const commit = await commitOf(gitDirectory(bare), 'v1');
  expect([commit.id, commit.treeId]).toEqual(git(root, 'rev-parse', 'main', 'main^{tree}').trim().split('\n'));
  expect([commit.author, /^\d+ \+\d{4}$/.test(commit.date)]).toEqual([{ name: 'A', email: 'a@example.org' }, true]);
  expect([commit.isExecutable(filePath('run.sh')), commit.isExecutable(filePath('sub/Dockerfile'))]).toEqual([
    true,
    false,
  ]);
  const repository = treeRepository(commit.tree);
  expect([repository.kind(filePath('module')), repository.list(filePath('module'))]).toEqual(['directory', []]);
  expect((await commitOf(bare, 'main')).id).toBe(commit.id);
  expect((await commitOf(bare, commit.id.slice(0, 12))).id).toBe(commit.id);
});

test.each([['nowhere'], ['main:Dockerfile'], ['main\nHEAD'], ['-h'], ['']])('%j is no commit', async (ref) => {
  const root = commitAll(temporary({ Dockerfile: 'FROM a\n' }));
  await expect(openCommit(gitDirectory(root), ref)).rejects.toMatchObject({ fault: 'no-commit' });
});

test('names that no checkout would make are not there', async () => {
  const root = commitAll(temporary({ Dockerfile: 'FROM a\n' }));
  const blob = git(root, 'rev-parse', 'HEAD:Dockerfile').trim();
  const bytes = Buffer.from(blob, 'hex');
  const entry = (mode: string, name: string | Buffer, id: Buffer): Buffer =>
    Buffer.concat([Buffer.from(`${mode} `), Buffer.from(name), Buffer.from([0]), id]);
  const hash = (tree: Buffer): Buffer => {
    const file = join(temporary({ tree }), 'tree');
    return Buffer.from(git(root, 'hash-object', '--literally', '-t', 'tree', '-w', file).trim(), 'hex');
  };
  const below = hash(entry('100644', 'Dockerfile', bytes));
  const top = hash(
    Buffer.concat([
      entry('40000', '..', below),
      entry('40000', '.GIT', below),
      entry('100644', Buffer.from([0x44, 0xff]), bytes),
      entry('100644', 'Dockerfile', bytes),
      entry('40000', 'Dockerfile', below),
      entry('100644', 'a/../../x', bytes),
      entry('100644', 'n'.repeat(5000), bytes),
      entry('40000', 'web', below),
    ]),
  );
  const id = git(root, 'commit-tree', '-m', 'x', top.toString('hex')).trim();
  const { tree } = await commitOf(gitDirectory(root), id);
  expect(treeRepository(tree).list('')).toEqual(['.git', 'Dockerfile', 'web']);
  expect(treeRepository(tree).read(filePath('Dockerfile'))).toBe('FROM a\n');
});

test('nothing that the repository configures runs, and nothing is fetched', async () => {
  const root = commitAll(temporary({ Dockerfile: 'FROM a\n' }));
  const mark = join(root, 'ran');
  const program = join(root, 'program');
  writeFileSync(program, `#!/bin/sh\ntouch ${mark}\n`, { mode: 0o755 });
  for (const name of ['core.fsmonitor', 'core.sshCommand', 'core.gitProxy', 'core.pager', 'filter.x.smudge'])
    git(root, 'config', name, program);
  git(root, 'config', 'remote.origin.url', `ext::${program}`);
  git(root, 'config', 'remote.origin.promisor', 'true');
  git(root, 'config', 'extensions.partialClone', 'origin');
  git(root, 'config', 'protocol.ext.allow', 'always');
  mkdirSync(join(root, '.git', 'hooks'), { recursive: true });
  const blob = git(root, 'rev-parse', 'HEAD:Dockerfile').trim();
  rmSync(join(root, '.git', 'objects', blob.slice(0, 2), blob.slice(2)));
  const { tree } = await commitOf(gitDirectory(root));
  expect(readSource(tree, filePath('Dockerfile')).error?.message).toBe(
    'cannot be read: this clone was made without it',
  );
  expect(existsSync(mark)).toBe(false);
});

test('a work tree whose files look like a repository has its own', async () => {
  const fake = commitAll(temporary({ Dockerfile: 'FROM evil\n' }));
  const root = temporary({ Dockerfile: 'FROM a\n' });
  git(fake, 'clone', '-q', '--bare', '.', join(root, 'fake.git'));
  for (const name of ['HEAD', 'objects', 'refs', 'config', 'packed-refs'])
    renameSync(join(root, 'fake.git', name), join(root, name));
  commitAll(root);
  expect(gitDirectory(root)).toBe(join(root, '.git'));
});

test('a folder that is no repository, and one that is not there', () => {
  const root = temporary({ 'a/b': '', 'd/.git': { link: 'nowhere' } });
  expect(() => gitDirectory(join(root, 'a'), 'a')).toThrow('a: is neither a git directory nor a work tree');
  expect(() => gitDirectory(join(root, 'c'), 'c')).toThrow('c: there is no such folder');
  expect(() => gitDirectory(join(root, 'd'), 'd')).toThrow('d: is neither a git directory nor a work tree');
});
