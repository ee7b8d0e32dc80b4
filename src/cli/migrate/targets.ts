// The forges of a campaign's repositories. A server whose name does not say what it is is asked once, and not for each of them.
import { placeOf, type ForgeKind } from '../../forge/index.js';
import { targetOf, type Target } from '../bot/connect.js';
import type { Io } from '../output.js';

/**
 * Finds the forge of each address.
 * @param forge what runs on the servers whose names do not say so.
 */
export function targetsIn(env: Io['env'], forge?: string): (url: string) => Promise<Target> {
  const kinds = new Map<string, ForgeKind>();
  return async (url) => {
    const known = forge ?? kinds.get(placeOf(url)?.origin ?? '');
    const target = await targetOf(env, url, known === undefined ? {} : { forge: known });
    kinds.set(target.origin, target.kind);
    return target;
  };
}
