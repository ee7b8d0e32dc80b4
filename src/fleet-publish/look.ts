// What a forge says of the pull requests of a campaign, with the fewest requests.
import { readMarker } from '../bot/index.js';
import { isFault, type Forge, type Outcome, type Pull, type RepoRef } from '../forge/index.js';
import type { SeenOnForge } from './pulls.js';

/** Those of this account from a branch that are harden's, whatever became of them. */
export async function lookAtPulls(
  forge: Forge,
  repo: RepoRef,
  branch: string,
): Promise<Outcome<readonly SeenOnForge[]>> {
  const found = await listed(forge, repo, branch);
  if (isFault(found)) return found;
  const seen: SeenOnForge[] = [];
  for (const pull of found.pulls) {
    if (pull.author !== found.login || readMarker(pull.body) === undefined) continue;
    if (pull.merging || pull.state !== 'open') {
      seen.push({ pull, checks: pull.merging?.checks ?? 'none' });
      continue;
    }
    const status = await forge.status(repo, pull.head);
    // An account that may not see checks is none the worse.
    if (isFault(status) && status.fault !== 'cannot') return status;
    seen.push({ pull, checks: isFault(status) ? 'none' : status.checks });
  }
  return seen;
}

interface Listed {
  readonly login: string;
  readonly pulls: readonly Pull[];
}

async function listed(forge: Forge, repo: RepoRef, branch: string): Promise<Outcome<Listed>> {
  const overview = await forge.overview?.(repo, branch);
  if (overview && (!isFault(overview) || overview.fault !== 'cannot')) return overview;
  const pulls = await forge.pulls(repo, branch);
  if (isFault(pulls)) return pulls;
  if (pulls.length === 0) return { login: '', pulls: [] };
  const me = await forge.whoAmI();
  return isFault(me) ? me : { login: me.login, pulls };
}
