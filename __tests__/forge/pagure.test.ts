// The forge as pagure gives it. `npm run e2e:forge` does the same with a real one.
import { join } from 'node:path';
import { pagure, type Forge } from '../../src/forge/index.js';
import { removeTemporary } from '../support/temporary.js';
import { done, keepsTheContract } from './contract.js';
import { fakePagure } from './fake/pagure.js';
import { TOKEN, type FakeForge } from './fake/server.js';
import { survivesFaults } from './faults.js';
import { commitOn, fixture, type Fixture } from './fixture.js';

const REPO = { owner: 'acme', name: 'shop' };
const NEW = { title: 'Harden', body: 'text', branch: 'harden/main', base: 'main', isDraft: false };
const CANNOT = new Set(['drafts', 'labels', 'edit-comment', 'base', 'archived'] as const);

let files: Fixture;
let folder: string;
let fake: FakeForge;

beforeAll(() => {
  files = fixture();
});

beforeEach(async () => {
  folder = files.folder();
  fake = await fakePagure(folder);
});

afterEach(async () => {
  await fake.close();
  expect(fake.mistakes).toEqual([]);
});

afterAll(removeTemporary);

function forgeWith(retries: number): Forge {
  return pagure({ token: TOKEN, origin: fake.address, userAgent: 'harden', retries, pauseMs: 1 });
}

describe('the contract', () => {
  keepsTheContract(() => ({
    forge: forgeWith(0),
    repo: REPO,
    base: 'main',
    login: 'harden-bot',
    writer: 'ann',
    stranger: 'nobody-here',
    push: async (branch) => commitOn(join(folder, 'acme/shop.git'), branch),
    cannot: CANNOT,
  }));
});

describe('faults', () => {
  survivesFaults(() => ({ fake, forge: forgeWith, branch: NEW.branch, cannot: CANNOT }));
});

test.each([
  ['olga', 'admin'],
  ['ann', 'write'],
  // By a group.
  ['zoe', 'write'],
  ['eve', 'read'],
  ['toString', 'none'],
])('%s may %s', async (user, permission) => {
  expect(await forgeWith(0).permission(REPO, user)).toEqual({ permission });
});

test.each([
  ['', '/shop.git'],
  ['rpms', '/rpms/shop.git'],
  ['fork/ann/rpms', '/forks/ann/rpms/shop.git'],
])('in %j git finds it at %s', (owner, path) => {
  expect(new URL(forgeWith(0).cloneUrl({ owner, name: 'shop' })).pathname).toBe(path);
});

test('what pagure cannot do is told, and what it can is done', async () => {
  const { number } = await done(forgeWith(0).createPull(REPO, NEW));
  expect(await forgeWith(0).updatePull(REPO, number, { base: 'other' })).toMatchObject({ fault: 'cannot' });
  expect(await forgeWith(0).updatePull(REPO, number, { base: 'main', isReady: true })).toMatchObject({ number });
  const outcome = await forgeWith(0).ensureReviewers(REPO, number, ['ann', 'eve']);
  expect(outcome).toMatchObject({ fault: 'cannot', why: expect.stringContaining('eve') });
  expect(fake.pulls[0]?.reviewers).toEqual(['ann']);
});

test('a page in place of a file is none', async () => {
  fake.fail('file', { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: '<html>' });
  expect(await forgeWith(0).file(REPO, 'Dockerfile', 'main')).toMatchObject({ fault: 'retry' });
});
