// Where the repositories of a campaign are fetched from, and with what.
import { fullNameOf, isFault, placeOf, type Ration } from '../../forge/index.js';
import type { Remote } from '../../git/index.js';
import { ConfigError } from '../../model/index.js';
import { hasCredential } from '../bot/connect.js';
import type { Io } from '../output.js';
import { targetsIn } from './targets.js';

/** Says how each repository is reached. One of a server that there is no token for is asked for as anybody may. */
export function remotesOf(io: Pick<Io, 'env'>): (url: string) => Promise<Remote | { readonly why: string }> {
  const rations = new Map<string, Ration>();
  const targetOf = targetsIn(io.env);
  return async (url) => {
    if (!hasCredential(io.env, url)) return anonymous(url);
    try {
      const connected = await (await targetOf(url)).connect(rations);
      return isFault(connected) ? { why: connected.why } : connected.remote;
    } catch (error) {
      if (error instanceof ConfigError) return { why: error.message };
      throw error;
    }
  };
}

function anonymous(url: string): Remote | { readonly why: string } {
  const place = placeOf(url);
  if (!place) return { why: 'the address is none; give https://HOST/OWNER/NAME' };
  return { address: `${place.origin}/${fullNameOf(place.repo)}.git` };
}
