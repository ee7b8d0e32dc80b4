import { cut, isSameText, marked } from '../cut.js';
import { told, toldEach, unless, type Rest } from '../rest/index.js';
import { topicMark } from '../topic.js';
import type { Comment, Done, RepoRef } from '../types.js';
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

export async function ensureComment(
  rest: Rest,
  repo: RepoRef,
  number: number,
  login: string,
  topic: string,
  text: string,
): Promise<Done> {
  const comments = await listComments(rest, repo, number);
  const body = marked(text, topic, LIMITS.body);
  const mine = comments.find((comment) => comment.author === login && comment.body.includes(topicMark(topic)));
  if (mine === undefined) await rest.ask('POST', `${issuePath(repo, number)}/comments`, { body });
  else if (!isSameText(mine.body, body))
    await rest.ask('PATCH', `${pathOf(repo)}/issues/comments/${mine.id}`, { body });
  return DONE;
}

export async function ensureIssue(
  rest: Rest,
  repo: RepoRef,
  login: string,
  key: string,
  title: string,
  text: string,
): Promise<{ readonly number: number }> {
  const mine = { state: 'open', type: 'issues', created_by: login };
  const issues = await listOf(rest, `${pathOf(repo)}/issues`, mine);
  const there = issues.find((issue) => issue.textOrNone('body').includes(topicMark(key)));
  const wanted = { title: cut(title, LIMITS.title), body: marked(text, key, LIMITS.body) };
  if (there === undefined) {
    const made = told((await rest.ask('POST', `${pathOf(repo)}/issues`, wanted)).body);
    return { number: made.number('number') };
  }
  const number = there.number('number');
  const isSame = there.text('title') === wanted.title && isSameText(there.textOrNone('body'), wanted.body);
  if (!isSame) await rest.ask('PATCH', issuePath(repo, number), wanted);
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
