// What there is on a remote before anything is planned.
import type { Outcome } from '../forge/index.js';
import { listRemote } from '../git/index.js';
import { faultIn } from './do-part.js';
import { partBranches } from './part-branches.js';
import type { BotRequest } from './types.js';

/** The branches of a repository that pull requests may have come from. */
export async function branchesThere({
  remote,
  settings: { prefix },
}: Pick<BotRequest, 'remote' | 'settings'>): Promise<Outcome<readonly string[]>> {
  try {
    const { branches } = await listRemote(remote);
    return partBranches(branches.keys(), prefix);
  } catch (error) {
    const fault = faultIn(error);
    if (!fault) throw error;
    return fault;
  }
}
