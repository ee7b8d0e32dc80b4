// What is shown to a registry: nothing until it asks, then a token or a password. Credentials go to the registry they
// belong to and to the realms of `mayReceiveCredentials`, and tokens to the registry that named the realm.
import type { Credential } from './docker-config.js';
import { LookupFailure } from './failure.js';
import { parseJson, recordIn, textIn } from './json.js';
import { type Challenge, mayReceiveCredentials, parseChallenge } from './realm.js';
import type { Ask, Reply } from './transport.js';
import type { Endpoint } from './endpoints.js';

export interface Auth {
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

interface Token {
  readonly text: string;
  readonly until: number;
}

/** A minute when the server does not say. Source: https://distribution.github.io/distribution/spec/auth/token/ */
const TOKEN_SECONDS = 60;
/** Tokens are renewed while they still have this long. */
const MARGIN_MS = 10_000;

export function createAuth(needs: AuthNeeds): Auth {
  const challenges = new Map<string, Challenge>();
  const tokens = new Map<string, Promise<Token>>();

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

  async function tokenFor(endpoint: Endpoint, challenge: Challenge & { scheme: 'bearer' }): Promise<Token> {
    const key = `${endpoint.base.host} ${endpoint.path}`;
    const known = tokens.get(key);
    if (known && (await known).until > needs.now() + MARGIN_MS) return known;
    const fresh = fetchToken(endpoint, challenge);
    tokens.set(key, fresh);
    // A failure is told to those who wait, and the next one tries anew.
    fresh.catch(() => tokens.delete(key));
    return fresh;
  }

  async function fetchToken(endpoint: Endpoint, challenge: Challenge & { scheme: 'bearer' }): Promise<Token> {
    const trusted = mayReceiveCredentials(needs.actual(endpoint), challenge.realm);
    const credential = trusted ? await needs.credentialsOf(endpoint.host) : undefined;
    const reply = await needs.ask(endpoint, tokenRequest(endpoint, challenge, credential));
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
  return { header, learn };
}

/** The scope is ours, not the one the registry proposes: reading one repository. */
function tokenRequest(
  endpoint: Endpoint,
  { realm, service }: Challenge & { scheme: 'bearer' },
  credential: Credential | undefined,
): Ask {
  const scope = `repository:${endpoint.path}:pull`;
  if (credential?.identity) {
    const form = new URLSearchParams({ grant_type: 'refresh_token', client_id: 'harden', scope });
    if (service !== undefined) form.set('service', service);
    form.set('refresh_token', credential.secret);
    const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
    return { method: 'POST', url: realm, headers, body: form.toString() };
  }
  const url = new URL(realm);
  if (service !== undefined) url.searchParams.set('service', service);
  url.searchParams.set('scope', scope);
  const authorization = credential && { authorization: basic(credential) };
  return { method: 'GET', url, headers: { accept: 'application/json', ...authorization } };
}

function basic({ username, secret }: Credential): string {
  return `Basic ${Buffer.from(`${username}:${secret}`, 'utf8').toString('base64')}`;
}
