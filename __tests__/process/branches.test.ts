// Plans of commits, and branches of plans: no work tree is touched, and the same plan is the same commit.
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { branchesOf, planCommit, writeBranch, type CommitPlan } from '../../src/branches/index.js';
import { gitDirectory } from '../../src/git/index.js';
import { reports } from '../../src/reports/index.js';
import { metasOf } from '../../src/run/index.js';
import { registry } from '../../transforms/index.js';
import { commitAll, git, harden, project, treeOf } from '../support/command.js';
import { planOnDisk } from '../support/disk-plan.js';
import { planText } from '../support/plan-text.js';
import { plantedRegistry } from '../support/planted.js';
import { type Node, removeTemporary, temporary } from '../support/temporary.js';

const metas = metasOf(registry);
const open: CommitPlan[] = [];
afterEach(() => {
  for (const { commit } of open.splice(0)) commit.close();
  removeTemporary();
});

async function plannedOf(root: string, ref = 'HEAD'): Promise<CommitPlan> {
  const planned = await planCommit(gitDirectory(root), ref, { registry, reports });
  open.push(planned);
  return planned;
}

/** A bare clone of a work tree. */
function bareOf(root: string): string {
  const bare = join(temporary(), 'bare.git');
  git(root, 'clone', '-q', '--bare', '.', bare);
  return bare;
}

