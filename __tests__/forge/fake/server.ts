// A forge that keeps a state behind an interface, beside git's own server for its repositories. A request that is not as
// the interface describes it is remembered as a mistake; so is an answer that no such forge would give.
import { existsSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { serveGit, type GitServer } from '../../support/git-server.js';
import type { Description } from './described.js';
import { FORK, modelOf, SHOP, type Model } from './model.js';

export const TOKEN = 'secret-token';

/** Where a server is asked which forge it is: what another has there, this one has not. */
const PROBES: ReadonlySet<string> = new Set(['/api/v1/version', '/api/0/version', '/api/v4/version', '/api/v3/meta']);

type Body = Readonly<Record<string, unknown>>;
export type Answer = readonly [status: number, body?: unknown, headers?: Readonly<Record<string, string>> | undefined];

export interface Call {
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Body;
  readonly headers: IncomingMessage['headers'];
  /** The address it was sent to, without its query. */
  readonly address: string;
}

export interface Route {
  /** What is asked for, whatever the forge: `create-pull`. */
  readonly name: string;
  /** `POST /repos/{owner}/{repo}/pulls` */
  readonly on: string;
  /** Keys that its body needs, and those that it may have. */
  readonly keys?: readonly [required: readonly string[], optional: readonly string[]];
  /** True where nobody says who asks, or not by the token of the account. */
  readonly isOpen?: boolean;
  /** True where an answer may be of another form than the description knows. */
  readonly isLoose?: boolean;
  readonly answer: (call: Call) => Answer;
}

export interface Face {
  /** Path of the interface: `/api/v3`. */
  readonly root: string;
  readonly authorization: readonly string[];
  readonly descriptions: readonly Description[];
  /** Where the description is stricter than its server, by the server's documentation. */
  readonly tolerated?: RegExp;
  readonly limits: { readonly body: number; readonly title: number };
  readonly routes: (model: Model) => readonly Route[];
}

export interface Failure {
  /** Absent: no answer. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** It happens after it was done. */
  readonly isDone?: boolean;
}

export interface FakeForge extends GitServer, Model {
  readonly mistakes: string[];
  /** What is answered in place of the next request of this kind: `create-pull`, `POST /pulls`. */
  fail(request: string, failure: Failure): void;
  /** What it remembers of another repository: `acme/blog`. */
  of(repository: string): Model;
}

/** @param folder holds `acme/shop.git`, and others. */
export async function serveForge(folder: string, face: Face): Promise<FakeForge> {
  const model = modelOf(folder, face.limits);
  const routes = face.routes(model);
  const others = new Map<string, { readonly model: Model; readonly routes: readonly Route[] }>([
    [SHOP, { model, routes }],
  ]);
  function of(repository: string) {
    const known = others.get(repository);
    if (known) return known;
    const other = modelOf(folder, face.limits, repository);
    const made = { model: other, routes: face.routes(other) };
    others.set(repository, made);
    return made;
  }
  const mistakes: string[] = [];
  const failures = new Map<string, Failure>();

  function answered(request: IncomingMessage, text: string): { readonly answer?: Answer; readonly failure?: Failure } {
    const { pathname, searchParams, origin } = new URL(request.url ?? '/', `http://${request.headers.host}`);
    const method = request.method ?? '';
    const path = pathname.startsWith(`${face.root}/`) ? pathname.slice(face.root.length) : pathname;
    const body: Body | undefined = text === '' ? undefined : JSON.parse(text);
    const first = routeTo(routes, method, path);
    const named = first && repositoryOf(first.parameters, body);
    // A fork is held by what it was made of.
    const isOther = named !== undefined && named !== SHOP && named !== FORK && existsSync(join(folder, `${named}.git`));
    const found = isOther ? routeTo(of(named).routes, method, path) : first;
    if (found === undefined) {
      if (!PROBES.has(pathname)) mistakes.push(`no such request: ${method} ${pathname}`);
      return { answer: [404, { message: 'Not Found' }] };
    }
    const { route, parameters } = found;
    const told = (fault: string) => {
      if (!face.tolerated?.test(fault)) mistakes.push(`${method} ${pathname}: ${fault}`);
    };
    if (!route.isOpen && !face.authorization.includes(request.headers.authorization ?? ''))
      told('not who it should be');
    faultsIn(route, body).forEach(told);
    const asked = { method, path, query: searchParams, body };
    for (const { faultsOf } of face.descriptions) faultsOf(asked)?.forEach(told);
    const failure = failures.get(route.name) ?? failures.get(kindOf(route));
    failures.delete(route.name);
    failures.delete(kindOf(route));
    if (failure && !failure.isDone) return { failure };
    const address = `${origin}${pathname}`;
    const call = { parameters, query: searchParams, body: body ?? {}, headers: request.headers, address };
    const [status, said, headers] = route.answer(call);
    let whole = said;
    for (const description of route.isLoose ? [] : face.descriptions) {
      const { body: completed, faults } = description.answered(asked, status, whole);
      whole = completed;
      for (const fault of faults) told(`the answer ${fault}`);
    }
    return { answer: [status, whole, headers], ...(failure ? { failure } : {}) };
  }

  function intercept(request: IncomingMessage, response: ServerResponse): boolean {
    if (/^\/[^?]*\.git\//.test(request.url ?? '')) return false;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { answer = [], failure } = answered(request, Buffer.concat(chunks).toString('utf8'));
      if (failure && failure.status === undefined) {
        request.socket.destroy();
        return;
      }
      const [status, body, headers] = failure ? [failure.status, failure.body ?? {}, failure.headers] : answer;
      const all = { 'content-type': 'application/json; charset=utf-8', ...headers };
      response.writeHead(status ?? 500, all);
      const isText = typeof body === 'string' && all['content-type'].startsWith('text/');
      response.end(body === undefined ? undefined : isText ? body : JSON.stringify(body));
    });
    return true;
  }

  const server = await serveGit(folder, { intercept });
  return {
    ...server,
    ...model,
    mistakes,
    fail: (request, failure) => void failures.set(request, failure),
    of: (repository) => of(repository).model,
  };
}

