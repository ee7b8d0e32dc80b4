// The forge as GitHub gives it, on a fake that keeps a state and knows GitHub's requests.
import { join } from 'node:path';
import { faultOf, gitHub, isFault, type Forge, type Outcome } from '../../src/forge/index.js';
import { makeCommits, pushBranch } from '../../src/git/index.js';
import { commitAll, git } from '../support/command.js';
import { removeTemporary, temporary } from '../support/temporary.js';
import { fakeGitHub, TOKEN, type FakeGitHub } from './fake-github.js';

const REPO = { owner: 'acme', name: 'shop' };
const BRANCH = 'harden/main';
const NEW = { title: 'Harden', body: 'text', branch: BRANCH, base: 'main', isDraft: false };

let fake: FakeGitHub;
let forge: Forge;

beforeEach(async () => {
  const root = commitAll(temporary({ Dockerfile: 'FROM a\n' }));
  const folder = temporary();
  const bare = join(folder, 'acme/shop.git');
  git(root, 'clone', '-q', '--bare', '.', bare);
  fake = await fakeGitHub(folder);
  forge = gitHub({ token: TOKEN, origin: fake.address, userAgent: 'harden', isPaced: false, retries: 0 });
  // A branch as harden makes and pushes it.
  const base = git(root, 'rev-parse', 'HEAD').trim();
  const author = { name: 'harden', email: 'harden@example.com' };
  const files = [{ path: 'Dockerfile' as never, text: 'FROM b\n', executable: false }];
  const [to] = await makeCommits(bare, { base, commits: [{ message: 'Harden\n', files }], author, date: '0 +0000' });
  const remote = { address: `${fake.address}/acme/shop.git` };
  expect(await pushBranch(bare, remote, { branch: BRANCH, to, seen: undefined })).toEqual({ state: 'pushed' });
});

afterEach(async () => {
  expect(fake.mistakes).toEqual([]);
  await fake.close();
  removeTemporary();
});

async function done<T extends object>(outcome: Promise<Outcome<T>>): Promise<T> {
  const got = await outcome;
  if (isFault(got)) throw new Error(got.why);
  return got as T;
}

test('who, where, and what stands in a file', async () => {
  expect(await forge.whoAmI()).toEqual({ login: 'harden-bot' });
  expect(await forge.open(REPO)).toMatchObject({ defaultBranch: 'main', isArchived: false, canPush: true });
  expect(await forge.file(REPO, '.harden.yaml', 'main')).toEqual({ text: 'bot: {}\n' });
  expect(await forge.file(REPO, 'other', 'main')).toEqual({ text: undefined });
  expect(await forge.permission(REPO, 'ann')).toEqual({ permission: 'write' });
  expect(await forge.permission(REPO, 'eve')).toEqual({ permission: 'none' });
});

test('a pull request is opened once, changed, found and closed', async () => {
  const made = await done(forge.createPull(REPO, NEW));
  expect(made).toMatchObject({ state: 'open', branch: BRANCH, author: 'harden-bot', base: 'main' });
  expect(await done(forge.createPull(REPO, NEW))).toEqual(made);
  await done(forge.updatePull(REPO, made.number, { body: 'other' }));
  expect(await done(forge.pulls(REPO, BRANCH))).toEqual([{ ...made, body: 'other' }]);
  expect(await done(forge.pulls(REPO, 'harden'))).toEqual([]);
  expect(await done(forge.closePull(REPO, made.number))).toMatchObject({ state: 'closed' });
  expect(await done(forge.createPull(REPO, NEW))).toMatchObject({ state: 'open' });
  expect(fake.pulls).toHaveLength(2);
});

test('a draft is made ready, and its text changed, at once', async () => {
  const { number } = await done(forge.createPull(REPO, { ...NEW, isDraft: true }));
  expect(await forge.updatePull(REPO, number, { title: 'Other' })).toMatchObject({ isDraft: true });
  const ready = await done(forge.updatePull(REPO, number, { body: 'verified', isReady: true }));
  expect(ready).toMatchObject({ isDraft: false, body: 'verified', title: 'Other' });
  expect(await done(forge.updatePull(REPO, number, { isReady: true }))).toEqual(ready);
  expect(fake.requests.filter((request) => request.includes('graphql'))).toHaveLength(1);
  expect(fake.pulls[0]?.draft).toBe(false);
});

