import { told, type Rest, type Told } from '../rest/index.js';
import type { FoundRepo, RepositoryPage, RepositoryQuery } from '../types.js';

/** The most that pagure gives in a page. */
const PAGE = 100;

/** A page of projects. What is asked for by its owner is in the namespace of that name, which may be nobody's. */
export async function listRepositories(rest: Rest, query: RepositoryQuery, page: number): Promise<RepositoryPage> {
  const at = { per_page: PAGE, page };
  const asked =
    'owner' in query
      ? { namespace: query.owner }
      : 'topic' in query
        ? { tags: query.topic }
        : { pattern: `*${query.search.replaceAll(' ', '*')}*` };
  const body = told((await rest.get('/api/0/projects', { ...asked, ...at })).body);
  const next = body.at('pagination').textOrNone('next');
  return { repositories: body.list('projects').map(foundIn), hasMore: next !== '' };
}

function foundIn(project: Told): FoundRepo {
  const path = project
    .text('fullname')
    .replace(/^forks\//, 'fork/')
    .split('/');
  const name = path.pop() ?? '';
  // It is not said of a project whether it is archived, nor in a list which branch it has.
  return { repo: { owner: path.join('/'), name }, isArchived: false, isFork: project.maybeAt('parent') !== undefined };
}