/** Which repository a request is about, where it says so by owner and name. */
function repositoryOf({ owner, repo }: Readonly<Record<string, string>>, body: Body | undefined): string | undefined {
  if (owner !== undefined && repo !== undefined) return `${owner}/${repo}`;
  const variables = body?.variables as { readonly owner?: string; readonly name?: string } | undefined;
  return variables?.owner !== undefined && variables.name !== undefined
    ? `${variables.owner}/${variables.name}`
    : undefined;
}

function routeTo(routes: readonly Route[], method: string, path: string) {
  const asked = path.split('/');
  for (const route of routes) {
    const [verb, template = ''] = route.on.split(' ');
    const parts = template.split('/');
    if (verb !== method || parts.length !== asked.length) continue;
    const parameters: Record<string, string> = {};
    const fits = parts.every((part, at) => {
      if (!part.startsWith('{')) return part === asked[at];
      parameters[part.slice(1, -1)] = decodeURIComponent(asked[at]!);
      return true;
    });
    if (fits) return { route, parameters };
  }
  return undefined;
}

/** `POST /issues/N/comments`: below the repository, without names and numbers. */
function kindOf({ on }: Route): string {
  return on
    .replace(/ \/(?:repos\/\{owner\}\/\{repo\}|projects\/\{id\})/, ' ')
    .replace(/\{\w*(?:number|index|id|iid)\}/g, 'N')
    .replace(/\{\w+\}/g, 'X');
}

function faultsIn({ keys: [required, optional] = [[], []] }: Route, body: Body = {}): string[] {
  return [
    ...required.filter((key) => !(key in body)).map((key) => `no ${key}`),
    ...Object.keys(body)
      .filter((key) => ![...required, ...optional].includes(key))
      .map((key) => `${key}?`),
  ];
}

/** The page of a list that is asked for, with the links to others. */
export function paged(all: readonly unknown[], { query, address }: Call, size = 'per_page', most = 100): Answer {
  const per = Math.min(most, Number(query.get(size) ?? 30));
  const page = Number(query.get('page') ?? 1);
  const pages = Math.max(1, Math.ceil(all.length / per));
  const next = new URLSearchParams(query);
  next.set('page', String(page + 1));
  const link = page < pages ? { Link: `<${address}?${next}>; rel="next"` } : undefined;
  const counts = { 'X-Total-Count': String(all.length), 'X-Next-Page': page < pages ? String(page + 1) : '' };
  return [200, all.slice((page - 1) * per, page * per), { ...counts, ...link }];
}
