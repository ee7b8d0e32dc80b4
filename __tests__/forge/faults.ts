// What a forge does when its server fails, on a fake that can be told to.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isFault, type Forge } from '../../src/forge/index.js';
import { done, type Setup } from './contract.js';
import { EVE } from './fake/model.js';
import { TOKEN, type Failure, type FakeForge } from './fake/server.js';

interface FaultSetup {
  readonly fake: FakeForge;
  /** @param retries how often it asks again. */
  readonly forge: (retries: number) => Forge;
  /** There is nothing on it yet. */
  readonly branch: string;
  readonly cannot?: Setup['cannot'];
}

const REPO = { owner: 'acme', name: 'shop' };
const COMMIT = 'a'.repeat(40);

function pullOn(branch: string) {
  return { title: 'Harden', body: 'text', branch, base: 'main', isDraft: false };
}

export function survivesFaults(setup: () => FaultSetup): void {
  test('an answer that is lost after the work makes no second pull request', async () => {
    const { fake, forge, branch } = setup();
    fake.fail('create-pull', { isDone: true });
    expect(await forge(0).createPull(REPO, pullOn(branch))).toMatchObject({ fault: 'retry' });
    expect(await forge(0).createPull(REPO, pullOn(branch))).toMatchObject({ state: 'open' });
    expect(fake.pulls).toHaveLength(1);
  });

  test('what writes is sent once, and what reads again, whatever was sent before', async () => {
    const { fake, forge, branch } = setup();
    const eager = forge(1);
    const { number } = await done(eager.createPull(REPO, pullOn(branch)));
    fake.fail('create-comment', { status: 502, isDone: true });
    expect(await eager.ensureComment(REPO, number, 'edited', 'hello')).toMatchObject({ fault: 'retry' });
    expect(fake.comments).toHaveLength(1);
    fake.fail('pulls', { status: 502 });
    expect(await eager.pulls(REPO, branch)).toMatchObject([{ number }]);
    fake.fail('repo', { status: 502 });
    expect(await eager.open(REPO)).toMatchObject({ defaultBranch: 'main' });
    fake.fail('repo', {});
    expect(await eager.open(REPO)).toMatchObject({ defaultBranch: 'main' });
  });

  test('lists of more than a page are read to their end', async () => {
    const { fake, forge, branch } = setup();
    const { number } = await done(forge(0).createPull(REPO, pullOn(branch)));
    for (let at = 0; at < 230; at++) fake.createComment(number, `comment ${at}`, EVE);
    await done(forge(0).ensureComment(REPO, number, 'edited', 'hello'));
    for (let again = 0; again < 2; again++) await done(forge(0).ensureComment(REPO, number, 'edited', 'hello'));
    const comments = await done(forge(0).commentsSince(REPO, number, '2020-01-01T00:00:00Z'));
    expect(comments).toHaveLength(231);
    expect(comments.at(-1)?.body).toMatch(/^hello/);
    for (let at = 0; at < 120; at++) {
      await done(forge(0).closePull(REPO, fake.pulls.at(-1)!.number));
      fake.createPull({ title: 't', body: '', draft: false, branch, base: 'main' });
    }
    expect(await forge(0).pulls(REPO, branch)).toHaveLength(121);
  });

  test('a comment of somebody else with the same mark is not taken for ours', async () => {
    const { fake, forge, branch } = setup();
    const { number } = await done(forge(0).createPull(REPO, pullOn(branch)));
    fake.createComment(number, '<!-- harden:edited -->', EVE);
    await done(forge(0).ensureComment(REPO, number, 'edited', 'hello'));
    expect(fake.comments).toHaveLength(2);
  });

  test('in an archived repository nothing is tried twice', async () => {
    const { fake, forge, branch } = setup();
    fake.settings.isArchived = true;
    const isArchived = !setup().cannot?.has('archived');
    expect(await forge(2).open(REPO)).toMatchObject({ isArchived });
    expect(await forge(2).createPull(REPO, pullOn(branch))).toMatchObject({ fault: 'cannot' });
    expect(
      fake.requests.filter((request) => /^POST .*(?:pulls|merge_requests|pull-request)/.test(request)),
    ).toHaveLength(1);
  });

  test('who may not write is told so', async () => {
    const { fake, forge, branch } = setup();
    fake.rights.set('harden-bot', 'read');
    expect(await forge(0).open(REPO)).toMatchObject({ canPush: false });
    expect(await forge(0).createPull(REPO, pullOn(branch))).toMatchObject({ fault: 'cannot' });
    expect(await forge(0).ensureIssue(REPO, 'key', 'title', 'text')).toMatchObject({ fault: 'cannot' });
  });

  test('neither a redirect nor a next page leads to another server, or to another port', async () => {
    const { fake, forge, branch } = setup();
    const asked: unknown[] = [];
    const other = createServer((request, response) => {
      asked.push(request.headers);
      response.end('[]');
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(other.address() as AddressInfo).port}/api`;
    for (const request of ['who', 'pulls', 'create-pull'])
      fake.fail(request, { status: 307, headers: { location: address } });
    expect(await forge(0).whoAmI()).toMatchObject({ fault: 'retry', why: expect.stringContaining('another address') });
    expect(await forge(0).pulls(REPO, branch)).toMatchObject({ fault: 'retry' });
    expect(await forge(0).createPull(REPO, pullOn(branch))).toMatchObject({ fault: 'retry' });
    const link = `<${address}?page=2>; rel="next"`;
    fake.fail('pulls', { status: 200, headers: { link, 'x-next-page': '2' }, body: [] });
    await forge(0).pulls(REPO, branch);
    other.close();
    expect(asked).toEqual([]);
  });

  test.each<[string, Failure, object]>([
    ['no right', { status: 403, body: { message: 'Resource not accessible' } }, { fault: 'cannot' }],
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
    ['no answer', {}, { fault: 'retry' }],
  ])('%s is data', async (_name, failure, expected) => {
    const { fake, forge } = setup();
    fake.fail('repo', failure);
    const before = Date.now();
    const outcome = await forge(0).open(REPO);
    expect(outcome).toMatchObject(expected);
    expect(JSON.stringify(outcome)).not.toContain(TOKEN);
    // A number of HTTP is the server's.
    if (failure.status === undefined) expect(outcome).toMatchObject({ why: expect.not.stringContaining('HTTP') });
    if (isFault(outcome) && outcome.fault === 'rate-limited')
      expect(outcome.until.getTime()).toBeGreaterThanOrEqual(before + 30_000);
  });

  test('what a server repeats of a token stands in no fault', async () => {
    const { fake, forge } = setup();
    fake.fail('repo', { status: 403, body: { message: `bad credentials ${TOKEN}` } });
    const outcome = await forge(0).open(REPO);
    expect(outcome).toMatchObject({ fault: 'cannot', why: expect.stringContaining('bad credentials') });
    expect(JSON.stringify(outcome)).not.toContain(TOKEN);
  });

  test.each<[string, (forge: Forge) => Promise<object>, unknown]>([
    ['who', (each) => each.whoAmI(), '<html>'],
    ['who', (each) => each.whoAmI(), {}],
    ['repo', (each) => each.open(REPO), '<html>'],
    ['pulls', (each) => each.pulls(REPO, 'harden/main'), {}],
    ['pulls', (each) => each.pulls(REPO, 'harden/main'), [{}]],
    // More than a call takes as its arguments.
    ['pulls', (each) => each.pulls(REPO, 'harden/main'), Array.from({ length: 300_000 }, () => ({}))],
    ['create-pull', (each) => each.createPull(REPO, pullOn('harden/main')), {}],
    ['file', (each) => each.file(REPO, 'deploy/.harden.yaml', 'main'), '<html>'],
    ['comments', (each) => each.commentsSince(REPO, 1, '2025-01-01T00:00:00Z'), [null]],
    ['issues', (each) => each.ensureIssue(REPO, 'key', 'title', 'text'), [null]],
    ['statuses', (each) => each.status(REPO, COMMIT), '<html>'],
  ])('an answer to %s that is none of the forge is data', async (request, ask, body) => {
    const { fake, forge } = setup();
    const page = { 'content-type': 'text/html; charset=utf-8' };
    fake.fail(request, { status: 200, body, ...(typeof body === 'string' ? { headers: page } : {}) });
    expect(await ask(forge(0))).toMatchObject({ fault: 'retry' });
  });
}

/** For forges that refuse a second pull request of a branch. */
export function listsLate(setup: () => FaultSetup): void {
  test('one that is there and not yet listed is asked for again later', async () => {
    const { fake, forge, branch } = setup();
    await done(forge(0).createPull(REPO, pullOn(branch)));
    fake.settings.isListed = false;
    const outcome = await forge(0).createPull(REPO, pullOn(branch));
    expect(outcome).toMatchObject({ fault: 'retry', why: expect.stringContaining(branch) });
    fake.settings.isListed = true;
    expect(await forge(0).createPull(REPO, pullOn(branch))).toMatchObject({ state: 'open' });
  });
}
