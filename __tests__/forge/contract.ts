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
  /** Who is asked for a review. */
  readonly reviewers?: (number: number) => readonly string[];
  readonly forks?: {
    /** As `push`, to the fork. */
    readonly push: (branch: string) => Promise<string>;
    /** Something else takes its name. */
    readonly take: () => void;
  };
  /** How the server merges by itself, where it does. */
  readonly merging?: {
    /** The branch demands checks. */
    readonly demand: () => void;
    /** A check other than the bot's own begins. */
    readonly check: () => void;
    /** The commit that it will merge. */
    readonly of: (number: number) => string | undefined;
    /** It asks for checks that it has seen. */
    readonly mustRun: boolean;
  };
  /** What the server has no way to do. */
  readonly cannot: ReadonlySet<'reviewers' | 'drafts' | 'labels' | 'edit-comment' | 'base' | 'archived'>;
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

  test('its repository is among those of its owner, and what is not found is not there', async () => {
    const { forge, repo } = setup();
    for (const query of [{ owner: repo.owner }, { search: repo.name }]) {
      const { repositories, hasMore } = await done(forge.repositories(query, 1));
      expect(hasMore).toBe(false);
      expect(repositories).toContainEqual(expect.objectContaining({ repo, isArchived: false, isFork: false }));
    }
    expect(await forge.repositories({ search: 'no-such-words' }, 1)).toEqual({ repositories: [], hasMore: false });
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

  test('who cannot be asked for a review is named, and the others are asked', async () => {
    const { forge, repo, number } = await opened();
    const users = ['nobody', setup().writer, 'ann@example.com'];
    const told = { fault: 'cannot', why: expect.stringMatching(/cannot be asked for a review: .*nobody/) };
    if (setup().cannot.has('reviewers')) return;
    expect(await forge.ensureReviewers(repo, number, users)).toMatchObject(told);
    expect(setup().reviewers?.(number)).toEqual([setup().writer]);
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
    const { issue } = await done(forge.issue(repo, 'dashboard'));
    expect(issue).toEqual({ ...issue, number: [...numbers][0], body: expect.stringMatching(/^two\n/) });
    expect((await done(forge.issue(repo, 'other'))).issue).toBeUndefined();
    numbers.add((await done(forge.ensureIssue(repo, 'other', 'Title', 'one'))).number);
    expect(numbers.size).toBe(2);
  });

  test('a pull request comes from a fork, which is made once and found again', async () => {
    const { forge, repo, base, login, forks } = setup();
    expect(forge.findFork === undefined).toBe(forks === undefined);
    if (!forks) return;
    const from = { owner: login, name: repo.name };
    expect(await forge.findFork!(repo)).toEqual({ repo: from, isThere: false });
    expect(await forge.pulls(repo, 'harden/none', from)).toEqual([]);
    for (let again = 0; again < 2; again++) await done(forge.ensureFork!(repo));
    expect(await forge.findFork!(repo)).toEqual({ repo: from, isThere: true });
    const branch = `harden/${++count}`;
    const head = await forks.push(branch);
    const asked = { title: 'Harden', body: 'text', branch, base, isDraft: false, from };
    const pull = await done(forge.createPull(repo, asked));
    expect(pull).toMatchObject({ state: 'open', branch, base, head, author: login });
    expect(await forge.createPull(repo, asked)).toEqual(pull);
    expect(await forge.pulls(repo, branch, from)).toEqual([pull]);
    expect(await forge.pulls(repo, branch)).toEqual([]);
    forks.take();
    expect(await forge.findFork!(repo)).toMatchObject({ fault: 'cannot' });
  });

  test('it is merged by the forge alone, and only where checks are demanded and there are some', async () => {
    const { forge, repo, head, number } = await opened();
    const { merging } = setup();
    expect(forge.ensureAutoMerge === undefined).toBe(merging === undefined);
    if (!merging) return;
    const wanted = { head, own: 'harden' };
    const ensure = (...given: [] | [typeof wanted]) => forge.ensureAutoMerge!(repo, number, given[0]);
    await done(ensure());
    expect(await ensure(wanted)).toMatchObject({ fault: 'cannot' });
    merging.demand();
    if (merging.mustRun) {
      const own = { name: 'harden', outcome: 'neutral', title: 'One step', summary: '', annotations: [] } as const;
      await done(forge.report(repo, head, own));
      expect(await ensure(wanted)).toMatchObject({ fault: 'cannot' });
    }
    merging.check();
    expect(await ensure({ ...wanted, head: '0'.repeat(40) })).toMatchObject({ fault: 'cannot' });
    expect(merging.of(number)).toBeUndefined();
    for (let again = 0; again < 2; again++) await done(ensure(wanted));
    expect(merging.of(number)).toBe(head);
    for (let again = 0; again < 2; again++) await done(ensure());
    expect(merging.of(number)).toBeUndefined();
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
