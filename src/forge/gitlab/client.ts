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
import { createRequesterFn, type RequestHandlerFn } from '@gitbeaker/requester-utils';
import { pagesOf, restOf, toldEach, type ServerOptions, type Told } from '../rest/index.js';

export type GitLabClient = ReturnType<typeof clientOf>;

const API = '/api/v4';
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
/** The most that GitLab gives in a page. */
const PAGE = 100;

/**
 * GitLab's interface by gitbeaker, sent as everything else is: gitbeaker's own way sends again what writes, takes answers
 * of any size and follows to any address.
 */
export function clientOf(options: ServerOptions) {
  const authorization = { Authorization: `Bearer ${options.token}` };
  const rest = restOf({ ...options, path: API, authorization });
  const send: RequestHandlerFn = async (endpoint, request = {}) => {
    const method = METHODS.find((each) => each === request.method) ?? 'GET';
    const query = request.searchParams === undefined ? '' : `?${request.searchParams}`;
    // Some resources have an address of their own that theirs are below.
    const path = new URL(`${request.prefixUrl}/${endpoint}`).pathname.replace(/\/+/g, '/').slice(API.length);
    const json = typeof request.body === 'string' && method !== 'GET' ? request.body : undefined;
    const { status, headers, body } = await rest.ask(method, `${path}${query}`, json);
    return { status, headers: Object.fromEntries(headers), body: body as never };
  };
  const requesterFn = createRequesterFn(async (_, request) => request, send);
  const settings = { host: options.origin, requesterFn, rateLimits: {}, queryTimeout: null };
  return {
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
