// What became of the pull requests that are open, without changing anything.
import type { Fault } from '../forge/index.js';
import { lookAgain, type Bringing } from './bring.js';
import { originOf } from './members.js';
import { isOpen, pullsOf } from './pulls.js';

/** Asks the forge about each repository with a pull request that is open. */
export async function refreshPulls(
  bringing: Bringing,
  signal?: AbortSignal,
): Promise<readonly { readonly name: string; readonly fault: Fault }[]> {
  const open = new Map<number, { readonly url: string; readonly name: string; readonly branches: Set<string> }>();
  for (const { repository, url, name, branch, state } of pullsOf(bringing.ledger)) {
    if (!isOpen(state)) continue;
    const own = open.get(repository) ?? { url, name, branches: new Set<string>() };
    own.branches.add(branch);
    open.set(repository, own);
  }
  const faults: { name: string; fault: Fault }[] = [];
  const resting = new Set<string>();
  for (const [id, { url, name, branches }] of open) {
    if (signal?.aborted) break;
    // It would hear the same as the others of its server.
    if (resting.has(originOf(url))) continue;
    const fault = await lookAgain(bringing, { id, url }, [...branches]);
    if (fault) faults.push({ name, fault });
    if (fault?.fault === 'rate-limited') resting.add(originOf(url));
  }
  return faults;
}