test('an answer that is lost after the work makes no second pull request', async () => {
  fake.fail('POST /pulls', { isDone: true });
  fake.fail('GET /pulls', { status: 502 });
  expect(await forge.createPull(REPO, NEW)).toMatchObject({ fault: 'retry' });
  expect(await forge.pulls(REPO, BRANCH)).toMatchObject({ fault: 'retry' });
  expect(await forge.createPull(REPO, NEW)).toMatchObject({ number: 1, state: 'open' });
  expect(fake.pulls).toHaveLength(1);
});

test('a next page on another server is not asked for', async () => {
  const link = `<http://127.0.0.1:1/next>; rel="next"`;
  fake.fail('GET /pulls', { status: 200, headers: { link }, body: [] });
  expect(await forge.pulls(REPO, BRANCH)).toMatchObject({
    fault: 'retry',
    why: expect.stringMatching(/another address/),
  });
});

test('what writes is sent once, whatever comes back', async () => {
  const eager = gitHub({ token: TOKEN, origin: fake.address, userAgent: 'harden', isPaced: false, retries: 3 });
  const { number } = await done(eager.createPull(REPO, NEW));
  fake.fail('POST /issues/N/comments', { status: 502, isDone: true });
  await eager.ensureComment(REPO, number, 'edited', 'hello');
  expect(fake.comments).toHaveLength(1);
});

test('what only reads is asked again after a bad gateway, also after something was written', async () => {
  const eager = gitHub({ token: TOKEN, origin: fake.address, userAgent: 'harden', isPaced: false, retries: 1 });
  const { number } = await done(eager.createPull(REPO, NEW));
  fake.fail('GET /user', { status: 502 });
  expect(await eager.whoAmI()).toEqual({ login: 'harden-bot' });
  fake.fail('GET /pulls', { status: 502 });
  expect(await eager.pulls(REPO, BRANCH)).toMatchObject([{ number }]);
});

test('a branch that is not there gives no pull request', async () => {
  expect(await forge.createPull(REPO, { ...NEW, branch: 'nothing' })).toMatchObject({ fault: 'cannot' });
});

test('labels, reviewers, comments and issues may be asked for again', async () => {
  const { number } = await done(forge.createPull(REPO, NEW));
  await done(forge.ensureLabels(REPO, number, ['security']));
  await done(forge.ensureLabels(REPO, number, [], ['security', 'other']));
  await done(forge.ensureReviewers(REPO, number, ['ann', 'acme/team']));
  for (const text of ['one', 'one', 'two']) await done(forge.ensureComment(REPO, number, 'edited', text));
  await done(forge.ensureComment(REPO, number, 'empty', 'three'));
  for (const text of ['one', 'one', 'two']) await done(forge.ensureIssue(REPO, 'dashboard', 'Title', text));
  expect(fake.pulls[0]?.labels).toEqual([]);
  expect(fake.comments.map(({ body }) => body.split('\n')[0])).toEqual(['two', 'three']);
  expect(fake.issues.map(({ body }) => body.split('\n')[0])).toEqual(['two']);
  expect(await done(forge.commentsSince(REPO, number, '2025-01-01T00:00:00Z'))).toHaveLength(2);
  const requests = fake.requests.filter((request) => /^(?:POST|PATCH) .*comments/.test(request));
  expect(requests).toHaveLength(3);
});

test('somebody else’s comment with the same mark is not taken for ours', async () => {
  const { number } = await done(forge.createPull(REPO, NEW));
  const theirs = { id: 99, issue: number, body: '<!-- harden:edited -->', user: { login: 'eve' }, created_at: '' };
  fake.comments.push(theirs);
  await done(forge.ensureComment(REPO, number, 'edited', 'hello'));
  expect(fake.comments).toHaveLength(2);
});

