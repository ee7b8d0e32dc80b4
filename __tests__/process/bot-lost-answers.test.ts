// Every answer lost in turn, and run again: what is there then is what an undisturbed run leaves behind.
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { registry } from '../../transforms/index.js';
import { gitHub } from '../../src/forge/index.js';
import { runBot } from '../../src/bot-run/index.js';
import { fakeGitHub } from '../forge/fake/github.js';
import { ANN } from '../forge/fake/model.js';
import { TOKEN, type FakeForge } from '../forge/fake/server.js';
import { commitAll, git } from '../support/command.js';
import { proxyTo } from '../support/proxy.js';
import { removeTemporary, temporary } from '../support/temporary.js';
import { SETTINGS } from '../support/bot-scene.js';

afterEach(removeTemporary);

const FILES = { Dockerfile: 'FROM debian:12\nENV A b\nCMD curl localhost\n' };
const NEVER = 1000;

async function run(address: string, dir: string, lost: number) {
  const proxy = await proxyTo(address, (count) => count === lost);
  const report = await runBot({
    forge: gitHub({ token: TOKEN, origin: proxy.address, userAgent: 'harden', isPaced: false, retries: 0 }),
    repo: { owner: 'acme', name: 'shop' },
    remote: { address: `${proxy.address}/acme/shop.git` },
    dir,
    registry,
    settings: { ...SETTINGS, labels: ['security'] },
    selection: { only: ['exec-form', 'env-equals', 'maintainer-label'] },
    version: '1.2.3',
    now: new Date('2026-01-02T00:00:00Z'),
  });
  await proxy.close();
  return { report, passed: proxy.passed };
}

function shown({ pulls, comments, mistakes }: FakeForge, bare: string) {
  return {
    pulls: pulls.map(({ number, title, body, state, labels }) => ({ number, title, body, state, labels })),
    comments: comments.map(({ issue, body, user }) => ({ issue, body, by: user.login })),
    refs: git(bare, 'for-each-ref', '--format=%(refname) %(objectname)'),
    mistakes,
  };
}

/** Moves the base on by a commit. */
function commit(bare: string, files: Readonly<Record<string, string>>): void {
  const root = temporary();
  git(root, 'clone', '-q', bare, '.');
  for (const [name, value] of [
    ['user.name', 'A'],
    ['user.email', 'a@example.org'],
  ] as const)
    git(root, 'config', name, value);
  cpSync(temporary(files), root, { recursive: true });
  git(root, 'add', '.');
  git(root, '-c', 'user.name=A', 'commit', '-q', '-m', 'more', '--date', '2026-01-01T00:00:00Z');
  git(root, 'push', '-q', 'origin', 'HEAD:main');
}

const SCENARIOS: readonly (readonly [name: string, happens: (fake: FakeForge, bare: string) => void])[] = [
  [
    'the base has more to do, and somebody leaves a step out',
    (fake, bare) => {
      fake.createComment(1, '/harden skip exec-form', ANN);
      git(bare, 'update-ref', 'refs/heads/main', 'refs/heads/next');
    },
  ],
  [
    'somebody has done it all',
    (fake, bare) => {
      fake.createComment(1, '/harden help', ANN);
      git(bare, 'update-ref', 'refs/heads/main', 'refs/heads/harden/main');
    },
  ],
  ['somebody wants it closed', (fake) => void fake.createComment(1, '/harden close', ANN)],
];

test.each(SCENARIOS)(
  '%s',
  async (_, happens) => {
    const root = commitAll(temporary(FILES));
    const template = join(temporary(), 'shop.git');
    git(root, 'clone', '-q', '--bare', '.', template);
    commit(template, { Dockerfile: `${FILES.Dockerfile}MAINTAINER ann\n` });
    git(template, 'branch', 'next', 'main');
    git(template, 'update-ref', 'refs/heads/main', 'main~1');

    async function after(lost: number) {
      const folder = temporary();
      const bare = join(folder, 'acme/shop.git');
      cpSync(template, bare, { recursive: true });
      const fake = await fakeGitHub(folder);
      const dir = join(temporary(), 'mirror.git');
      await run(fake.address, dir, NEVER);
      happens(fake, bare);
      const { passed, report } = await run(fake.address, dir, lost);
      if (lost !== NEVER) await run(fake.address, dir, NEVER);
      await fake.close();
      return { passed, report, state: shown(fake, bare) };
    }

    const undisturbed = await after(NEVER);
    expect(undisturbed.report).not.toHaveProperty('fault');
    expect(undisturbed.state.mistakes).toEqual([]);
    const { passed } = undisturbed;
    expect(passed.filter((request) => !request.startsWith('GET')).length).toBeGreaterThan(3);
    for (const [at, request] of passed.entries()) {
      const { state } = await after(at + 1);
      expect([at, request, state]).toEqual([at, request, undisturbed.state]);
    }
  },
  300_000,
);
