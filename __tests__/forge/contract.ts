// What every forge promises, whatever server is behind it.
import { isFault, type Forge, type Outcome } from '../../src/forge/index.js';

/** A repository `acme/shop` that a forge holds, and what the test does to it besides. */
export interface Setup {
  readonly forge: Forge;
  readonly repo: { readonly owner: string; readonly name: string };
  readonly base: string;
  /** Who the token is of. */
  readonly login: string;
  /** Somebody who may write, and somebody who may not. */
  readonly writer: string;
  readonly stranger: string;
  /** Pushes a branch with a commit of its own, and gives the commit. */
  readonly push: (branch: string) => Promise<string>;
  /** What the server has no way to do. */
  readonly cannot: ReadonlySet<'drafts' | 'labels' | 'edit-comment' | 'base' | 'archived'>;
}

let count = 0;

/** @param setup what each test is given; it may be the same for all. */
export function keepsTheContract(setup: () => Setup): void {
  /** A pull request from a branch of this test alone. */
  async function opened(change: { readonly isDraft?: boolean } = {}) {
    const { forge, repo, base, push } = setup();
    const branch = `harden/${++count}`;
    const head = await push(branch);
    const asked = { title: 'Harden', body: 'text', branch, base, isDraft: false, ...change };
    const pull = await done(forge.createPull(repo, asked));
    return { forge, repo, branch, head, asked, pull, number: pull.number };
  }

  test('who, where, what stands in a file, and who may write', async () => {
    const { forge, repo, base, login, writer, stranger } = setup();
    expect(await forge.whoAmI()).toEqual({ login });
    expect(await forge.open(repo)).toEqual({ defaultBranch: base, isArchived: false, isFork: false, canPush: true });
    expect(new URL(forge.cloneUrl(repo)).pathname).toBe('/acme/shop.git');
    expect(await forge.file(repo, 'deploy/.harden.yaml', base)).toEqual({ text: 'bot: {}\n' });
    expect(await forge.file(repo, 'other', base)).toEqual({ text: undefined });
    expect(await forge.file(repo, 'deploy', base)).toEqual({ text: undefined });
    expect((await done(forge.permission(repo, writer))).permission).toMatch(/^(?:write|admin)$/);
    expect(await forge.permission(repo, stranger)).toEqual({ permission: 'none' });
    expect(await forge.permission(repo, 'nobody')).toEqual({ permission: 'none' });
  });

  test('a pull request is opened once, changed, found and closed, and another is opened after it', async () => {
    const { forge, repo, branch, head, asked, pull } = await opened();
    const { login, base } = setup();
    expect(pull).toMatchObject({ state: 'open', title: 'Harden', body: 'text', author: login, isDraft: false });
    expect(pull).toMatchObject({ branch, base, head, labels: [] });
    expect(Date.parse(pull.createdAt)).toBeGreaterThan(0);
    expect(await forge.createPull(repo, asked)).toEqual(pull);
    expect(await forge.updatePull(repo, pull.number, { body: 'other' })).toEqual({ ...pull, body: 'other' });
    expect(await forge.updatePull(repo, pull.number, { title: 'Two' })).toMatchObject({ title: 'Two', body: 'other' });
    expect(await forge.pulls(repo, branch)).toEqual([{ ...pull, title: 'Two', body: 'other' }]);
    expect(await forge.pulls(repo, branch.slice(0, -1))).toEqual([]);
    expect(await forge.closePull(repo, pull.number)).toMatchObject({ state: 'closed' });
    expect(await forge.closePull(repo, pull.number)).toMatchObject({ state: 'closed' });
    const next = await done(forge.createPull(repo, asked));
    expect(next).toMatchObject({ state: 'open' });
    expect(next.number).toBeGreaterThan(pull.number);
    const states = (await done(forge.pulls(repo, branch))).map(({ number, state }) => [number, state]);
    expect(states).toEqual([
      [next.number, 'open'],
      [pull.number, 'closed'],
    ]);
  });

  test('a branch that is not there gives no pull request', async () => {
    const { forge, repo, base } = setup();
    const asked = { title: 'Harden', body: 'text', branch: 'nothing', base, isDraft: false };
    expect(await forge.createPull(repo, asked)).toMatchObject({ fault: 'cannot' });
  });

  test('a draft stays one while its texts change, until it is made ready', async () => {
    if (setup().cannot.has('drafts')) {
      const { forge, repo, base, push } = setup();
      await push('harden/draft');
      const asked = { title: 'Harden', body: 'text', branch: 'harden/draft', base, isDraft: true };
      expect(await forge.createPull(repo, asked)).toMatchObject({ fault: 'cannot' });
      return;
    }
    const { forge, repo, branch, pull, number } = await opened({ isDraft: true });
    expect(pull).toMatchObject({ isDraft: true, title: 'Harden' });
    expect(await forge.updatePull(repo, number, { title: 'Other' })).toMatchObject({ isDraft: true, title: 'Other' });
    const ready = { isDraft: false, title: 'Other', body: 'verified' };
    expect(await forge.updatePull(repo, number, { body: 'verified', isReady: true })).toMatchObject(ready);
    expect(await forge.updatePull(repo, number, { isReady: true })).toMatchObject(ready);
    expect(await forge.pulls(repo, branch)).toMatchObject([ready]);
  });

  test('labels are put on and taken off, and those of others stay', async () => {
    const { forge, repo, branch, number } = await opened();
    if (setup().cannot.has('labels')) {
      expect(await forge.ensureLabels(repo, number, ['security'])).toMatchObject({ fault: 'cannot' });
      return;
    }
    const labels = async () => [...(await done(forge.pulls(repo, branch)))[0]!.labels].sort();
    await done(forge.ensureLabels(repo, number, ['theirs']));
    await done(forge.ensureLabels(repo, number, ['security', 'harden']));
    await done(forge.ensureLabels(repo, number, ['security']));
    expect(await labels()).toEqual(['harden', 'security', 'theirs']);
    await done(forge.ensureLabels(repo, number, [], ['security', 'not there']));
    await done(forge.ensureLabels(repo, number, []));
    expect(await labels()).toEqual(['harden', 'theirs']);
  });

  test('reviewers may be asked for again', async () => {
    const { forge, repo, number } = await opened();
    const { writer } = setup();
    await done(forge.ensureReviewers(repo, number, []));
    for (const users of [[writer], [writer]]) await done(forge.ensureReviewers(repo, number, users));
  });

  test('there is one comment for a topic, and it changes', async () => {
    const { forge, repo, number } = await opened();
    const first = async () =>
      (await done(forge.commentsSince(repo, number, '2020-01-01T00:00:00Z'))).map(({ body }) => body.split('\n')[0]);
    for (const text of ['one', 'one']) await done(forge.ensureComment(repo, number, 'edited', text));
    await done(forge.ensureComment(repo, number, 'empty', 'three'));
    expect(await first()).toEqual(['one', 'three']);
    await done(forge.ensureComment(repo, number, 'edited', 'two'));
    expect(await first()).toEqual(setup().cannot.has('edit-comment') ? ['one', 'three', 'two'] : ['two', 'three']);
    const [comment] = await done(forge.commentsSince(repo, number, '2020-01-01T00:00:00Z'));
    expect(comment).toMatchObject({ author: setup().login });
    expect(await forge.commentsSince(repo, number, '2100-01-01T00:00:00Z')).toEqual([]);
  });

  test('there is one issue for a key, and it changes', async () => {
    const { forge, repo } = setup();
    const numbers = new Set<number>();
    for (const text of ['one', 'one', 'two'])
      numbers.add((await done(forge.ensureIssue(repo, 'dashboard', 'Title', text))).number);
    expect(numbers.size).toBe(1);
    numbers.add((await done(forge.ensureIssue(repo, 'other', 'Title', 'one'))).number);
    expect(numbers.size).toBe(2);
  });

  test('a report is seen in what the checks say', async () => {
    const { forge, repo, head } = await opened();
    expect(await forge.status(repo, head)).toEqual({ checks: 'none' });
    const report = { name: 'harden', title: 'Two steps', summary: '', annotations: [] };
    await done(forge.report(repo, head, { ...report, outcome: 'neutral' }));
    expect(await forge.status(repo, head)).toEqual({ checks: 'green' });
    await done(forge.report(repo, head, { ...report, outcome: 'failure' }));
    expect(await forge.status(repo, head)).toEqual({ checks: 'red' });
  });

  test('a body of the length that a forge takes is taken', async () => {
    const { forge, repo, number } = await opened();
    const body = 'x'.repeat(Math.min(forge.limits.body, 70_000));
    expect((await done(forge.updatePull(repo, number, { body }))).body).toHaveLength(body.length);
    await done(forge.updatePull(repo, number, { title: 't'.repeat(forge.limits.title + 100) }));
    const long = 'x'.repeat(Math.min(forge.limits.body, 70_000) + 100);
    for (let again = 0; again < 2; again++) await done(forge.ensureComment(repo, number, 'long', long));
    expect(await forge.commentsSince(repo, number, '2020-01-01T00:00:00Z')).toHaveLength(1);
  });
}

/** @throws Error for a fault */
export async function done<T extends object>(outcome: Promise<Outcome<T>>): Promise<T> {
  const got = await outcome;
  if (isFault(got)) throw new Error(`${got.fault}: ${got.why}`);
  return got as T;
}
