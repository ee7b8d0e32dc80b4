// GitHub as harden speaks to it: a state, and real repositories behind git's own server. A request with a key that GitHub
// does not know fails, where GitHub would say nothing.
import { existsSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { serveGit, type GitServer } from '../support/git-server.js';

export const TOKEN = 'secret-token';
const API = '/api/v3/repos/acme/shop';

interface FakePull {
  readonly number: number;
  title: string;
  body: string;
  state: 'open' | 'closed';
  merged_at: string | null;
  readonly created_at: string;
  draft: boolean;
  readonly node_id: string;
  readonly user: { readonly login: string };
  labels: { readonly name: string }[];
  readonly head: { readonly ref: string; readonly sha: string; readonly repo: { readonly full_name: string } };
  base: { readonly ref: string };
}

export interface FakeGitHub extends GitServer {
  readonly pulls: FakePull[];
  readonly comments: { id: number; issue: number; body: string; user: { login: string }; created_at: string }[];
  readonly issues: { number: number; title: string; body: string; user: { login: string } }[];
  readonly runs: { status: string; conclusion: string | null; output?: unknown }[];
  readonly statuses: { state: string; context: string }[];
  /** Requests that were not as GitHub describes them. */
  readonly mistakes: string[];
  /** Answers in place of the next request of this kind: `POST /pulls`. `isDone`: after it was done. */
  fail(
    request: string,
    failure: { status?: number; headers?: Record<string, string>; body?: unknown; isDone?: boolean },
  ): void;
}

type Answer = readonly [status: number, body?: unknown];
type Body = Readonly<Record<string, unknown>>;

/** Required keys, and all keys, of the requests with a body. docs.github.com/rest */
const BODIES: Readonly<Record<string, readonly [readonly string[], readonly string[]]>> = {
  'POST /graphql': [['query', 'variables'], []],
  'POST /pulls': [
    ['title', 'head', 'base'],
    ['body', 'draft', 'maintainer_can_modify'],
  ],
  'PATCH /pulls/N': [[], ['title', 'body', 'state', 'base', 'maintainer_can_modify']],
  'POST /pulls/N/requested_reviewers': [[], ['reviewers', 'team_reviewers']],
  'POST /issues/N/labels': [[], ['labels']],
  'POST /issues/N/comments': [['body'], []],
  'PATCH /issues/comments/N': [['body'], []],
  'POST /issues': [['title'], ['body', 'labels', 'assignees', 'milestone']],
  'PATCH /issues/N': [[], ['title', 'body', 'state', 'state_reason', 'labels', 'assignees', 'milestone']],
  'POST /check-runs': [
    ['name', 'head_sha'],
    ['status', 'conclusion', 'output', 'details_url', 'external_id', 'actions'],
  ],
  'PATCH /check-runs/N': [[], ['name', 'status', 'conclusion', 'output', 'details_url', 'external_id', 'actions']],
  'POST /statuses/X': [['state'], ['target_url', 'description', 'context']],
};

/** @param folder holds `acme/shop.git`. */
export async function fakeGitHub(folder: string): Promise<FakeGitHub> {
  const user = { login: 'harden-bot' };
  const state: Omit<FakeGitHub, keyof GitServer | 'fail'> = {
    pulls: [],
    comments: [],
    issues: [],
    runs: [],
    statuses: [],
    mistakes: [],
  };
  const failures = new Map<string, Parameters<FakeGitHub['fail']>[1]>();
  const { pulls, comments, issues, runs, statuses, mistakes } = state;
  let last = 0;

  function headOf(branch: string): string | undefined {
    const path = join(folder, 'acme/shop.git/refs/heads', branch);
    return existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined;
  }

  function answer(kind: string, parts: readonly string[], query: URLSearchParams, body: Body): Answer {
    const number = Number(parts.find((part) => /^\d+$/.test(part)));
    const pull = pulls.find((each) => each.number === number);
    switch (kind) {
      case 'GET /user':
        return [200, user];
      case 'GET ':
        return [
          200,
          { default_branch: 'main', archived: false, fork: false, clone_url: 'x', permissions: { push: true } },
        ];
      case 'GET /contents/X': {
        if (parts[1] !== '.harden.yaml') return [404, { message: 'Not Found' }];
        return [200, { type: 'file', encoding: 'base64', content: Buffer.from('bot: {}\n').toString('base64') }];
      }
      case 'GET /pulls': {
        const found = pulls.filter(({ head }) => `acme:${head.ref}` === query.get('head'));
        return [200, query.get('state') === 'all' ? found : found.filter((each) => each.state === 'open')];
      }
      case 'POST /pulls': {
        const branch = String(body.head);
        const sha = headOf(branch);
        const isThere = pulls.some(({ state, head }) => state === 'open' && head.ref === branch);
        if (sha === undefined || isThere) return [422, { message: 'Validation Failed' }];
        const head = { ref: branch, sha, repo: { full_name: 'acme/shop' } };
        const made: FakePull = {
          number: ++last,
          title: String(body.title),
          body: String(body.body),
          state: 'open',
          merged_at: null,
          created_at: '2026-01-01T00:00:00Z',
          draft: body.draft === true,
          node_id: `PR_${last}`,
          user,
          labels: [],
          head,
          base: { ref: String(body.base) },
        };
        pulls.push(made);
        return [201, made];
      }
      case 'GET /pulls/N':
        return pull ? [200, pull] : [404, { message: 'Not Found' }];
      case 'POST /graphql': {
        const { id } = body.variables as { id: string };
        const drafted = pulls.find((each) => each.node_id === id);
        if (!drafted) return [200, { errors: [{ message: 'Could not resolve to a node' }] }];
        drafted.draft = false;
        return [200, { data: { markPullRequestReadyForReview: { clientMutationId: null } } }];
      }
      case 'PATCH /pulls/N':
        if (!pull) return [404, { message: 'Not Found' }];
        Object.assign(pull, body, body.base === undefined ? {} : { base: { ref: body.base } });
        return [200, pull];
      case 'POST /pulls/N/requested_reviewers':
        return [201, pull];
      case 'POST /issues/N/labels':
        if (pull) pull.labels = [...pull.labels, ...(body.labels as string[]).map((name) => ({ name }))];
        return [200, pull?.labels ?? []];
      case 'DELETE /issues/N/labels/X': {
        const kept = pull?.labels.filter(({ name }) => name !== parts.at(-1)) ?? [];
        if (!pull || kept.length === pull.labels.length) return [404, { message: 'Label does not exist' }];
        pull.labels = kept;
        return [200, kept];
      }
      case 'GET /issues/N/comments':
        return [200, comments.filter(({ issue }) => issue === number)];
      case 'POST /issues/N/comments':
        comments.push({ id: ++last, issue: number, body: String(body.body), user, created_at: '2026-01-01T00:00:00Z' });
        return [201, comments.at(-1)];
      case 'PATCH /issues/comments/N':
        Object.assign(comments.find(({ id }) => id === number)!, body);
        return [200, {}];
      case 'GET /collaborators/X/permission':
        return parts[1] === 'ann' ? [200, { permission: 'write' }] : [404, { message: 'Not Found' }];
      case 'GET /issues':
        return [200, issues];
      case 'POST /issues':
        issues.push({ number: ++last, title: String(body.title), body: String(body.body), user });
        return [201, issues.at(-1)];
      case 'PATCH /issues/N':
        Object.assign(issues.find((issue) => issue.number === number)!, body);
        return [200, {}];
      case 'GET /commits/X/check-runs':
        return [200, { total_count: runs.length, check_runs: runs }];
      case 'GET /commits/X/status':
        return [200, { total_count: statuses.length, state: statuses[0]?.state ?? 'pending' }];
      case 'POST /check-runs':
        runs.push({ status: String(body.status), conclusion: String(body.conclusion), output: body.output });
        return [201, { id: runs.length }];
      case 'PATCH /check-runs/N':
        runs.push({ status: 'completed', conclusion: 'neutral', output: body.output });
        return [200, { id: number }];
      case 'POST /statuses/X':
        statuses.push({ state: String(body.state), context: String(body.context) });
        return [201, {}];
      default:
        mistakes.push(`no such request: ${kind}`);
        return [404, { message: 'Not Found' }];
    }
  }

  function intercept(request: IncomingMessage, response: ServerResponse): boolean {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (!pathname.startsWith('/api/')) return false;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = pathname.startsWith(API) ? pathname.slice(API.length) : pathname.replace(/^\/api(?:\/v3)?/, '');
      const parts = path
        .split('/')
        .filter((part) => part !== '')
        .map(decodeURIComponent);
      const kind = `${request.method} ${kindOf(parts)}`;
      const text = Buffer.concat(chunks).toString('utf8');
      const body: Body = text === '' ? {} : JSON.parse(text);
      if (request.headers.authorization !== `token ${TOKEN}`) mistakes.push(`${kind}: not who it should be`);
      const [required, optional] = BODIES[kind] ?? [[], []];
      for (const key of required) if (!(key in body)) mistakes.push(`${kind}: no ${key}`);
      for (const key of Object.keys(body))
        if (![...required, ...optional].includes(key)) mistakes.push(`${kind}: ${key}?`);
      const failure = failures.get(kind);
      failures.delete(kind);
      const [status, json] =
        failure && !failure.isDone
          ? [failure.status ?? 0, failure.body ?? {}]
          : answer(kind, parts, searchParams, body);
      if (failure && failure.status === undefined) {
        request.socket.destroy();
        return;
      }
      response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', ...failure?.headers });
      response.end(JSON.stringify(json));
    });
    return true;
  }

  const server = await serveGit(folder, { intercept });
  return { ...server, ...state, fail: (request, failure) => void failures.set(request, failure) };
}

/** `/pulls/N`: numbers and names are left out. */
function kindOf(parts: readonly string[]): string {
  const named = ['contents', 'collaborators', 'commits', 'statuses', 'labels'];
  return parts
    .map((part, at) => (/^\d+$/.test(part) ? 'N' : named.includes(parts[at - 1] ?? '') ? 'X' : part))
    .map((part) => `/${part}`)
    .join('');
}
