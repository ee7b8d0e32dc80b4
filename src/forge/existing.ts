import { cannot } from './fault.js';
import type { NewPull, Outcome, Pull } from './types.js';

/**
 * What to make of a pull request that a forge does not take: the one that is open for its branch, where there is one.
 * @param why in the forge's words.
 */
export function openOf(pulls: readonly Pull[], { branch, base }: NewPull, why: string): Outcome<Pull> {
  const open = pulls.find(({ state }) => state === 'open');
  if (open) return open;
  const said = `no pull request from ${branch} to ${base}: ${why}`;
  // What was made a moment ago may not be listed yet.
  return /already exists/i.test(why) ? { fault: 'retry', why: said } : cannot(said);
}
