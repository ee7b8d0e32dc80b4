import {
  Commits,
  Issues,
  MergeRequestNotes,
  MergeRequests,
  ProjectMembers,
  Projects,
  RepositoryFiles,
  Users,
} from '@gitbeaker/core';
import { pagesOf, queryOf, restOf, toldEach, type ServerOptions, type Told } from '../rest/index.js';

export type GitLabClient = ReturnType<typeof clientOf>;

const API = '/api/v4';
type Requester = NonNullable<ConstructorParameters<typeof MergeRequests>[0]['requesterFn']>;

/** What gitbeaker asks for, with names in its own style. */
interface Asked {
  readonly searchParams?: object;
  readonly body?: object;
}

/** The most that GitLab gives in a page. */
const PAGE = 100;

/**
 * GitLab's interface by gitbeaker, sent as everything else is: gitbeaker's own way sends again what writes, takes answers
 * of any size and follows to any address.
 */
export function clientOf(options: ServerOptions) {
  const authorization = { Authorization: `Bearer ${options.token}` };
  const rest = restOf({ ...options, path: API, authorization });
  // Some resources have an address of their own that theirs are below.
  const requesterFn: Requester = ({ url }) => {
    const below = new URL(url).pathname
      .slice(API.length)
      .split('/')
      .filter((part) => part !== '');
    const by =
      (method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE') =>
      async (endpoint: string, { searchParams = {}, body: asked }: Asked = {}) => {
        const written = method === 'GET' ? undefined : snakeKeys(asked);
        const path = `/${[...below, endpoint].join('/')}${queryOf(snakeKeys(searchParams))}`;
        const { status, headers, body } = await rest.ask(method, path, written);
        return { status, headers: Object.fromEntries(headers), body: body as never };
      };
    return { get: by('GET'), post: by('POST'), put: by('PUT'), patch: by('PATCH'), delete: by('DELETE') };
  };
  const settings = { host: options.origin, requesterFn, rateLimits: {}, queryTimeout: null };
  return {
    /** For what gitbeaker has another idea of. */
    rest,
    commits: new Commits(settings),
    files: new RepositoryFiles(settings),
    issues: new Issues(settings),
    members: new ProjectMembers(settings),
    notes: new MergeRequestNotes(settings),
    projects: new Projects(settings),
    requests: new MergeRequests(settings),
    users: new Users(settings),
  };
}

/** Names as GitLab has them. */
function snakeKeys(object: object = {}): Readonly<Record<string, unknown>> {
  const snake = (key: string) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [snake(key), value]));
}

/** Which page, and that its answer tells whether there are more. */
type PageOptions = { readonly page: number; readonly perPage: number; readonly showExpanded: true };

/** Entries of all pages. */
export function listOf(
  page: (options: PageOptions) => Promise<{ data: unknown; paginationInfo?: { next: number | null } }>,
): Promise<readonly Told[]> {
  return pagesOf(async (number) => {
    const { data, paginationInfo } = await page({ page: number, perPage: PAGE, showExpanded: true });
    return { entries: toldEach(data), hasMore: (paginationInfo?.next ?? null) !== null };
  });
}
