// The forge as GitHub gives it, on a fake that keeps a state and knows GitHub's requests.
import { join } from 'node:path';
import { faultOf, gitHub } from '../../src/forge/index.js';
import { makeCommits, pushBranch } from '../../src/git/index.js';
import { done } from './contract.js';
import { fakeGitHub } from './fake/github.js';
import { commitOn } from './fixture.js';
import { isForge, NEW, REPO, sceneOf } from './scene.js';

const scene = sceneOf(fakeGitHub, (options) => gitHub({ ...options, isPaced: false }));

isForge(scene, { merges: 'demanded' });

test('a branch that harden makes and pushes is one that a pull request comes from', async () => {
  const bare = join(scene.folder, 'acme/shop.git');
  const base = commitOn(bare, 'other');
  const author = { name: 'harden', email: 'harden@example.com' };
  const file = { path: 'Dockerfile' as never, text: 'FROM b\n', executable: false };
  const commits = [{ message: 'Harden\n', files: [file] }];
  const [to] = await makeCommits(bare, { base, commits, author, date: '0 +0000' });
  const remote = { address: `${scene.fake.address}/acme/shop.git` };
  expect(await pushBranch(bare, remote, { branch: 'harden/new', to, seen: undefined })).toEqual({ state: 'pushed' });
  expect(await scene.forge().createPull(REPO, { ...NEW, branch: 'harden/new' })).toMatchObject({ head: to });
});

test('a draft is made ready by the one request that can', async () => {
  const { number } = await done(scene.forge().createPull(REPO, { ...NEW, isDraft: true }));
  for (let again = 0; again < 2; again++) await done(scene.forge().updatePull(REPO, number, { isReady: true }));
  expect(scene.fake.requests.filter((request) => request.includes('graphql'))).toHaveLength(1);
  expect(scene.fake.pulls[0]?.draft).toBe(false);
});

test('what is as it should be is not written again', async () => {
  const { number } = await done(scene.forge().createPull(REPO, NEW));
  for (const text of ['one', 'one', 'two']) await done(scene.forge().ensureComment(REPO, number, 'edited', text));
  for (const text of ['one', 'one', 'two']) await done(scene.forge().ensureIssue(REPO, 'dashboard', 'Title', text));
  const writes = scene.fake.requests.filter((request) => /^(?:POST|PATCH) .*(?:comments|issues)/.test(request));
  expect(writes).toHaveLength(4);
});

test('a token that an app or a workflow is given does not say who it is of, but is told', async () => {
  scene.fake.fail('who', { status: 403, headers: { 'retry-after': '60' } });
  expect(await scene.forge().whoAmI()).toMatchObject({ fault: 'rate-limited' });
  scene.fake.fail('who', { status: 403, body: { message: 'Resource not accessible by integration' } });
  expect(await scene.forge().whoAmI()).toEqual({ login: 'harden-bot' });
});

test('findings of a commit are taken once, packed, and another version may find others', async () => {
  const sarif = (version: string) => JSON.stringify({ runs: [{ tool: { driver: { name: 'harden', version } } }] });
  const upload = (commit: string, version = '1.0.0') =>
    scene.forge().uploadFindings!(REPO, {
      branch: 'main',
      commit: commit.repeat(40),
      sarif: sarif(version),
      tool: { name: 'harden', version },
    });
  for (const commit of ['a', 'a', 'b', 'b']) await done(upload(commit));
  await done(upload('b', '1.0.1'));
  expect(scene.fake.scanning.taken.map(({ commit_sha, ref }) => [commit_sha[0], ref])).toEqual([
    ['b', 'refs/heads/main'],
    ['b', 'refs/heads/main'],
    ['a', 'refs/heads/main'],
  ]);
  scene.fake.scanning.isOn = false;
  expect(await upload('c')).toMatchObject({ fault: 'cannot', why: expect.stringContaining('Advanced Security') });
  scene.fake.scanning.isOn = true;
  scene.fake.fail('analyses', { status: 404, body: { message: 'Not Found' } });
  scene.fake.fail('upload-sarif', { status: 404, body: { message: 'Not Found' } });
  expect(await upload('c')).toMatchObject({ fault: 'cannot' });
  scene.fake.fail('upload-sarif', { status: 403, headers: { 'retry-after': '60' } });
  expect(await upload('c')).toMatchObject({ fault: 'rate-limited' });
});

test.each([
  [[], [], 'none'],
  [[{ status: 'completed', conclusion: 'success' }], [], 'green'],
  [[{ status: 'completed', conclusion: 'neutral' }], [{ state: 'success', context: 'x' }], 'green'],
  [[{ status: 'in_progress', conclusion: null }], [{ state: 'success', context: 'x' }], 'pending'],
  [[{ status: 'completed', conclusion: 'failure' }], [{ state: 'pending', context: 'x' }], 'red'],
  [[], [{ state: 'failure', context: 'x' }], 'red'],
] as const)('checks %j and statuses %j are %s', async (runs, statuses, checks) => {
  scene.fake.runs.push(...runs);
  scene.fake.statuses.push(...statuses);
  expect(await scene.forge().status(REPO, 'a'.repeat(40))).toEqual({ checks });
});

test('a report is a check run with all its annotations, else a status', async () => {
  const annotation = { path: 'Dockerfile', startLine: 1, endLine: 1, level: 'notice' as const, message: 'm' };
  const report = {
    name: 'harden',
    outcome: 'neutral' as const,
    title: 'Two steps',
    summary: '',
    annotations: Array.from({ length: 120 }, () => annotation),
  };
  await done(scene.forge().report(REPO, 'a'.repeat(40), report));
  const sizes = scene.fake.runs.map(({ output }) => (output as { annotations: unknown[] }).annotations.length);
  expect(sizes).toEqual([50, 50, 20]);
  const limit = { status: 403, body: { message: 'You have exceeded a secondary rate limit' } };
  scene.fake.fail('POST /check-runs', limit);
  expect(await scene.forge().report(REPO, 'a'.repeat(40), report)).toMatchObject({ fault: 'rate-limited' });
  expect(scene.fake.statuses).toEqual([]);
  scene.fake.fail('POST /check-runs', { status: 403, body: { message: 'Resource not accessible' } });
  await done(scene.forge().report(REPO, 'a'.repeat(40), report));
  expect(scene.fake.statuses).toEqual([{ state: 'success', context: 'harden' }]);
});

test.each([[{ 'retry-after': '1e300' }], [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1e300' }]])(
  'a limit with %j ends at a time that there is',
  (headers) => {
    const fault = faultOf({ status: 429, headers, message: '' }, 1000);
    expect(fault).toMatchObject({ fault: 'rate-limited', until: new Date(61_000) });
  },
);

test.each([
  ['of another server', 'https://git.example.com'],
  ['that is paced', 'https://github.com'],
])('a limit of the other interface %s is one, though its status is 200', async (_, origin) => {
  const body = { data: null, errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded for user ID 1.' }] };
  const headers = {
    'content-type': 'application/json',
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': '4000000000',
  };
  const answer = async () => new Response(JSON.stringify(body), { headers });
  const forge = gitHub({ token: 'secret', origin, userAgent: 'harden', retries: 0, fetch: answer });
  const limit = { fault: 'rate-limited', until: new Date(4e12), why: expect.stringContaining('imit') };
  expect(await forge.issueEditor!(REPO, 1)).toEqual(limit);
});
