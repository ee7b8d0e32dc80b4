import { cut, isSameText, marked } from '../cut.js';
import { told, type Rest } from '../rest/index.js';
import { topicMark } from '../topic.js';
import type { Comment, Done, RepoRef } from '../types.js';
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
export async function ensureComment(
  rest: Rest,
  repo: RepoRef,
  number: number,
  login: string,
  topic: string,
  text: string,
): Promise<Done> {
  const comments = await listComments(rest, repo, number);
  const comment = marked(text, topic, LIMITS.body);
  const mine = comments.findLast((each) => each.author === login && each.body.includes(topicMark(topic)));
  if (mine === undefined || !isSameText(mine.body, comment))
    await rest.ask('POST', `${pullPath(repo, number)}/comment`, { comment });
  return { done: true };
}

export async function ensureIssue(
  rest: Rest,
  repo: RepoRef,
  login: string,
  key: string,
  title: string,
  text: string,
): Promise<{ readonly number: number }> {
  const mine = { status: 'Open', author: login };
  const issues = await listOf(rest, `${pathOf(repo)}/issues`, 'issues', mine);
  const there = issues.find((issue) => issue.textOrNone('content').includes(topicMark(key)));
  const wanted = { title: cut(title, LIMITS.title), issue_content: marked(text, key, LIMITS.body) };
  if (there === undefined) {
    const made = told((await rest.ask('POST', `${pathOf(repo)}/new_issue`, wanted)).body);
    return { number: made.at('issue').number('id') };
  }
  const number = there.number('id');
  const isSame = there.text('title') === wanted.title && isSameText(there.textOrNone('content'), wanted.issue_content);
  if (!isSame) await rest.ask('POST', `${pathOf(repo)}/issue/${number}`, wanted);
  return { number };
}
