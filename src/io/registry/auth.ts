// What is shown to a registry: nothing until it asks, then a token or a password. Credentials go to the registry they
// belong to and to the realms of `mayReceiveCredentials`, and tokens to the registry that named the realm.
import type { Credential } from './docker-config.js';
import { LookupFailure } from './failure.js';
import { parseJson, recordIn, textIn } from './json.js';
import { type Challenge, mayReceiveCredentials, parseChallenge } from './realm.js';
import { grantedPaths } from './token.js';
import type { Ask, Reply } from './transport.js';
import type { Endpoint } from './endpoints.js';

export interface Auth {
  /** Says that this repository will be asked about, so that one token may be for it and others. */
  expect(endpoint: Endpoint): void;
  /** The header for a request, from what the registry asked for so far; `undefined` to come without. */
  header(endpoint: Endpoint): Promise<string | undefined>;
  /** Takes in a 401. True when another try may go better. */
  learn(endpoint: Endpoint, reply: Reply, shown: string | undefined): boolean;
}

export interface AuthNeeds {
  readonly credentialsOf: (host: string) => Promise<Credential | undefined>;
  /** Asks a token server, on the word of an endpoint: bounded and retried. Redirects are not followed. */
  readonly ask: (endpoint: Endpoint, ask: Ask) => Promise<Reply>;
  /** The endpoint as it is really asked: in plain HTTP, it may have turned out. */
  readonly actual: (endpoint: Endpoint) => URL;
  readonly now: () => number;
}

type BearerChallenge = Challenge & { readonly scheme: 'bearer' };

interface Token {
  readonly text: string;
  readonly until: number;
}

/** A minute when the server does not say. Source: https://distribution.github.io/distribution/spec/auth/token/ */
const TOKEN_SECONDS = 60;
/** Tokens are renewed while they still have this long. */
const MARGIN_MS = 10_000;
/** Repositories that one token is asked for: the address and the token stay short enough for any server. */
const SCOPES = 20;

export function createAuth(needs: AuthNeeds): Auth {
  const challenges = new Map<string, Challenge>();
  const tokens = new Map<string, Promise<Token>>();
  /** Paths that will be asked about and have no token yet, by registry. */
  const expected = new Map<string, Set<string>>();

  async function header(endpoint: Endpoint): Promise<string | undefined> {
    const challenge = challenges.get(endpoint.base.host);
    if (!challenge) return undefined;
    if (challenge.scheme === 'bearer') return `Bearer ${(await tokenFor(endpoint, challenge)).text}`;
    const credential = await needs.credentialsOf(endpoint.host);
    return credential && !credential.identity ? basic(credential) : undefined;
  }

  function learn(endpoint: Endpoint, reply: Reply, shown: string | undefined): boolean {
    const challenge = parseChallenge(reply.headers['www-authenticate'] ?? '');
    if (!challenge) return false;
    const known = challenges.get(endpoint.base.host);
    challenges.set(endpoint.base.host, challenge);
    // A token that was refused is not asked for a second time, nor is a password.
    return shown === undefined && (known === undefined || challenge.scheme === 'bearer');
  }

  function expect(endpoint: Endpoint): void {
    if (tokens.has(keyOf(endpoint))) return;
    const paths = expected.get(partyOf(endpoint));
    if (paths) paths.add(endpoint.path);
    else expected.set(partyOf(endpoint), new Set([endpoint.path]));
  }

  async function tokenFor(endpoint: Endpoint, challenge: BearerChallenge): Promise<Token> {
    const known = tokens.get(keyOf(endpoint));
    if (known && (await known).until > needs.now() + MARGIN_MS) return known;
    const waiting = expected.get(partyOf(endpoint)) ?? new Set();
    waiting.delete(endpoint.path);
    const others = [...waiting].slice(0, SCOPES - 1).map((path) => ({ ...endpoint, path }));
    for (const { path } of others) waiting.delete(path);
    if (others.length === 0) return keep(endpoint, fetchToken(challenge, [endpoint]));
    // Some servers refuse the whole where they would refuse one, or know one scope only; some tokens do not say what they
    // are good for. Everybody without a share gets a token, or a refusal, of its own.
    const together = fetchToken(challenge, [endpoint, ...others]).catch(() => undefined);
    for (const other of others) {
      const share = together.then((token) =>
        token && grantedPaths(token.text).has(other.path) ? token : fetchToken(challenge, [other]),
      );
      keep(other, share);
    }
    return keep(
      endpoint,
      together.then((token) => token ?? fetchToken(challenge, [endpoint])),
    );
  }

  function keep(endpoint: Endpoint, token: Promise<Token>): Promise<Token> {
    const key = keyOf(endpoint);
    tokens.set(key, token);
    // A failure is told to those who wait, and the next one tries anew.
    token.catch(() => tokens.delete(key));
    return token;
  }

  /** One token for several repositories of a registry. */
  async function fetchToken(challenge: BearerChallenge, endpoints: readonly [Endpoint, ...Endpoint[]]): Promise<Token> {
    const [endpoint] = endpoints;
    const trusted = mayReceiveCredentials(needs.actual(endpoint), challenge.realm);
    const credential = trusted ? await needs.credentialsOf(endpoint.host) : undefined;
    const paths = endpoints.map(({ path }) => path);
    const reply = await needs.ask(endpoint, tokenRequest(paths, challenge, credential));
    const body = recordIn(parseJson(reply.body.toString('utf8')));
    const text = textIn(body.token) ?? textIn(body.access_token);
    if (reply.status !== 200 || text === undefined || !/^[\x21-\x7e]+$/.test(text)) {
      const without = trusted ? '' : '; it is on another host and was asked without credentials';
      const message = `${challenge.realm.host} gives no token for ${endpoint.host} (status ${reply.status})${without}`;
      throw new LookupFailure(reply.status === 401 || reply.status === 403 ? 'denied' : 'failed', message);
    }
    const seconds = typeof body.expires_in === 'number' ? body.expires_in : TOKEN_SECONDS;
    return { text, until: needs.now() + seconds * 1000 };
  }
  return { expect, header, learn };
}

/** Tokens are for a host and the credentials that are used with it. */
function partyOf({ base, host }: Endpoint): string {
  return `${base.host} ${host}`;
}

function keyOf(endpoint: Endpoint): string {
  return `${partyOf(endpoint)} ${endpoint.path}`;
}

/** The scopes are ours, not the one the registry proposes: reading these repositories. */
function tokenRequest(
  paths: readonly string[],
  { realm, service }: BearerChallenge,
  credential: Credential | undefined,
): Ask {
  const scopes = paths.map((path) => `repository:${path}:pull`);
  if (credential?.identity) {
    const form = new URLSearchParams({ grant_type: 'refresh_token', client_id: 'harden', scope: scopes.join(' ') });
    if (service !== undefined) form.set('service', service);
    form.set('refresh_token', credential.secret);
    const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
    return { method: 'POST', url: realm, headers, body: form.toString() };
  }
  const url = new URL(realm);
  if (service !== undefined) url.searchParams.set('service', service);
  url.searchParams.delete('scope');
  for (const scope of scopes) url.searchParams.append('scope', scope);
  const authorization = credential && { authorization: basic(credential) };
  return { method: 'GET', url, headers: { accept: 'application/json', ...authorization } };
}

function basic({ username, secret }: Credential): string {
  return `Basic ${Buffer.from(`${username}:${secret}`, 'utf8').toString('base64')}`;
}
