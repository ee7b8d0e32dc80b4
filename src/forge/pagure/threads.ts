import { commentChange, issueChange, issueWith, type WantedComment, type WantedIssue } from '../ensured.js';
import { told, type Rest } from '../rest/index.js';
import type { Comment, Done, KnownIssue, RepoRef } from '../types.js';
import { LIMITS, pathOf, pull as pullPath } from './paths.js';
import { listOf, timeOf } from './pulls.js';

/** Comments, newest last; not what pagure writes itself. They stand in the pull request. */
export async function listComments(
  rest: Rest,
  repo: RepoRef,
  number: number,
  since?: string,
): Promise<readonly Comment[]> {
  const comments = (await rest.read(pullPath(repo, number))).list('comments');
  return comments
    .filter((comment) => !comment.flag('notification'))
    .map((comment) => ({
      id: comment.number('id'),
      author: comment.at('user').text('name'),
      body: comment.text('comment'),
      createdAt: timeOf(comment.text('date_created')),
    }))
    .filter(({ createdAt }) => since === undefined || Date.parse(createdAt) >= Date.parse(since));
}

/** A comment cannot be changed, so another text is another comment. */
export async function ensureComment(rest: Rest, repo: RepoRef, number: number, wanted: WantedComment): Promise<Done> {
  const change = commentChange(await listComments(rest, repo, number), wanted, LIMITS);
  if (change) await rest.ask('POST', `${pullPath(repo, number)}/comment`, { comment: change.body });
  return { done: true };
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
  const mine = { status: 'Open', author: login };
  return (await listOf(rest, `${pathOf(repo)}/issues`, 'issues', mine)).map((issue) => ({
    number: issue.number('id'),
    title: issue.text('title'),
    body: issue.textOrNone('content'),
  }));
}

export async function ensureIssue(
  rest: Rest,
  repo: RepoRef,
  login: string,
  wanted: WantedIssue,
): Promise<{ readonly number: number }> {
  const { number, change } = issueChange(await ownIssues(rest, repo, login), wanted, LIMITS);
  const asked = change && { title: change.title, issue_content: change.body };
  if (number === undefined) {
    const made = told((await rest.ask('POST', `${pathOf(repo)}/new_issue`, asked)).body);
    return { number: made.at('issue').number('id') };
  }
  if (asked) await rest.ask('POST', `${pathOf(repo)}/issue/${number}`, asked);
  return { number };
}
