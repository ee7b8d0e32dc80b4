// What a forge remembers of one repository, whatever its interface looks like. Branches and files are those of a real bare
// repository.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export interface User {
  readonly id: number;
  readonly login: string;
}

export interface FakePull {
  readonly number: number;
  title: string;
  body: string;
  state: 'open' | 'closed';
  merged_at: string | null;
  readonly created_at: string;
  draft: boolean;
  readonly user: User;
  labels: { readonly name: string }[];
  reviewers: string[];
  /** The commit that is merged once all is green. */
  automerge?: string;
  readonly head: { readonly ref: string; sha: string; readonly repo: { readonly full_name: string } };
  base: { readonly ref: string };
}

interface FakeComment {
  readonly id: number;
  readonly issue: number;
  body: string;
  readonly user: User;
  readonly created_at: string;
}

interface FakeIssue {
  readonly number: number;
  title: string;
  body: string;
  readonly user: User;
  /** Who has changed its text last. */
  editor?: string;
}

interface CheckRun {
  status: string;
  conclusion: string | null;
  output?: unknown;
}

/** A repository in a list. */
interface ListedRepository {
  readonly name: string;
  readonly archived: boolean;
  readonly fork: boolean;
}

type Right = 'read' | 'write' | 'admin';

export type Model = ReturnType<typeof modelOf>;

/** An answer of the model: what was asked for, or why not, by the status that most forges give it. */
export type Made<T> = T | { readonly refused: 403 | 404 | 409 | 413 | 422; readonly why: string };

export const BOT: User = { id: 1, login: 'harden-bot' };
export const ANN: User = { id: 2, login: 'ann' };
/** Where the bot's account forks to. */
export const FORK = `${BOT.login}/shop`;
/** A team that may write. */
const TEAM = 'acme/team';

export const EVE: User = { id: 3, login: 'eve' };

/** The repository of a forge that has one. */
export const SHOP = 'acme/shop';

