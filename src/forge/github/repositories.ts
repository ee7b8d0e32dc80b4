import type { FoundRepo, RepositoryPage, RepositoryQuery } from '../types.js';
import { attempt, unless, type GitHubClient } from './client.js';

/** The most that GitHub gives in a page. */
const PAGE = 100;

/** As lists have it. */
interface Listed {
  readonly full_name: string;
  readonly default_branch?: string;
  readonly archived?: boolean;
  readonly fork: boolean;
}

/** A page of repositories. A search finds a thousand at most. */
export function listRepositories(client: GitHubClient, query: RepositoryQuery, page: number) {
  const at = { per_page: PAGE, page };
  if ('owner' in query)
    return unless(
      404,
      // No organisation: a user.
      () =>
        attempt(async () =>
          pageOf(await client.request('GET /users/{username}/repos', { username: query.owner, type: 'owner', ...at })),
        ),
      async () => pageOf(await client.request('GET /orgs/{org}/repos', { org: query.owner, type: 'all', ...at })),
    );
  const q = 'topic' in query ? `topic:${query.topic}` : query.search;
  return attempt(async () => {
    const { data, headers } = await client.request('GET /search/repositories', { q, ...at });
    return pageOf({ data: data.items, headers });
  });
}

function pageOf({
  data,
  headers,
}: {
  readonly data: readonly Listed[];
  readonly headers: { readonly link?: string | undefined };
}): RepositoryPage {
  return { repositories: data.map(foundIn), hasMore: /\brel="next"/.test(headers.link ?? '') };
}

function foundIn({ full_name, default_branch, archived, fork }: Listed): FoundRepo {
  const [owner = '', name = ''] = full_name.split('/');
  return {
    repo: { owner, name },
    ...(default_branch ? { defaultBranch: default_branch } : {}),
    isArchived: archived ?? false,
    isFork: fork,
  };
}
