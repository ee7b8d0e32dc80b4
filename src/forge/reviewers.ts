import { cannot, isFault } from './fault.js';
import type { Done, Outcome } from './types.js';

/** Whether they were taken, all of them. */
type Taken = { readonly isTaken: boolean };

/**
 * Asks for reviews. A forge takes all whom it is given or none, so where it takes none each is asked alone.
 * @param most how many it takes.
 * @returns who could not be asked, once all others were.
 */
export async function askEach(
  users: readonly string[],
  most: number,
  ask: (users: readonly string[]) => Promise<Outcome<Taken>>,
): Promise<Outcome<Done>> {
  // An address of mail, as CODEOWNERS may have it, is no name of anybody.
  const named = users.filter((user) => !user.includes('@'));
  const asked = named.slice(0, most);
  const left = users.filter((user) => !asked.includes(user));
  if (asked.length > 0) {
    const all = await ask(asked);
    if (isFault(all)) return all;
    const isOne = asked.length === 1;
    if (!all.isTaken && isOne) left.push(...asked);
    for (const user of all.isTaken || isOne ? [] : asked) {
      const one = await ask([user]);
      if (isFault(one)) return one;
      if (!one.isTaken) left.push(user);
    }
  }
  return left.length === 0 ? { done: true } : cannot(`cannot be asked for a review: ${left.join(', ')}`);
}
