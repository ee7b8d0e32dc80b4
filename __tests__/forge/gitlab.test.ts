// The forge as GitLab gives it.
import { join } from 'node:path';
import { gitLab, type Forge } from '../../src/forge/index.js';
import { removeTemporary } from '../support/temporary.js';
import { done, keepsTheContract } from './contract.js';
import { fakeGitLab } from './fake/gitlab.js';
import { TOKEN, type FakeForge } from './fake/server.js';
import { listsLate, survivesFaults } from './faults.js';
import { commitOn, fixture, type Fixture } from './fixture.js';

const REPO = { owner: 'acme', name: 'shop' };
const NEW = { title: 'Harden', body: 'text', branch: 'harden/main', base: 'main', isDraft: false };

let files: Fixture;
let folder: string;
let fake: FakeForge;

beforeAll(() => {
  files = fixture();
});

beforeEach(async () => {
  folder = files.folder();
  fake = await fakeGitLab(folder);
});

afterEach(async () => {
  await fake.close();
  expect(fake.mistakes).toEqual([]);
});

afterAll(removeTemporary);

function forgeWith(retries: number): Forge {
  return gitLab({ token: TOKEN, origin: fake.address, userAgent: 'harden', retries, pauseMs: 1 });
}

describe('the contract', () => {
  keepsTheContract(() => ({
    forge: forgeWith(0),
    repo: REPO,
    base: 'main',
    login: 'harden-bot',
    writer: 'ann',
    stranger: 'eve',
    push: async (branch) => commitOn(join(folder, 'acme/shop.git'), branch),
    cannot: new Set(),
  }));
});

describe('faults', () => {
  survivesFaults(() => ({ fake, forge: forgeWith, branch: NEW.branch }));
  listsLate(() => ({ fake, forge: forgeWith, branch: NEW.branch }));
});

test('a draft is one by its title, and what a person wrote to make it one goes as well', async () => {
  const { number } = await done(forgeWith(0).createPull(REPO, { ...NEW, isDraft: true }));
  expect(fake.pulls[0]?.title).toBe('Draft: Harden');
  fake.changePull(number, { title: '[Draft] draft: Harden' });
  expect(await forgeWith(0).updatePull(REPO, number, { isReady: true })).toMatchObject({ isDraft: false });
  expect(fake.pulls[0]?.title).toBe('Harden');
});
