import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BotRequest, BotSettings } from '../../src/bot-run/index.js';
import { gitHub } from '../../src/forge/index.js';
import { registry } from '../../transforms/index.js';
import { fakeGitHub } from '../forge/fake/github.js';
import { TOKEN, type FakeForge } from '../forge/fake/server.js';
import { commitAll, git } from './command.js';
import { type Node, temporary } from './temporary.js';

/** A repository on the fake forge. */
export interface BotScene {
  readonly fake: FakeForge;
  /** The repository as the forge has it. */
  readonly bare: string;
  /** A work tree of it, to commit and push from. */
  readonly root: string;
  /** Requests of the forge, without those of git. */
  asked(): string[];
  /** Requests that change something, on the forge or by git. */
  writes(): string[];
  /** Changes files of a branch, as a person does. */
  commit(branch: string, files: Readonly<Record<string, string>>): void;
  /** Names of the branches of the forge. */
  branches(): string[];
  request(more?: Partial<Omit<BotRequest, 'settings'>>, settings?: Partial<BotSettings>): BotRequest;
}

/** Files that several steps change. */
export const SHOP: Readonly<Record<string, Node>> = {
  Dockerfile: 'FROM debian:12\nRUN apt-get update && apt-get install -y curl\nCMD curl localhost\n',
  'web/Dockerfile': 'FROM debian:12\nRUN apt-get update && apt-get install -y wget\nCMD wget localhost\n',
};

export const SETTINGS: BotSettings = {
  prefix: 'harden/',
  grouping: 'all',
  author: { name: 'harden', email: 'bot@example.org' },
  rebase: 'conflicted',
  draft: false,
  check: true,
  codeowners: false,
  sarif: false,
  automerge: false,
  openings: [],
  labels: [],
  reviewers: [],
  openPullRequests: 10,
  mostSteps: 100,
};

export async function forgeWith(files: Readonly<Record<string, Node>>): Promise<BotScene> {
  const root = commitAll(temporary(files));
  const folder = temporary();
  const bare = join(folder, 'acme/shop.git');
  git(root, 'clone', '-q', '--bare', '.', bare);
  git(root, 'remote', 'add', 'origin', bare);
  const fake = await fakeGitHub(folder);
  return {
    fake,
    bare,
    root,
    asked: () => fake.requests.filter((request) => request.includes('/api/')),
    writes: () => fake.requests.filter((request) => !/^GET |\/api\/graphql$|git-upload-pack/.test(request)),
    commit(branch, files) {
      git(root, 'fetch', '-q', 'origin', branch);
      git(root, 'checkout', '-q', '-B', branch, 'FETCH_HEAD');
      for (const [path, text] of Object.entries(files)) writeFileSync(join(root, path), text);
      git(root, 'add', '.');
      git(root, 'commit', '-q', '-m', 'of a person');
      git(root, 'push', '-q', 'origin', `HEAD:${branch}`);
    },
    branches: () => git(bare, 'for-each-ref', '--format=%(refname:short)', 'refs/heads').trim().split('\n'),
    request: (more = {}, settings = {}) => ({
      forge: gitHub({
        token: TOKEN,
        origin: fake.address,
        userAgent: 'harden',
        isPaced: false,
        retries: 0,
        pauseMs: 1,
      }),
      repo: { owner: 'acme', name: 'shop' },
      remote: { address: `${fake.address}/acme/shop.git` },
      dir: join(temporary(), 'mirror.git'),
      registry,
      settings: { ...SETTINGS, ...settings },
      version: '1.2.3',
      now: new Date('2026-01-02T00:00:00Z'),
      ...more,
    }),
  };
}
