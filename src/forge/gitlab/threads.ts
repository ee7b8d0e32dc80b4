import { cut, isSameText, marked } from '../cut.js';
import { told, type Told } from '../rest/index.js';
import { topicMark } from '../topic.js';
import type { Comment, Done } from '../types.js';
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
  login: string,
  topic: string,
  text: string,
): Promise<Done> {
  const comments = await listComments(client, project, number);
  const body = marked(text, topic, LIMITS.body);
  const mine = comments.find((comment) => comment.author === login && comment.body.includes(topicMark(topic)));
  if (mine === undefined) await client.notes.create(project, number, body);
  else if (!isSameText(mine.body, body)) await client.notes.edit(project, number, mine.id, { body });
  return { done: true };
}

export async function ensureIssue(
  { issues }: GitLabClient,
  project: string,
  key: string,
  title: string,
  text: string,
): Promise<{ readonly number: number }> {
  const mine = await listOf((page) =>
    issues.all({ projectId: project, state: 'opened', scope: 'created_by_me', ...page }),
  );
  const there = mine.find((issue) => issue.textOrNone('description').includes(topicMark(key)));
  const name = cut(title, LIMITS.title);
  const description = marked(text, key, LIMITS.body);
  if (there === undefined) return { number: told(await issues.create(project, name, { description })).number('iid') };
  const number = there.number('iid');
  if (there.text('title') !== name || !isSameText(there.textOrNone('description'), description))
    await issues.edit(project, number, { title: name, description });
  return { number };
}
