import { Refused, told, toldEach, unless } from '../rest/index.js';
import type { Done, Permission } from '../types.js';
import type { GitLabClient } from './client.js';

/** https://docs.gitlab.com/user/permissions/: Reporter, Developer, Maintainer */
const MAINTAINER = 40;
const DEVELOPER = 30;

/** @param level of access, by GitLab's number. */
export function permissionBy(level: number): Permission {
  if (level >= MAINTAINER) return 'admin';
  if (level >= DEVELOPER) return 'write';
  return level > 0 ? 'read' : 'none';
}

/** People are asked about by their number. */
async function numberOf({ users }: GitLabClient, username: string): Promise<number | undefined> {
  const [user] = toldEach(await users.all({ username, perPage: 1, page: 1 }));
  return user?.number('id');
}

export async function permissionOf(
  client: GitLabClient,
  project: string,
  username: string,
): Promise<{ readonly permission: Permission }> {
  const none = { permission: 'none' as const };
  const id = await numberOf(client, username);
  if (id === undefined) return none;
  const member = client.members.show(project, id, { includeInherited: true });
  const level = await unless([404], member, async () => undefined);
  return level === undefined ? none : { permission: permissionBy(told(level).number('access_level')) };
}

/** Those who are asked already stay: GitLab takes the whole list. */
export async function addReviewers(
  client: GitLabClient,
  project: string,
  number: number,
  usernames: readonly string[],
): Promise<Done> {
  if (usernames.length === 0) return { done: true };
  const asked = told(await client.requests.show(project, number))
    .list('reviewers')
    .map((user) => user.number('id'));
  const wanted = new Set(asked);
  const unknown: string[] = [];
  for (const username of usernames) {
    // A group has a slash in its name or looks like a person, and is none.
    const isName = !/[/@]/.test(username);
    const id = isName ? await numberOf(client, username) : undefined;
    if (id === undefined) unknown.push(username);
    else wanted.add(id);
  }
  if (wanted.size > asked.length) await client.requests.edit(project, number, { reviewerIds: [...wanted] });
  if (unknown.length === 0) return { done: true };
  throw new Refused({ fault: 'cannot', why: `cannot be asked for a review: ${unknown.join(', ')}` });
}
