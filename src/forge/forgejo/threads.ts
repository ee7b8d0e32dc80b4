import { cut } from '../cut.js';
import { commentChange, issueChange, issueWith, type WantedComment, type WantedIssue } from '../ensured.js';
import { told, toldEach, unless, type Rest } from '../rest/index.js';
import type { Comment, Done, KnownIssue, RepoRef } from '../types.js';
import { issue as issuePath, LIMITS, pathOf } from './paths.js';
import { listOf } from './pulls.js';

const DONE: Done = { done: true };
/** A label needs one. */
const COLOUR = '#ededed';

/** Comments, newest last. The server gives all of them at once. */
export async function listComments(
  rest: Rest,
  repo: RepoRef,
  number: number,
  since?: string,
): Promise<readonly Comment[]> {
  const { body } = await rest.get(`${issuePath(repo, number)}/comments`, { since });
  return toldEach(body).map((comment) => ({
    id: comment.number('id'),
    author: comment.at('user').text('login'),
    body: comment.textOrNone('body'),
    createdAt: comment.text('created_at'),
  }));
}

export async function ensureComment(rest: Rest, repo: RepoRef, number: number, wanted: WantedComment): Promise<Done> {
  const change = commentChange(await listComments(rest, repo, number), wanted, LIMITS);
  if (change === undefined) return DONE;
  const { id, body } = change;
  if (id === undefined) await rest.ask('POST', `${issuePath(repo, number)}/comments`, { body });
  else await rest.ask('PATCH', `${pathOf(repo)}/issues/comments/${id}`, { body });
  return DONE;
}

export async function issueOf(
  rest: Rest,
  repo: RepoRef,
  login: string,
  key: string,
): Promise<{ readonly issue?: KnownIssue }> {
  const issue = issueWith(await ownIssues(rest, repo, login), key);
  return issue ? { issue } : {};
}

/** Open ones of an account. */
async function ownIssues(rest: Rest, repo: RepoRef, login: string) {
  const mine = { state: 'open', type: 'issues', created_by: login };
  return (await listOf(rest, `${pathOf(repo)}/issues`, mine)).map((issue) => ({
    number: issue.number('number'),
    title: issue.text('title'),
    body: issue.textOrNone('body'),
  }));
}

export async function ensureIssue(
  rest: Rest,
  repo: RepoRef,
  login: string,
  wanted: WantedIssue,
): Promise<{ readonly number: number }> {
  const { number, change } = issueChange(await ownIssues(rest, repo, login), wanted, LIMITS);
  if (number === undefined) {
    const made = told((await rest.ask('POST', `${pathOf(repo)}/issues`, change)).body);
    return { number: made.number('number') };
  }
  if (change) await rest.ask('PATCH', issuePath(repo, number), change);
  return { number };
}

/** Labels are put on and taken off by their number, and one that is put on has to be there. */
export async function changeLabels(
  rest: Rest,
  repo: RepoRef,
  number: number,
  add: readonly string[],
  remove: readonly string[],
): Promise<Done> {
  const path = `${issuePath(repo, number)}/labels`;
  const on = toldEach((await rest.get(path)).body).map((label) => ({
    id: label.number('id'),
    name: label.text('name'),
  }));
  const missing = add.filter((name) => on.every((label) => label.name !== name));
  if (missing.length > 0) {
    const known = await listOf(rest, `${pathOf(repo)}/labels`);
    const labels: number[] = [];
    for (const name of missing) {
      const label = known.find((each) => each.text('name') === name);
      const wanted = { name: cut(name, LIMITS.label), color: COLOUR };
      labels.push((label ?? told((await rest.ask('POST', `${pathOf(repo)}/labels`, wanted)).body)).number('id'));
    }
    await rest.ask('POST', path, { labels });
  }
  for (const { id, name } of on)
    if (remove.includes(name)) await unless([404], rest.ask('DELETE', `${path}/${id}`), async () => undefined);
  return DONE;
}
