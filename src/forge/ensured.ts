// One comment for each topic, and one issue for each key: found by the mark that is in it, and written where it says
// something else.
import { cut, isSameText, marked } from './cut.js';
import { topicMark } from './topic.js';
import type { Comment, Forge } from './types.js';

export interface WantedComment {
  /** Who writes it. */
  readonly login: string;
  readonly topic: string;
  readonly text: string;
}

export interface WantedIssue {
  readonly key: string;
  readonly title: string;
  readonly text: string;
}

/** A comment as it is to be written. */
interface CommentChange {
  /** The one that has another text; absent for a new one. */
  readonly id?: number;
  readonly body: string;
}

/** What is to be written among the comments that are there; `undefined` where it stands there. */
export function commentChange(
  comments: readonly Comment[],
  { login, topic, text }: WantedComment,
  { body: most }: Pick<Forge['limits'], 'body'>,
): CommentChange | undefined {
  const body = marked(text, topic, most);
  // The last: where none can be changed, those before it are older texts.
  const mine = comments.findLast((each) => each.author === login && each.body.includes(topicMark(topic)));
  if (mine === undefined) return { body };
  return isSameText(mine.body, body) ? undefined : { id: mine.id, body };
}

/** The issue with a key among those of an account. */
export function issueWith<One extends Pick<Issue, 'body'>>(issues: readonly One[], key: string): One | undefined {
  return issues.find(({ body }) => body.includes(topicMark(key)));
}

interface Issue {
  readonly number: number;
  readonly title: string;
  readonly body: string;
}

type IssueText = Pick<Issue, 'title' | 'body'>;

type IssueChange =
  /** A new one. */
  | { readonly number?: undefined; readonly change: IssueText }
  /** `change`: absent where it stands there. */
  | { readonly number: number; readonly change?: IssueText };

/** What is to be written among the open issues of an account. */
export function issueChange(
  issues: readonly Issue[],
  { key, title, text }: WantedIssue,
  limits: Forge['limits'],
): IssueChange {
  const change = { title: cut(title, limits.title), body: marked(text, key, limits.body) };
  const there = issueWith(issues, key);
  if (there === undefined) return { change };
  const isSame = there.title === change.title && isSameText(there.body, change.body);
  return { number: there.number, ...(isSame ? {} : { change }) };
}
