// Plans every repository below a folder twice: from a checkout on disk, and from its git directory without one. Every plan
// has to be the same. `npm run corpus:bare -- DIR [--only NAME] [--most N]`
// The folders need no git: repositories are made of them in the system's temporary folder.
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { planCommit } from '../../src/branches/index.js';
import type { Plan } from '../../src/model/index.js';
import { reports } from '../../src/reports/index.js';
import { registry } from '../../transforms/index.js';
import { planOnDisk } from '../support/disk-plan.js';
import { planText } from '../support/plan-text.js';

const args = process.argv.slice(2);
const [folder] = args;
if (!folder || !existsSync(folder)) throw new Error('give the folder of the repositories');
const option = (name: string): string | undefined => {
  const at = args.indexOf(name);
  return at === -1 ? undefined : args[at + 1];
};
const only = option('--only');
const most = Number(option('--most') ?? Number.POSITIVE_INFINITY);
const room = realpathSync(mkdtempSync(join(tmpdir(), 'harden-bare-')));

/** Nothing goes on behind: the repository is removed as soon as it was planned. */
const SETTINGS = ['user.name=A', 'user.email=a@example.org', 'gc.auto=0', 'maintenance.auto=false'].flatMap((pair) => [
  '-c',
  pair,
]);

/** A work tree with everything in it committed, byte for byte: no rule of the repository changes line ends. */
function repositoryOf(source: string, name: string): string {
  const root = join(room, name);
  mkdirSync(root);
  const git = (...words: string[]): void => {
    execFileSync('git', [...SETTINGS, ...words], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  };
  git('init', '-q', '-b', 'main', '--template=');
  mkdirSync(join(root, '.git', 'info'));
  writeFileSync(join(root, '.git', 'info', 'attributes'), '* -text -eol -filter -ident -working-tree-encoding\n');
  git('--git-dir=.git', `--work-tree=${source}`, 'add', '-A', '-f', '.');
  git('commit', '-q', '--no-verify', '--allow-empty', '-m', 'all of it');
  // As systems for CI check it out: at the commit, on no branch.
  git('checkout', '-q', '--force', '--detach');
  git('branch', '-q', '-D', '-f', 'main');
  return root;
}

async function main(): Promise<void> {
  let same = 0;
  let steps = 0;
  const other: string[] = [];
  const spent = { disk: 0, bare: 0 };
  const names = readdirSync(resolve(folder!)).filter((name) => statSync(join(folder!, name)).isDirectory());
  for (const name of names.filter((each) => only === undefined || each === only).slice(0, most)) {
    const root = repositoryOf(resolve(folder!, name), name);
    let at = process.cpuUsage();
    const onDisk = await planOnDisk(root);
    spent.disk += seconds(at);
    at = process.cpuUsage();
    const { plan, commit } = await planCommit(join(root, '.git'), 'HEAD', { registry, reports });
    commit.close();
    spent.bare += seconds(at);
    const line = firstDifference(onDisk, plan);
    steps += plan.groups.reduce((sum, group) => sum + group.steps.length, 0);
    if (line === undefined) same++;
    else {
      other.push(name);
      process.stdout.write(`${name} differs:\n  ${line}\n`);
    }
    rmSync(root, { recursive: true, force: true });
  }
  process.stdout.write(
    `${same} of ${same + other.length} repositories are planned the same from a git directory as on disk, ${steps} steps\n` +
      `CPU seconds of this process: ${spent.disk.toFixed(1)} on disk, ${spent.bare.toFixed(1)} from the git directory\n`,
  );
  if (other.length > 0) process.exitCode = 1;
}

function firstDifference(disk: Plan, bare: Plan): string | undefined {
  const others = textsOf(bare);
  for (const own of textsOf(disk)) {
    const other: string = others.next().value ?? '';
    if (own === other) continue;
    const lines = other.split('\n');
    const at = own.split('\n').findIndex((line, index) => line !== lines[index]);
    return `disk ${own.split('\n')[at]}\n  bare ${lines[at]}`;
  }
  return others.next().done ? undefined : 'the git directory gives more groups';
}

/** Group by group: the whole plan of a large repository as a text is more than one wants to hold. */
function* textsOf(plan: Plan): Generator<string> {
  yield planText({ ...plan, groups: [] });
  for (const group of plan.groups) yield planText({ ...plan, groups: [group], errors: [], skipped: [], answers: [] });
}

function seconds(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
}

process.on('exit', () => rmSync(room, { recursive: true, force: true }));
void main();
