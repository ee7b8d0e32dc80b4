import { isFault } from '../fault.js';
import { commentChange, issueChange, issueWith, type WantedComment, type WantedIssue } from '../ensured.js';
import type { Comment, Done, KnownIssue, Outcome, RepoRef } from '../types.js';
import { loginOf, type Actor } from './overview.js';
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
  wanted: WantedComment,
): Promise<Outcome<Done>> {
  return attempt(async () => {
    const comments = await listComments(client, { owner, name: repo }, number);
    if (isFault(comments)) return comments;
    const change = commentChange(comments, wanted, LIMITS);
    if (change === undefined) return DONE;
    const { id, body } = change;
    if (id === undefined)
      await client.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
        owner,
        repo,
        issue_number: number,
        body,
      });
    else
      await client.request('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', {
        owner,
        repo,
        comment_id: id,
        body,
      });
    return DONE;
  });
}

export function issueOf(
  client: GitHubClient,
  repo: RepoRef,
  login: string,
  key: string,
): Promise<Outcome<{ readonly issue?: KnownIssue }>> {
  return attempt(async () => {
    const issue = issueWith(await ownIssues(client, repo, login), key);
    return issue ? { issue } : {};
  });
}

/** The other interface alone tells who it was. */
export function issueEditor(
  client: GitHubClient,
  { owner, name }: RepoRef,
  number: number,
): Promise<Outcome<{ readonly login?: string }>> {
  return attempt(async () => {
    const { repository } = await client.graphql<Edited>(EDITED, { owner, name, number });
    const editor = repository.issue?.editor;
    return editor ? { login: loginOf(editor) } : {};
  });
}

const EDITED = `query ($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) { issue(number: $number) { editor { __typename login } } }
}`;

interface Edited {
  readonly repository: { readonly issue: { readonly editor: Actor | null } | null };
}

/** Open ones of an account. */
async function ownIssues(client: GitHubClient, { owner, name: repo }: RepoRef, login: string) {
  const of = { owner, repo, state: 'open' as const, creator: login, per_page: 100 };
  return (await client.paginate('GET /repos/{owner}/{repo}/issues', of))
    .filter((issue) => issue.pull_request === undefined)
    .map(({ number, title, body }) => ({ number, title, body: body ?? '' }));
}

export function ensureIssue(
  client: GitHubClient,
  { owner, name: repo }: RepoRef,
  login: string,
  wanted: WantedIssue,
): Promise<Outcome<{ readonly number: number }>> {
  return attempt(async () => {
    const { number, change } = issueChange(await ownIssues(client, { owner, name: repo }, login), wanted, LIMITS);
    if (number === undefined) {
      const { data } = await client.request('POST /repos/{owner}/{repo}/issues', { owner, repo, ...change });
      return { number: data.number };
    }
    const at = { owner, repo, issue_number: number };
    if (change) await client.request('PATCH /repos/{owner}/{repo}/issues/{issue_number}', { ...at, ...change });
    return { number };
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
