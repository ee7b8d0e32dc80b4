import { isFault } from '../fault.js';
import { cut, isSameText, marked } from '../cut.js';
import { topicMark } from '../topic.js';
import type { Comment, Done, Outcome, RepoRef } from '../types.js';
import { LIMITS } from './pulls.js';
import { attempt, unless, type GitHubClient } from './client.js';

const DONE: Done = { done: true };

/** Comments, newest last. */
export function listComments(
  client: GitHubClient,
  { owner, name: repo }: RepoRef,
  number: number,
  since?: string,
): Promise<Outcome<readonly Comment[]>> {
  return attempt(async () => {
    const of = { owner, repo, issue_number: number, per_page: 100, ...(since === undefined ? {} : { since }) };
    const comments = await client.paginate('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', of);
    return comments.map(({ id, user, body, created_at }) => ({
      id: Number(id),
      author: user?.login ?? '',
      body: body ?? '',
      createdAt: created_at,
    }));
  });
}

export function ensureComment(
  client: GitHubClient,
  { owner, name: repo }: RepoRef,
  number: number,
  login: string,
  topic: string,
  text: string,
): Promise<Outcome<Done>> {
  return attempt(async () => {
    const comments = await listComments(client, { owner, name: repo }, number);
    if (isFault(comments)) return comments;
    const body = marked(text, topic, LIMITS.body);
    const mine = comments.find((comment) => comment.author === login && comment.body.includes(topicMark(topic)));
    if (mine === undefined)
      await client.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
        owner,
        repo,
        issue_number: number,
        body,
      });
    else if (!isSameText(mine.body, body))
      await client.request('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', {
        owner,
        repo,
        comment_id: mine.id,
        body,
      });
    return DONE;
  });
}

export function ensureIssue(
  client: GitHubClient,
  { owner, name: repo }: RepoRef,
  login: string,
  key: string,
  title: string,
  text: string,
): Promise<Outcome<{ readonly number: number }>> {
  return attempt(async () => {
    const of = { owner, repo, state: 'open' as const, creator: login, per_page: 100 };
    const issues = await client.paginate('GET /repos/{owner}/{repo}/issues', of);
    const mine = issues.find((issue) => issue.pull_request === undefined && issue.body?.includes(topicMark(key)));
    const body = marked(text, key, LIMITS.body);
    const name = cut(title, LIMITS.title);
    if (mine === undefined) {
      const { data } = await client.request('POST /repos/{owner}/{repo}/issues', { owner, repo, title: name, body });
      return { number: data.number };
    }
    if (mine.title !== name || !isSameText(mine.body ?? '', body)) {
      const changed = { owner, repo, issue_number: mine.number, title: name, body };
      await client.request('PATCH /repos/{owner}/{repo}/issues/{issue_number}', changed);
    }
    return { number: mine.number };
  });
}

export function changeLabels(
  client: GitHubClient,
  { owner, name: repo }: RepoRef,
  number: number,
  add: readonly string[],
  remove: readonly string[],
): Promise<Outcome<Done>> {
  return attempt(async () => {
    const of = { owner, repo, issue_number: number };
    if (add.length > 0)
      await client.request('POST /repos/{owner}/{repo}/issues/{issue_number}/labels', { ...of, labels: [...add] });
    for (const name of remove) {
      const isOff = await unless(
        404,
        async () => DONE,
        async () => {
          await client.request('DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}', { ...of, name });
          return DONE;
        },
      );
      if (isFault(isOff)) return isOff;
    }
    return DONE;
  });
}