test.each([
  [[], [], 'none'],
  [[{ status: 'completed', conclusion: 'success' }], [], 'green'],
  [[{ status: 'completed', conclusion: 'neutral' }], [{ state: 'success', context: 'x' }], 'green'],
  [[{ status: 'in_progress', conclusion: null }], [{ state: 'success', context: 'x' }], 'pending'],
  [[{ status: 'completed', conclusion: 'failure' }], [{ state: 'pending', context: 'x' }], 'red'],
  [[], [{ state: 'failure', context: 'x' }], 'red'],
] as const)('checks %j and statuses %j are %s', async (runs, statuses, checks) => {
  fake.runs.push(...runs);
  fake.statuses.push(...statuses);
  expect(await forge.status(REPO, 'a'.repeat(40))).toEqual({ checks });
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
  await done(forge.report(REPO, 'a'.repeat(40), report));
  const sizes = fake.runs.map(({ output }) => (output as { annotations: unknown[] }).annotations.length);
  expect(sizes).toEqual([50, 50, 20]);
  fake.fail('POST /check-runs', { status: 403, body: { message: 'Resource not accessible' } });
  await done(forge.report(REPO, 'a'.repeat(40), report));
  expect(fake.statuses).toEqual([{ state: 'success', context: 'harden' }]);
});

test.each<[string, Parameters<FakeGitHub['fail']>[1], object]>([
  ['no right', { status: 403, body: { message: 'Resource not accessible by integration' } }, { fault: 'cannot' }],
  ['no such repository', { status: 404, body: { message: 'Not Found' } }, { fault: 'cannot' }],
  ['too many requests', { status: 429, headers: { 'retry-after': '30' } }, { fault: 'rate-limited' }],
  [
    'used up',
    { status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '4000000000' } },
    { fault: 'rate-limited', until: new Date(4e12) },
  ],
  [
    'secondary limit',
    { status: 403, body: { message: 'You have exceeded a secondary rate limit' } },
    { fault: 'rate-limited' },
  ],
  ['a bad gateway', { status: 502 }, { fault: 'retry' }],
  ['another address', { status: 301, headers: { location: 'http://127.0.0.1:1/' } }, { fault: 'retry' }],
  ['no answer', {}, { fault: 'retry' }],
])('%s is data', async (_name, failure, expected) => {
  fake.fail('GET ', failure);
  const outcome = await forge.open(REPO);
  expect(outcome).toMatchObject(expected);
  expect(JSON.stringify(outcome)).not.toContain(TOKEN);
  // A number of HTTP is the server's.
  if (failure.status === undefined || failure.status === 301)
    expect(outcome).toMatchObject({ why: expect.not.stringContaining('HTTP') });
});

test.each([[{ 'retry-after': '1e300' }], [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1e300' }]])(
  'a limit with %j ends at a time that there is',
  (headers) => {
    const fault = faultOf({ status: 429, headers, message: '' }, 1000);
    expect(fault).toMatchObject({ fault: 'rate-limited', until: new Date(61_000) });
  },
);

test.each<[string, (forge: Forge) => Promise<object>, unknown]>([
  ['GET /user', (each) => each.whoAmI(), '<html>'],
  ['GET ', (each) => each.open(REPO), '<html>'],
  ['GET /pulls', (each) => each.pulls(REPO, BRANCH), {}],
  ['GET /pulls', (each) => each.pulls(REPO, BRANCH), [{}]],
  ['POST /pulls', (each) => each.createPull(REPO, NEW), {}],
  ['GET /contents/X', (each) => each.file(REPO, '.harden.yaml', 'main'), '<html>'],
  ['GET /issues/N/comments', (each) => each.commentsSince(REPO, 1, '2025-01-01T00:00:00Z'), [null]],
  ['GET /issues', (each) => each.ensureIssue(REPO, 'key', 'title', 'text'), [null]],
  ['GET /commits/X/check-runs', (each) => each.status(REPO, 'a'.repeat(40)), '<html>'],
])('an answer to %s that is none of GitHub is data', async (request, ask, body) => {
  fake.fail(request, { status: 200, body });
  expect(await ask(forge)).toMatchObject({ fault: 'retry' });
});