const EXAMPLES = ['speechflow', 'go-service', 'static-site'].map((name) => join(project, 'examples', name, 'before'));
const CASES = readdirSync(join(project, '__tests__', 'plans'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => join(project, '__tests__', 'plans', name, 'before'));

test.each([...EXAMPLES, ...CASES].map((folder) => [folder.slice(project.length + 1), folder]))(
  '%s: the plan of the git directory is that of the disk, to the byte',
  async (_, folder) => {
    const root = temporary();
    cpSync(folder, root, { recursive: true });
    commitAll(root, '-f');
    const { plan } = await plannedOf(root);
    expect(planText(plan)).toBe(planText(await planOnDisk(root)));
  },
);

const SHOP: Readonly<Record<string, Node>> = {
  Dockerfile: 'FROM debian:12\nRUN apt-get update && apt-get install -y curl\nCMD curl localhost\n',
  'web/api/Dockerfile': 'FROM debian:12\nRUN apt-get update && apt-get install -y wget\nCMD wget localhost\n',
  'web/index.js': 'x',
};

test('a commit for each step, with the messages of fix --commits, and the files that fix writes', async () => {
  const root = commitAll(temporary(SHOP));
  git(root, 'update-index', '--chmod=+x', 'web/api/Dockerfile');
  git(root, 'commit', '-q', '-m', 'second');
  git(root, 'checkout', '-q', '.');
  const bare = bareOf(root);
  const planned = await plannedOf(bare);
  const [branch, ...others] = branchesOf(planned, metas, 'all');
  expect([branch!.name, others]).toEqual(['main', []]);
  const tip = await writeBranch(bare, branch!, planned.commit);
  expect(git(bare, 'rev-list', '--count', `main..${tip}`).trim()).toBe(String(branch!.steps.length));

  await harden(root, ['fix', '--commits', '--offline']);
  const log = (dir: string, to: string): string => git(dir, 'log', '--format=%B%x00%T', `${planned.commit.id}..${to}`);
  expect(log(bare, tip)).toBe(log(root, 'main'));
  expect(git(bare, 'ls-tree', '-r', tip, 'web/api/Dockerfile')).toMatch(/^100755 /);
  // No branch was made or moved.
  expect(git(bare, 'for-each-ref', '--format=%(refname)').trim()).toBe('refs/heads/main');
});

test('the same plan gives the same commit, whoever runs it and when', async () => {
  const root = commitAll(temporary(SHOP));
  const tips = new Set<string>();
  for (const dir of [bareOf(root), bareOf(root)]) {
    const planned = await plannedOf(dir);
    const [branch] = branchesOf(planned, metas, 'all');
    for (let twice = 0; twice < 2; twice++) tips.add(await writeBranch(dir, branch!, planned.commit));
    const [tip] = tips;
    expect(git(dir, 'log', '-1', '--format=%an %ae %at %cn %ct', tip!)).toBe(
      git(root, 'log', '-1', '--format=%an %ae %ct %cn %ct'),
    );
    const other = await writeBranch(dir, branch!, planned.commit, { name: 'Bot <x>\n', email: 'bot@example.org' });
    expect(git(dir, 'log', '-1', '--format=%an %ae', other).trim()).toBe('Bot x bot@example.org');
  }
  expect(tips.size).toBe(1);
});

test('a branch for each folder: together they are the whole plan, and none needs another', async () => {
  const root = commitAll(temporary({ ...SHOP, 'web.api/Dockerfile': SHOP.Dockerfile! }));
  const planned = await plannedOf(root);
  const branches = branchesOf(planned, metas, 'folder');
  expect(branches.map(({ name }) => name)).toEqual([
    'main',
    expect.stringMatching(/^web-api-\w{7}$/),
    expect.stringMatching(/^web-api-\w{7}$/),
  ]);
  expect(new Set(branches.map(({ name }) => name)).size).toBe(3);
  for (const branch of branches) {
    const tip = await writeBranch(gitDirectory(root), branch, planned.commit);
    const changed = git(root, 'diff', '--name-only', 'main', tip).trim().split('\n');
    expect(new Set(changed)).toEqual(new Set(branch.steps.flatMap(({ files }) => files.map(({ path }) => path))));
  }
  expect(branches.flatMap(({ steps }) => steps).length).toBe(planned.plan.groups.flatMap(({ steps }) => steps).length);
});

test('a plan without steps has no branch', async () => {
  const root = commitAll(temporary({ 'README.md': 'x' }));
  expect(branchesOf(await plannedOf(root), metas, 'all')).toEqual([]);
});

test('files that take too long are an error of their own, and the others go on', async () => {
  const hangs = `# hangs-in-a-loop\n${SHOP['web/api/Dockerfile'] as string}`;
  const root = commitAll(temporary({ ...SHOP, 'web/api/Dockerfile': hangs }));
  const { plan, commit } = await planCommit(gitDirectory(root), 'HEAD', {
    registry: plantedRegistry,
    limits: { seconds: 5 },
  });
  commit.close();
  const message = expect.stringMatching(/^planning took longer than the limit of 5 s .*hangs-in-a-loop/);
  expect(plan.errors).toEqual([{ path: 'web/api/Dockerfile', message, hint: expect.any(String) }]);
  expect(new Set(plan.groups.flatMap(({ steps }) => steps.map(({ at }) => at.file)))).toEqual(new Set(['Dockerfile']));
});

test('a mistake in the configuration of the commit is told as on disk', async () => {
  const root = commitAll(temporary({ ...SHOP, '.harden.yaml': 'levl: safe\n' }));
  await expect(plannedOf(root)).rejects.toThrow(/^\.harden\.yaml:1:1: /);
});

describe('the command', () => {
  test('check and fix --dry-run of a bare repository say what they say in its work tree', async () => {
    const root = commitAll(temporary({ ...SHOP, '.harden.yaml': 'level: safe\n' }));
    const bare = bareOf(root);
    const elsewhere = temporary();
    for (const argv of [
      ['check', '--offline'],
      ['check', '--offline', '--format', 'json', 'web'],
      ['fix', '--dry-run', '--offline', '--format', 'diff'],
      ['fix', '--dry-run', '--offline', '--format', 'sarif', 'web/api/Dockerfile'],
    ])
      expect(await harden(elsewhere, [...argv, '--git', bare])).toEqual(await harden(root, argv));
    expect(treeOf(elsewhere)).toEqual({});
  });

  test('--ref chooses the commit, and --output is the only file that is written', async () => {
    const root = commitAll(temporary(SHOP));
    git(root, 'rm', '-q', '-r', 'web/api');
    git(root, 'commit', '-q', '-m', 'second');
    const before = treeOf(root);
    const elsewhere = temporary();
    const ran = await harden(elsewhere, ['fix', '--offline', '--git', root, '--ref', 'main~1', '--output', 'x.patch']);
    expect([ran.code, ran.err]).toEqual([
      0,
      expect.stringMatching(
        /^harden: patch written to x\.patch; apply it in a work tree at [0-9a-f]{40} with git apply\n$/m,
      ),
    ]);
    expect(readFileSync(join(elsewhere, 'x.patch'), 'utf8')).toContain('+++ b/web/api/Dockerfile');
    expect(treeOf(root)).toEqual(before);
  });

  test.each([
    [['check', '--git', '.', '--root', '.'], /^harden: --git and --root exclude each other/],
    [['check', '--ref', 'HEAD'], /^harden: --ref names a commit of the repository that --git names/],
    [['check', '--git', '.', '-'], /^harden: --git reads a commit, and - is standard input/],
    [['check', '--git', '.', '--ref', 'none'], /^harden: --git \.: none: there is no such commit\n$/],
    [['check', '--git', 'none'], /^harden: none: there is no such folder\n$/],
    [['check', '--git', 'web'], /^harden: web: is neither a git directory nor a work tree/],
    [['check', '--git', '.', '../x'], /^ {2}\.\.\/x\n {4}lies outside of what the commit holds$/m],
    [['fix', '--git', '.'], /^harden: --git reads a commit, where nothing can be written/],
    [['fix', '--git', '.', '--commits'], /^harden: --git reads a commit, where nothing can be written/],
    [['fix', '--git', '.', '--dry-run', '--verify'], /^harden: --verify builds from files on disk/],
  ])('%j is refused', async (argv, message) => {
    const root = commitAll(temporary(SHOP));
    const before = treeOf(root);
    const ran = await harden(root, [...argv, '--offline']);
    expect([ran.code, ran.out + ran.err]).toEqual([2, expect.stringMatching(message)]);
    expect(treeOf(root)).toEqual(before);
  });
});
