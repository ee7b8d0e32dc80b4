import { told, toldEach, unless, type Answer, type Rest, type Told } from '../rest/index.js';
import type { FoundRepo, RepositoryPage, RepositoryQuery } from '../types.js';
import { PAGE } from './paths.js';

/** A page of repositories. */
export async function listRepositories(rest: Rest, query: RepositoryQuery, page: number): Promise<RepositoryPage> {
  const at = { limit: PAGE, page };
  if ('owner' in query) {
    const owner = encodeURIComponent(query.owner);
    // No organisation: a user.
    const answer = await unless([404], rest.get(`/orgs/${owner}/repos`, at), () =>
      rest.get(`/users/${owner}/repos`, at),
    );
    return pageOf(answer, toldEach(answer.body), page);
  }
  const asked = 'topic' in query ? { q: query.topic, topic: true } : { q: query.search };
  const answer = await rest.get('/repos/search', { ...asked, ...at });
  return pageOf(answer, told(answer.body).list('data'), page);
}

/** A server may give fewer in a page than it is asked for, so it is asked whether there are more. */
function pageOf({ headers }: Answer, entries: readonly Told[], page: number): RepositoryPage {
  const total = headers.get('x-total-count');
  const isCounted = total !== null && /^\d{1,9}$/.test(total);
  const hasMore = isCounted ? page * PAGE < Number(total) : /\brel="next"/.test(headers.get('link') ?? '');
  return { repositories: entries.map(foundIn), hasMore: hasMore && entries.length > 0 };
}

function foundIn(repository: Told): FoundRepo {
  const [owner = '', name = ''] = repository.text('full_name').split('/');
  const branch = repository.flag('empty') ? '' : repository.textOrNone('default_branch');
  return {
    repo: { owner, name },
    ...(branch === '' ? {} : { defaultBranch: branch }),
    isArchived: repository.flag('archived'),
    isFork: repository.flag('fork'),
  };
}
