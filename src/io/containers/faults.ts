// Failures of the engine itself, on a machine that is busy: they say nothing of what it was asked to run. faults never
// takes for one what a container's own settings can bring about every time: see `EngineFault` and who throws it.
import { anyOf } from '../../model/index.js';
import type { Ran } from './types.js';

/** Who speaks: the engine or the OCI runtime below it, about a container that it was to start. */
const RUNTIME = anyOf(
  /\bfailed to create (?:shim )?task\b|\bfailed to start shim\b/i,
  /\bOCI runtime (?:create|exec|start)? ?(?:failed|error)/i,
  /\b(?:runc|crun)(?: create| exec| run| start)?(?: failed)?:/i,
);
const BUSY = /connection reset by peer|resource temporarily unavailable|\bEAGAIN\b|context deadline exceeded/i;
/** Docker has addresses for about thirty networks, of whoever makes them: moby, daemon/libnetwork/ipamapi. */
const FULL = /non-overlapping IPv4 address pool|predefined address pools have been fully subscribed/i;
/** Ports are asked for without a number here, so that none is taken because of a file. */
const PORT = /driver failed programming external connectivity|port is already allocated/i;
/** What no waiting mends, and no file: a part that is not installed, limits that this user may not set. */
const LACKING = /\blookup init binary\b|\berror setting rlimits?\b/i;
const LONGEST = 600;

/** The line in which the engine says that it failed itself; `undefined` where it says nothing of the kind. */
export function engineFault(said: string): string | undefined {
  return said
    .split('\n')
    .map((line) => line.slice(0, 4 * LONGEST))
    .find((line) => (RUNTIME.test(line) && BUSY.test(line)) || FULL.test(line) || PORT.test(line) || isLacking(line))
    ?.trim()
    .slice(0, LONGEST);
}

/** True for a fault that stays however often the engine is asked. */
export function isLacking(fault: string): boolean {
  return LACKING.test(fault);
}

/** The same of a build's log, in which the instructions speak too. */
export function buildFault(log: string): string | undefined {
  return engineFault(
    log
      .split('\n')
      .filter((line) => /^(?:#[0-9]+ )?(?:ERROR|Error|error running container)[: ]/.test(line))
      .join('\n'),
  );
}

/** Milliseconds before each further attempt. */
export const PAUSES: readonly number[] = [1000, 4000, 10_000];

export interface Patience<Result> {
  readonly pauses: readonly number[];
  /** The fault in an outcome. */
  fault(result: Result): string | undefined;
  pause(ms: number): Promise<void>;
  say(text: string): void;
}

/** Attempts again as long as the engine fails itself. What the last attempt came to, whatever that is. */
export async function retryWhileEngineFails<Result>(
  attempt: () => Promise<Result>,
  { pauses, fault, pause, say }: Patience<Result>,
): Promise<Result> {
  let result = await attempt();
  for (const ms of pauses) {
    const found = fault(result);
    if (found === undefined || isLacking(found)) break;
    say(`the engine failed, and is asked again in ${ms / 1000} s: ${found}`);
    await pause(ms);
    result = await attempt();
  }
  return result;
}

/** The fault in what a command of the engine said. */
export function ranFault({ code, err, out }: Ran): string | undefined {
  return code === 0 ? undefined : engineFault(`${err}\n${out}`);
}

/** A signal ends it early: what comes next then says so. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    if (signal?.aborted) end();
    else signal?.addEventListener('abort', end);
  });
}
