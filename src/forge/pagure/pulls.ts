import { cut } from '../cut.js';
import { pagesOf, Refused, told, type Rest, type Told } from '../rest/index.js';
import type { NewPull, Pull, PullChange, RepoRef } from '../types.js';
import { LIMITS, pathOf, pull as pullPath } from './paths.js';

/** The most that pagure gives in a page. */
const PAGE = 100;

/** Entries of all pages, which lie below a name of their own. */
export function listOf(
  rest: Rest,
  path: string,
  key: string,
  query: Parameters<Rest['get']>[1] = {},
): Promise<readonly Told[]> {
  return pagesOf(async (page) => {
    const answer = await rest.read(path, { ...query, page, per_page: PAGE });
    const hasMore = (answer.maybeAt('pagination')?.textOrNone('next') ?? '') !== '';
    return { entries: answer.list(key), hasMore };
  });
}

/** There is no way to ask for one branch, so all are looked through. */
export async function listPulls(rest: Rest, repo: RepoRef, branch: string): Promise<readonly Pull[]> {
  const pulls = await listOf(rest, `${pathOf(repo)}/pull-requests`, 'requests', { status: 'all' });
  return pulls
    .filter((pull) => isHere(pull) && pull.text('branch_from') === branch)
    .map(pullOf)
    .sort((a, b) => b.number - a.number);
}

/** True for one from a branch of the repository it goes to, not of a fork; a fork that is gone is not named. */
function isHere(pull: Told): boolean {
  return pull.maybeAt('repo_from')?.text('fullname') === pull.at('project').text('fullname');
}

/** Pagure takes the same pull request as often as it is sent, so it is looked for first. */
export async function createPull(rest: Rest, repo: RepoRef, pull: NewPull): Promise<Pull> {
  const { title, body, branch, base, isDraft } = pull;
  if (isDraft) throw new Refused({ fault: 'cannot', why: 'pagure has no drafts' });
  const open = (await listPulls(rest, repo, branch)).find((each) => each.state === 'open' && each.base === base);
  if (open) return open;
  const asked = { title: cut(title, LIMITS.title), initial_comment: body, branch_from: branch, branch_to: base };
  return pullOf(told((await rest.ask('POST', `${pathOf(repo)}/pull-request/new`, asked)).body));
}

export async function changePull(rest: Rest, repo: RepoRef, number: number, change: PullChange): Promise<Pull> {
  const path = pullPath(repo, number);
  const now = pullOf(await rest.read(path));
  if (change.base !== undefined && change.base !== now.base)
    throw new Refused({ fault: 'cannot', why: 'pagure cannot change the branch that a pull request goes to' });
  const title = cut(change.title ?? now.title, LIMITS.title);
  const body = change.body ?? now.body;
  if (title === now.title && body === now.body) return now;
  // What is not sent is taken away.
  return pullOf(told((await rest.ask('POST', path, { title, initial_comment: body })).body));
}

export async function closePull(rest: Rest, repo: RepoRef, number: number): Promise<Pull> {
  const path = pullPath(repo, number);
  const now = pullOf(await rest.read(path));
  if (now.state !== 'open') return now;
  await rest.ask('POST', `${path}/close`, {});
  return pullOf(await rest.read(path));
}

function pullOf(pull: Told): Pull {
  const status = pull.text('status');
  return {
    number: pull.number('id'),
    state: status === 'Open' ? 'open' : status === 'Merged' ? 'merged' : 'closed',
    title: pull.text('title'),
    body: pull.textOrNone('initial_comment'),
    author: pull.at('user').text('name'),
    labels: pull.texts('tags'),
    isDraft: false,
    branch: pull.text('branch_from'),
    head: pull.textOrNone('commit_stop'),
    base: pull.text('branch'),
    createdAt: timeOf(pull.text('date_created')),
  };
}

/** RFC 3339 of seconds. */
export function timeOf(seconds: string): string {
  const time = new Date(Number(seconds) * 1000);
  return Number.isNaN(time.getTime()) ? '' : time.toISOString();
}
