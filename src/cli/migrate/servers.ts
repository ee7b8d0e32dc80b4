// What a worker reaches repositories with. Whoever can write to its queue names the addresses, so a token that is for any
// server goes to those alone that the worker was started for.
import type { RemoteOf } from '../../fleet/index.js';
import { placeOf } from '../../forge/index.js';
import { ConfigError } from '../../model/index.js';
import { ANY_TOKEN } from '../bot/connect.js';
import type { Io } from '../output.js';
import { remotesOf } from './remotes.js';

/**
 * Servers as their origins.
 * @throws ConfigError for an address that is none.
 */
export function serversOf(written: readonly string[]): readonly string[] {
  return written.map((text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') return url.origin;
    throw new ConfigError('--server: give https://HOST, without a user or a password in it');
  });
}

/**
 * As `remotesOf`, for addresses that others name.
 * @param servers origins; with any, all others are left alone.
 */
export function remotesOfWorker({ env }: Pick<Io, 'env'>, servers: readonly string[]): RemoteOf {
  const { [ANY_TOKEN]: _, ...others } = env;
  const remoteOf = remotesOf({ env: servers.length > 0 ? env : others });
  return async (url) => {
    const origin = placeOf(url)?.origin;
    if (servers.length > 0 && (origin === undefined || !servers.includes(origin)))
      return { why: `its worker is for ${servers.join(', ')} alone` };
    return await remoteOf(url);
  };
}
