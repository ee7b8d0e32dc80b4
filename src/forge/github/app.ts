import { createAppAuth } from '@octokit/auth-app';
import { cannot } from '../fault.js';
import type { Outcome, RepoRef } from '../types.js';
import { attempt, clientOf, type GitHubOptions } from './client.js';

/** Who an app is. The key is PEM, as GitHub hands it out. */
export interface AppKey {
  readonly id: string;
  readonly privateKey: string;
}

interface AppToken {
  /** For one repository. It begins with `ghs_`. */
  readonly token: string;
  readonly expiresAt: Date;
}

const ID = 'HARDEN_GITHUB_APP_ID';
const KEY = 'HARDEN_GITHUB_APP_PRIVATE_KEY';
/** The words of what failed could repeat the key. */
const UNSIGNED = `${KEY} does not sign: it is not the private key of an app, or not all of it`;

/**
 * The app that an environment names.
 * @returns `undefined` where it names none, a fault where it names half of one.
 */
export function appKeyIn(environment: Readonly<Record<string, string | undefined>>): Outcome<AppKey> | undefined {
  const { [ID]: id = '', [KEY]: key = '' } = environment;
  if (id === '' && key === '') return undefined;
  if (!/^[\w.]{1,64}$/.test(id)) return cannot(`${ID} is the number or the client ID of an app`);
  // A line of an environment file holds no line ends.
  const privateKey = key.replaceAll('\\n', '\n').trim();
  if (!/^-----BEGIN (?:RSA )?PRIVATE KEY-----\n/.test(privateKey))
    return cannot(`${KEY} is not the private key of an app: text that begins with -----BEGIN RSA PRIVATE KEY-----`);
  return { id, privateKey };
}

/** A token for one repository that an app is installed in. Nothing else can be reached by it. */
export function appToken(
  { id, privateKey }: AppKey,
  { owner, name: repo }: RepoRef,
  options: Omit<GitHubOptions, 'token'>,
): Promise<Outcome<AppToken>> {
  return attempt(async () => {
    const client = clientOf({ ...options, token: '' });
    const authenticate = createAppAuth({ appId: id, privateKey, request: client.request, log: client.log });
    const signed = await authenticate({ type: 'app' }).catch(() => cannot(UNSIGNED));
    if ('fault' in signed) return signed;
    const { data } = await client.request('GET /repos/{owner}/{repo}/installation', {
      owner,
      repo,
      headers: { authorization: `bearer ${signed.token}` },
    });
    const of = { type: 'installation' as const, installationId: data.id, repositoryNames: [repo] };
    const { token, expiresAt } = await authenticate(of);
    return { token, expiresAt: new Date(expiresAt) };
  });
}
