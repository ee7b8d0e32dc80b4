// The forge as pagure gives it. `npm run e2e:forge` does the same with a real one.
import { pagure } from '../../src/forge/index.js';
import { done } from './contract.js';
import { fakePagure } from './fake/pagure.js';
import { isForge, NEW, REPO, sceneOf } from './scene.js';

const CANNOT = new Set(['reviewers', 'drafts', 'labels', 'edit-comment', 'base', 'archived'] as const);

const scene = sceneOf(fakePagure, pagure);

isForge(scene, { stranger: 'nobody-here', cannot: CANNOT, refusesTwice: false, merges: 'never' });

test.each([
  ['olga', 'admin'],
  ['ann', 'write'],
  // By a group.
  ['zoe', 'write'],
  ['eve', 'read'],
  ['toString', 'none'],
])('%s may %s', async (user, permission) => {
  expect(await scene.forge().permission(REPO, user)).toEqual({ permission });
});

test.each([
  ['', '/shop.git'],
  ['rpms', '/rpms/shop.git'],
  ['fork/ann/rpms', '/forks/ann/rpms/shop.git'],
])('in %j git finds it at %s', (owner, path) => {
  expect(new URL(scene.forge().cloneUrl({ owner, name: 'shop' })).pathname).toBe(path);
});

test('what pagure cannot do is told, and what it can is done', async () => {
  const { number } = await done(scene.forge().createPull(REPO, NEW));
  expect(await scene.forge().updatePull(REPO, number, { base: 'other' })).toMatchObject({ fault: 'cannot' });
  expect(await scene.forge().updatePull(REPO, number, { base: 'main', isReady: true })).toMatchObject({ number });
  const outcome = await scene.forge().ensureReviewers(REPO, number, ['ann', 'eve']);
  expect(outcome).toMatchObject({ fault: 'cannot', why: expect.stringContaining('eve') });
  expect(scene.fake.pulls[0]?.reviewers).toEqual(['ann']);
});

test('a page in place of a file is none', async () => {
  scene.fake.fail('file', { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: '<html>' });
  expect(await scene.forge().file(REPO, 'Dockerfile', 'main')).toMatchObject({ fault: 'retry' });
});
