// Where branches are pushed to, and where pull requests come from: the repository itself, or a fork of the account's own.
import { cannot, isFault, type Fault, type Outcome, type RepoRef } from '../forge/index.js';
import { fetchHistory, listRemote, pushBranch, type Remote } from '../git/index.js';
import type { BotRequest } from './types.js';

export interface Workplace {
  /** The fork; absent for the repository itself. */
  readonly from?: RepoRef;
  readonly remote: Remote;
  /** The commit that branches stand on. */
  readonly base: string;
  /** The head of each of its branches. */
  readonly branches: ReadonlyMap<string, string>;
}

/**
 * Finds it. A fork is made when something is to be pushed, and not before.
 * @param own the branches of the repository.
 */
export async function workplaceOf(
  request: BotRequest,
  base: string,
  own: Workplace['branches'],
): Promise<Outcome<Workplace>> {
  const { forge, repo, remote, fork } = request;
  if (fork === undefined) return { base, remote, branches: own };
  if (fork === 'needed') {
    const found = await forge.open(repo);
    if (isFault(found)) return found;
    if (found.canPush) return { base, remote, branches: own };
  }
  if (!forge.findFork || !forge.ensureFork)
    return cannot(`forks on ${forge.kind} are not supported: pull requests come from the repository itself`);
  const found = await forge.findFork(repo);
  if (isFault(found)) return found;
  const place = { base, from: found.repo, remote: { ...remote, address: forge.cloneUrl(found.repo) } };
  return { ...place, branches: found.isThere ? (await listRemote(place.remote)).branches : new Map() };
}

interface Move {
  readonly branch: string;
  readonly to: string | undefined;
  readonly seen?: string | undefined;
}

type Pushed = Exclude<Awaited<ReturnType<typeof pushBranch>>, { readonly state: 'bare' }>;

/** Pushes a branch there. */
export async function pushTo(
  { from, remote, base }: Workplace,
  { branch, to, seen }: Move,
  { forge, repo, dir, remote: origin }: BotRequest,
): Promise<Pushed | Fault> {
  if (from) {
    const made = await forge.ensureFork?.(repo);
    if (made && isFault(made)) return made;
  }
  const pushed = await pushBranch(dir, remote, { branch, to, seen });
  if (pushed.state !== 'bare') return pushed;
  // The fork is older than what the branch stands on.
  await fetchHistory(dir, origin, base);
  const again = await pushBranch(dir, remote, { branch, to, seen });
  return again.state === 'bare' ? cannot(`${branch} stands on commits that the fork does not have`) : again;
}
