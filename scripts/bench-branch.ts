// From a plan of a commit to a pushed branch of five commits, over git's own server: `node scripts/run.mjs scripts/bench-branch.ts`
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { branchesOf, planCommit, writeBranch } from '../src/branches/index.js';
import { fetchCommit, listRemote, pushBranch } from '../src/git/index.js';
import { metasOf } from '../src/run/index.js';
import { registry } from '../transforms/index.js';
import { serveGit } from '../__tests__/support/git-server.js';

const RUNS = 15;
const COMMITS = 5;
const FILES = {
  Dockerfile: `FROM node:20
WORKDIR /app
COPY . .
RUN apt-get update && apt-get install -y curl
RUN npm install
EXPOSE 3000
CMD node server.js
`,
  'package.json': '{"name": "shop", "dependencies": {"express": "^4.18.0"}}\n',
  'package-lock.json': '{"name": "shop", "lockfileVersion": 3, "packages": {}}\n',
  'server.js': "require('http').createServer((_, response) => response.end('ok')).listen(3000);\n",
  'compose.yaml': 'services:\n  web:\n    build: .\n    ports:\n      - "3000:3000"\n',
};

async function main(room: string): Promise<void> {
  const bare = join(room, 'served', 'shop.git');
  const work = join(room, 'work');
  mkdirSync(work);
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(work, name), text);
  const git = (...args: string[]): string => execFileSync('git', ['-C', work, ...args], { encoding: 'utf8' });
  git('init', '-q', '-b', 'main', '--template=');
  appendFileSync(join(work, '.git', 'config'), '[user]\n\tname = A\n\temail = a@example.org\n');
  git('add', '.');
  git('commit', '-q', '-m', 'first');
  git('clone', '-q', '--bare', '.', bare);
  const server = await serveGit(join(room, 'served'));
  const remote = { address: `${server.address}/shop.git` };
  const spent = new Map<string, number[]>();
  const timed = async <Value>(what: string, doing: () => Promise<Value>): Promise<Value> => {
    const from = performance.now();
    const value = await doing();
    const times = spent.get(what) ?? [];
    spent.set(what, [...times, performance.now() - from]);
    return value;
  };
  let steps = 0;
  for (let run = 0; run < RUNS; run++) {
    const mirror = join(room, `mirror-${run}`);
    const base = (await timed('list the branches', () => listRemote(remote))).branches.get('main')!;
    await timed('fetch the commit', () => fetchCommit(mirror, remote, base));
    const planned = await timed('plan', () => planCommit(mirror, base, { registry }));
    const [branch] = branchesOf(planned, metasOf(registry), 'all');
    steps = branch!.steps.length;
    const five = { ...branch!, commits: branch!.commits.slice(0, COMMITS) };
    const name = `harden/run-${run}`;
    await timed('plan to pushed branch', async () => {
      const tip = await timed('make the commits', () => writeBranch(mirror, five, planned.commit));
      await timed('push', () => pushBranch(mirror, remote, { branch: name, to: tip, seen: undefined }));
    });
    planned.commit.close();
  }
  await server.close();
  process.stdout.write(`milliseconds, ${RUNS} runs; ${COMMITS} commits of a plan of ${steps} steps\n`);
  for (const [what, times] of spent) {
    const sorted = [...times].sort((a, b) => a - b);
    const shown = [sorted[0], sorted[RUNS >> 1], sorted.at(-1)].map((ms) => ms!.toFixed(0));
    process.stdout.write(`${what.padEnd(24)} least ${shown[0]}, median ${shown[1]}, most ${shown[2]}\n`);
  }
}

const room = realpathSync(mkdtempSync(join(tmpdir(), 'harden-bench-')));
process.on('exit', () => rmSync(room, { recursive: true, force: true }));
void main(room);
