import { commentChange, issueChange, issueWith, type WantedComment, type WantedIssue } from '../ensured.js';
import { told, type Told } from '../rest/index.js';
import type { Comment, Done, KnownIssue } from '../types.js';
import { listOf, type GitLabClient } from './client.js';
import { LIMITS } from './limits.js';

/** Comments, newest last; not what GitLab writes itself. It cannot be asked for those since a time. */
export async function listComments(
  { notes }: GitLabClient,
  project: string,
  number: number,
  since?: string,
): Promise<readonly Comment[]> {
  const all = await listOf((page) => notes.all(project, number, { sort: 'asc', orderBy: 'created_at', ...page }));
  const isNew = (note: Told) => since === undefined || Date.parse(note.text('created_at')) >= Date.parse(since);
  return all
    .filter((note) => !note.flag('system') && isNew(note))
    .map((note) => ({
      id: note.number('id'),
      author: note.at('author').text('username'),
      body: note.text('body'),
      createdAt: note.text('created_at'),
    }));
}

export async function ensureComment(
  client: GitLabClient,
  project: string,
  number: number,
  wanted: WantedComment,
): Promise<Done> {
  const change = commentChange(await listComments(client, project, number), wanted, LIMITS);
  if (change === undefined) return { done: true };
  const { id, body } = change;
  if (id === undefined) await client.notes.create(project, number, body);
  else await client.notes.edit(project, number, id, { body });
  return { done: true };
}

export async function issueOf(
  client: Pick<GitLabClient, 'issues'>,
  project: string,
  key: string,
): Promise<{ readonly issue?: KnownIssue }> {
  const issue = issueWith(await ownIssues(client, project), key);
  return issue ? { issue } : {};
}

/** Open ones of this account. */
async function ownIssues({ issues }: Pick<GitLabClient, 'issues'>, project: string) {
  const mine = await listOf((page) =>
    issues.all({ projectId: project, state: 'opened', scope: 'created_by_me', ...page }),
  );
  return mine.map((issue) => ({
    number: issue.number('iid'),
    title: issue.text('title'),
    body: issue.textOrNone('description'),
  }));
}

export async function ensureIssue(
  { issues }: GitLabClient,
  project: string,
  wanted: WantedIssue,
): Promise<{ readonly number: number }> {
  const { number, change } = issueChange(await ownIssues({ issues }, project), wanted, LIMITS);
  if (number === undefined) {
    const made = await issues.create(project, change.title, { description: change.body });
    return { number: told(made).number('iid') };
  }
  if (change) await issues.edit(project, number, { title: change.title, description: change.body });
  return { number };
}
