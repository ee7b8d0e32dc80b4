import { toldEach, unless, type Answer, type Told } from '../rest/index.js';
import type { FoundRepo, RepositoryPage, RepositoryQuery } from '../types.js';
import type { GitLabClient } from './client.js';

/** The most that GitLab gives in a page. */
const PAGE = 100;

/** A page of projects; of a group those of the groups below it as well. */
export async function listRepositories(
  { rest }: GitLabClient,
  query: RepositoryQuery,
  page: number,
): Promise<RepositoryPage> {
  const at = { per_page: PAGE, page, order_by: 'id', sort: 'asc' };
  if ('topic' in query) return pageOf(await rest.get('/projects', { topic: query.topic, ...at }));
  if ('search' in query) return pageOf(await rest.get('/projects', { search: query.search, ...at }));
  const id = encodeURIComponent(query.owner);
  const below = { include_subgroups: true, with_shared: false, ...at };
  return pageOf(
    // No group: a user.
    await unless([404], rest.get(`/groups/${id}/projects`, below), () => rest.get(`/users/${id}/projects`, at)),
  );
}

function pageOf({ body, headers }: Answer): RepositoryPage {
  return { repositories: toldEach(body).map(foundIn), hasMore: (headers.get('x-next-page') ?? '') !== '' };
}

function foundIn(project: Told): FoundRepo {
  const path = project.text('path_with_namespace').split('/');
  const name = path.pop() ?? '';
  const branch = project.textOrNone('default_branch');
  return {
    repo: { owner: path.join('/'), name },
    ...(branch === '' ? {} : { defaultBranch: branch }),
    isArchived: project.flag('archived'),
    isFork: project.maybeAt('forked_from_project') !== undefined,
  };
}
