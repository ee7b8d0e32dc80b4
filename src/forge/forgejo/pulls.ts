import { cut } from '../cut.js';
import { openOf } from '../existing.js';
import { isFault } from '../fault.js';
import { draftsBy } from '../drafts.js';
import { pagesOf, Refused, told, toldEach, unless, type Answer, type Rest, type Told } from '../rest/index.js';
import type { NewPull, Pull, PullChange, RepoRef } from '../types.js';
import { LIMITS, PAGE, pathOf, pull as pullPath } from './paths.js';

/** As a server has it that nobody configured: https://forgejo.org/docs/latest/user/pull-requests-and-git-flow/ */
const DRAFTS = draftsBy('WIP: ', /^(?:WIP:|\[WIP\])\s*/i);

/** Entries of all pages. A server may give fewer in a page than it is asked for. */
export function listOf(rest: Rest, path: string, query: Parameters<Rest['get']>[1] = {}): Promise<readonly Told[]> {
  let count = 0;
  return pagesOf(async (page) => {
    const answer = await rest.get(path, { ...query, page, limit: PAGE });
    const entries = toldEach(answer.body);
    count += entries.length;
    return { entries, hasMore: hasMore(answer, count) };
  });
}

function hasMore({ headers }: Answer, count: number): boolean {
  const total = headers.get('x-total-count');
  if (total !== null && /^\d{1,9}$/.test(total)) return count < Number(total);
  return /\brel="next"/.test(headers.get('link') ?? '');
}

/** There is no way to ask for one branch, so all are looked through. */
export async function listPulls(
  rest: Rest,
  repo: RepoRef,
  branch: string,
  from: RepoRef = repo,
): Promise<readonly Pull[]> {
  const pulls = await listOf(rest, `${pathOf(repo)}/pulls`, { state: 'all' });
  return pulls
    .filter((pull) => isFrom(pull, from) && pull.at('head').text('ref') === branch)
    .map(pullOf)
    .sort((a, b) => b.number - a.number);
}

/** True for one from a branch of this repository; one that is gone is not named. */
function isFrom(pull: Told, { owner, name }: RepoRef): boolean {
  const found = pull.at('head').maybeAt('repo')?.text('full_name');
  return found?.toLowerCase() === `${owner}/${name}`.toLowerCase();
}

export function createPull(rest: Rest, repo: RepoRef, pull: NewPull): Promise<Pull> {
  const { branch, base, isDraft } = pull;
  const create = async (): Promise<Pull> => {
    const title = cut(DRAFTS.written(pull.title, isDraft), LIMITS.title);
    const head = pull.from ? `${pull.from.owner}:${branch}` : branch;
    const asked = { title, body: pull.body, head, base };
    return pullOf(told((await rest.ask('POST', `${pathOf(repo)}/pulls`, asked)).body));
  };
  // It is there already, or it is not taken: which of them is seen by looking.
  return unless([404, 409, 422], create(), async ({ fault }) => {
    const open = openOf(await listPulls(rest, repo, branch, pull.from), pull, fault.why);
    if (isFault(open)) throw new Refused(open);
    return open;
  });
}

export async function changePull(
  rest: Rest,
  repo: RepoRef,
  number: number,
  { isReady, title, ...change }: PullChange & { readonly state?: 'closed' },
): Promise<Pull> {
  const path = pullPath(repo, number);
  let asked: object = change;
  if (title !== undefined || isReady) {
    // A draft is one by its title.
    const now = await rest.read(path);
    const { isDraft } = pullOf(now);
    const wanted = cut(DRAFTS.written(title ?? now.text('title'), isDraft && !isReady), LIMITS.title);
    if (wanted !== now.text('title')) asked = { ...change, title: wanted };
    else if (Object.keys(change).length === 0) return pullOf(now);
  }
  return pullOf(told((await rest.ask('PATCH', path, asked)).body));
}

/** Not taken: somebody among them is nobody, or may not see the repository, or has opened the pull request. */
export function requestReviews(
  rest: Rest,
  repo: RepoRef,
  number: number,
  users: readonly string[],
): Promise<{ readonly isTaken: boolean }> {
  const ask = async () => {
    const reviewers = users.filter((user) => !user.includes('/'));
    const team_reviewers = users.filter((user) => user.includes('/')).map((team) => team.replace(/^.*\//, ''));
    await rest.ask('POST', `${pullPath(repo, number)}/requested_reviewers`, { reviewers, team_reviewers });
    return { isTaken: true };
  };
  return unless([404, 422], ask(), async () => ({ isTaken: false }));
}

function pullOf(pull: Told): Pull {
  const title = pull.text('title');
  const bare = DRAFTS.bare(title);
  const isOpen = pull.text('state') === 'open';
  return {
    number: pull.number('number'),
    state: pull.flag('merged') ? 'merged' : isOpen ? 'open' : 'closed',
    title: bare,
    body: pull.textOrNone('body'),
    author: pull.at('user').text('login'),
    labels: pull.list('labels').map((label) => label.text('name')),
    isDraft: bare !== title,
    branch: pull.at('head').text('ref'),
    head: pull.at('head').text('sha'),
    base: pull.at('base').text('ref'),
    createdAt: pull.text('created_at'),
  };
}
