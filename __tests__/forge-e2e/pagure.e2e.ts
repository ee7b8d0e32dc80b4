// The same contract on a real forge that nobody of this project wrote. Where Debian's pagure cannot be had, it is skipped.
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { pagure, type Forge } from '../../src/forge/index.js';
import { keepsTheContract } from '../forge/contract.js';
import { commitOn, fixture } from '../forge/fixture.js';
import { removeTemporary, temporary } from '../support/temporary.js';

const REPO = { owner: 'acme', name: 'shop' };
/** Those that the contract asks for. */
const BRANCHES = [...Array.from({ length: 8 }, (_, at) => `harden/${at + 1}`), 'harden/draft'];
const setUp = spawnSync(join(__dirname, 'setup'), { encoding: 'utf8' });
if (setUp.status !== 0) process.stderr.write(`SKIPPED pagure: ${setUp.stdout}${setUp.stderr}\n`);

interface Served {
  readonly address: string;
  readonly token: string;
}

const about = setUp.status === 0 ? describe : describe.skip;
about('pagure', () => {
  let server: ChildProcess;
  let served: Served;
  let forge: Forge;
  const commits = new Map<string, string>();

  beforeAll(async () => {
    // Its warnings are for those who work on it.
    server = spawn('/usr/bin/python3', ['-W', 'ignore', join(__dirname, 'serve.py'), temporary()], {
      env: { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8', PYTHONWARNINGS: 'ignore' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    served = await told(server);
    forge = pagure({ token: served.token, origin: served.address, userAgent: 'harden' });
    const bare = join(fixture().folder(), 'acme/shop.git');
    const git = (...words: string[]) =>
      execFileSync('git', ['-C', bare, ...words], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    for (const branch of BRANCHES) commits.set(branch, commitOn(bare, branch));
    // All at once: each push runs hooks for seconds, in which nothing is said.
    const { protocol, host } = new URL(served.address);
    git('push', '-q', `${protocol}//harden-bot:${served.token}@${host}/acme/shop.git`, 'main', ...BRANCHES);
  });

  afterAll(() => {
    server.stdin?.end();
    server.kill();
    removeTemporary();
  });

  keepsTheContract(() => ({
    forge,
    repo: REPO,
    base: 'main',
    login: 'harden-bot',
    writer: 'ann',
    stranger: 'eve',
    push: async (branch) => {
      const commit = commits.get(branch);
      if (commit === undefined) throw new Error(`${branch} is not among those that were pushed`);
      return commit;
    },
    cannot: new Set(['reviewers', 'drafts', 'labels', 'edit-comment', 'base', 'archived']),
  }));
});

/** What the server says once it serves. */
async function told(server: ChildProcess): Promise<Served> {
  const ended = new Promise<never>((_, reject) => {
    server.once('exit', (code) => reject(new Error(`pagure ended with ${code}`)));
  });
  const line = (async () => {
    for await (const each of createInterface({ input: server.stdout! })) if (each.startsWith('{')) return each;
    throw new Error('pagure said nothing');
  })();
  return JSON.parse(await Promise.race([line, ended])) as Served;
}