/** @param folder holds `acme/shop.git`, and others. */
export function modelOf(
  folder: string,
  limits: { readonly body: number; readonly title: number },
  repository: string = SHOP,
) {
  const bare = join(folder, `${repository}.git`);
  const pulls: FakePull[] = [];
  const comments: FakeComment[] = [];
  const issues: FakeIssue[] = [];
  const labels: { readonly id: number; readonly name: string }[] = [];
  /** Of `acme`, as lists show them; the first is the one that is held here. */
  const listed: ListedRepository[] = [{ name: 'shop', archived: false, fork: false }];
  const runs: CheckRun[] = [];
  /** What code scanning was given, newest first, and whether it is there at all. */
  const scanning = { isOn: true, taken: [] as { commit_sha: string; ref: string; sarif: string }[] };
  const statuses: { state: string; context: string }[] = [];
  const rights = new Map<string, Right>([
    [BOT.login, 'write'],
    [ANN.login, 'write'],
  ]);
  /**
   * `isTaken`: something else has the name of a fork. `isDemanding`: checks have to pass before a merge. `isArchived`:
   * nothing can be written any more. Not `isListed`: what was made is there, and not yet in lists. `conflicts`: what is
   * open cannot be merged.
   */
  const settings = { isArchived: false, isListed: true, isDemanding: false, isTaken: false, conflicts: false };
  let last = 0;
  let clock = Date.parse('2026-01-01T00:00:00Z');

  const git = (...words: string[]) => spawnSync('git', ['-C', bare, ...words], { encoding: 'utf8' });
  const forked = join(folder, `${FORK}.git`);
  const hasFork = () => existsSync(forked);
  /** Of the bot's account: a repository of its own, as it is now. */
  function makeFork(): void {
    if (!hasFork()) git('clone', '-q', '--bare', '.', forked);
  }
  /** Each time is another, by whole seconds. */
  function now(): string {
    clock += 1000;
    return new Date(clock).toISOString().replace('.000', '');
  }

  /** @param owner whose repository it is in. */
  function headOf(branch: string, owner = 'acme'): string | undefined {
    const dir = owner === 'acme' ? bare : forked;
    if (!existsSync(dir)) return undefined;
    const { stdout, status } = git('--git-dir', dir, 'rev-parse', '--verify', '--quiet', `refs/heads/${branch}`);
    return status === 0 ? stdout.trim() : undefined;
  }

  function fileAt(path: string, ref: string): string | undefined {
    const { stdout, status } = git('cat-file', 'blob', `${ref}:${path}`);
    return status === 0 ? stdout : undefined;
  }

  function isFolder(path: string, ref: string): boolean {
    return git('cat-file', '-t', `${ref}:${path}`).stdout.trim() === 'tree';
  }

  /** The last of each context. */
  function latestStatuses() {
    return [...new Map(statuses.map((status) => [status.context, status])).values()];
  }

  function refusal(texts: { readonly title?: string; readonly body?: string } = {}) {
    if (settings.isArchived) return { refused: 403, why: 'Repository was archived so is read-only.' } as const;
    // From a fork whoever may read may ask.
    if (rights.get(BOT.login) === 'read' && !hasFork())
      return { refused: 403, why: 'Resource not accessible' } as const;
    const isLong = (texts.title?.length ?? 0) > limits.title || (texts.body?.length ?? 0) > limits.body;
    return isLong ? ({ refused: 422, why: 'body is too long' } as const) : undefined;
  }

  /** As forges show them: one that is open is where its branch is. */
  function shownPulls(): readonly FakePull[] {
    if (!settings.isListed) return [];
    for (const pull of pulls)
      if (pull.state === 'open') pull.head.sha = headOf(pull.head.ref, ownerOf(pull)) ?? pull.head.sha;
    return [...pulls].sort((a, b) => b.number - a.number);
  }

  function createPull(
    asked: Pick<FakePull, 'title' | 'body' | 'draft'> & { branch: string; base: string; owner?: string },
  ): Made<FakePull> {
    const refused = refusal(asked);
    if (refused) return refused;
    const { owner = 'acme' } = asked;
    const sha = headOf(asked.branch, owner);
    if (sha === undefined || headOf(asked.base) === undefined) return { refused: 422, why: 'no such branch' };
    const isThere = pulls.some(
      (pull) =>
        pull.state === 'open' &&
        pull.head.ref === asked.branch &&
        pull.base.ref === asked.base &&
        ownerOf(pull) === owner,
    );
    if (isThere) return { refused: 409, why: `A pull request already exists for ${asked.branch}` };
    const { title, body, draft, branch, base } = asked;
    const made: FakePull = {
      number: ++last,
      title,
      body,
      state: 'open',
      merged_at: null,
      created_at: now(),
      draft,
      user: BOT,
      labels: [],
      reviewers: [],
      head: { ref: branch, sha, repo: { full_name: `${owner}/${repository.split('/')[1]}` } },
      base: { ref: base },
    };
    pulls.push(made);
    return made;
  }

  function changePull(
    number: number,
    change: Partial<Pick<FakePull, 'title' | 'body' | 'state' | 'draft'>> & { base?: string },
  ): Made<FakePull> {
    const pull = pulls.find((each) => each.number === number);
    if (pull === undefined) return { refused: 404, why: 'Not Found' };
    const refused = refusal(change);
    if (refused) return refused;
    const { base, ...rest } = change;
    const given = Object.entries(rest).filter(([, value]) => value !== undefined);
    Object.assign(pull, Object.fromEntries(given), base === undefined ? {} : { base: { ref: base } });
    return pull;
  }

  /** All of them, or nobody where one is nobody, may not see it, or has opened it. */
  function askReviewers(pull: FakePull, users: readonly string[]): Made<FakePull> {
    const isAskable = (user: string) => user === TEAM || (rights.has(user) && user !== pull.user.login);
    if (!users.every(isAskable) || users.length > 15) return { refused: 422, why: 'Reviews may only be requested' };
    pull.reviewers = [...new Set([...pull.reviewers, ...users])];
    return pull;
  }

  function createComment(issue: number, body: string, user = BOT): Made<FakeComment> {
    const refused = refusal({ body });
    if (refused) return refused;
    comments.push({ id: ++last, issue, body, user, created_at: now() });
    return comments.at(-1)!;
  }

  function changeComment(id: number, body: string): Made<FakeComment> {
    const comment = comments.find((each) => each.id === id);
    const refused = refusal({ body });
    if (refused) return refused;
    if (comment === undefined) return { refused: 404, why: 'Not Found' };
    return Object.assign(comment, { body });
  }

  function setIssue(number: number | undefined, asked: Partial<Pick<FakeIssue, 'title' | 'body'>>): Made<FakeIssue> {
    const refused = refusal(asked);
    if (refused) return refused;
    if (number === undefined) {
      issues.push({ number: ++last, title: asked.title ?? '', body: asked.body ?? '', user: BOT });
      return issues.at(-1)!;
    }
    const issue = issues.find((each) => each.number === number);
    return issue === undefined
      ? { refused: 404, why: 'Not Found' }
      : Object.assign(issue, asked, { editor: BOT.login });
  }

  function labelNamed(name: string) {
    const known = labels.find((label) => label.name === name);
    if (known) return known;
    labels.push({ id: ++last, name });
    return labels.at(-1)!;
  }

  return {
    repository,
    pulls,
    listed,
    comments,
    issues,
    labels,
    runs,
    scanning,
    statuses,
    rights,
    settings,
    headOf,
    hasFork,
    makeFork,
    fileAt,
    isFolder,
    latestStatuses,
    shownPulls,
    createPull,
    changePull,
    askReviewers,
    createComment,
    changeComment,
    setIssue,
    labelNamed,
    refusal,
  };
}

/** Whose repository it comes from. */
export function ownerOf({ head }: FakePull): string {
  return head.repo.full_name.split('/')[0]!;
}

export function isRefused(made: object): made is { readonly refused: number; readonly why: string } {
  return 'refused' in made;
}
