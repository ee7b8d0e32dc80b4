// Synchronous work that is ended when its time is up. watch never lets go of work that goes on: what it ends has stopped.
import { getHeapStatistics } from 'node:v8';
import { Script } from 'node:vm';
import { codeOf } from './paths.js';

/** The time for a piece of work was up, and it was ended where it stood. */
export class TimeUp extends Error {
  override readonly name = 'TimeUp';
  constructor(readonly ms: number) {
    super(`was ended after ${ms} ms`);
  }
}

interface Held {
  work?: (() => void) | undefined;
}

// The work runs inside a script, since those are what Node can end: a loop, and a regular expression as well. Under jest
// this module has globals of its own, so the script makes the object by which the work gets there.
const KEY = "globalThis[Symbol.for('harden.watch')]";
let held: Held | undefined;
let script: Script | undefined;

/**
 * Does the work, for so long at the most. What it had begun to change is left as it was at that moment: only what is
 * given back counts, and modules that were being loaded are loaded again when they are needed.
 * @throws TimeUp when the time is up, and whatever the work throws.
 */
export function watched<Result>(ms: number, work: () => Result): Result {
  held ??= new Script(`${KEY} ??= {}`).runInThisContext() as Held;
  script ??= new Script(`${KEY}.work()`);
  let result: { readonly is: Result } | undefined;
  const known = new Set(Object.keys(require.cache));
  held.work = () => {
    result = { is: work() };
  };
  try {
    script.runInThisContext({ timeout: Math.max(1, Math.round(ms)) });
  } catch (error) {
    if (codeOf(error) !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    forgetHalfLoaded(known);
    throw new TimeUp(ms);
  } finally {
    held.work = undefined;
  }
  return result!.is;
}

function forgetHalfLoaded(known: ReadonlySet<string>): void {
  for (const [path, module] of Object.entries(require.cache)) {
    if (!known.has(path) && module?.loaded === false) delete require.cache[path];
  }
}

/**
 * Bytes in a millisecond: no faster does planning fill a heap. Loops that do nothing else fill 2 GB in a second; the most that was
 * seen of plans is 0.4 GB, when each step of a file with 2,000 services kept that file.
 */
const FASTEST = 800_000;

/** How many milliseconds of work cannot fill the heap of this process. Node ends a process whose heap is full. */
export function safeMs(): number {
  const { heap_size_limit, used_heap_size } = getHeapStatistics();
  return (heap_size_limit - used_heap_size) / FASTEST;
}
