// What a process does that plans one repository after the other, and what it is told and tells.
import { Worker } from 'node:worker_threads';
import { planRepository, type Planner } from './plan-repository.js';
import type { PlanFrame, PlanReply, PlanTask } from './task.js';

/** The word that a process is started with. */
export const SERVE = 'plan-repositories';
/** What it says on standard error before it ends itself. */
export const TOO_MUCH = 'harden: takes more memory than it may';

export type ToWorker =
  | { readonly frame: PlanFrame /** Bytes of the process. */; readonly most: number }
  | { readonly task: PlanTask };

export interface FromWorker {
  readonly reply: PlanReply;
  /** Bytes that the process takes. */
  readonly taken: number;
}

/**
 * What the program of a worker does: plans what it is told of.
 * @returns false where this process is no worker, and nothing is done.
 */
export function servePlanning(planner: Planner): boolean {
  if (process.argv[2] !== SERVE || process.send === undefined) return false;
  let frame: PlanFrame | undefined;
  process.on('message', (message: ToWorker) => {
    if ('frame' in message) {
      frame = message.frame;
      watch(message.most);
    } else if (frame) void planRepository(planner, frame, message.task).then(tell, fail);
  });
  process.on('disconnect', () => process.exit());
  return true;
}

function tell(reply: PlanReply): void {
  process.send?.({ reply, taken: process.memoryUsage.rss() } satisfies FromWorker);
}

/** A mistake of ours: what is left of this process is not to be trusted. */
function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`, () => process.exit(1));
}

/** Asked so often whether the process is still wanted, and small enough. */
const WATCH_MS = 100;

/**
 * Ends this process when it takes too much, or whoever started it is gone: from a thread of its own, since this one may be
 * in a loop that does not end.
 */
function watch(most: number): void {
  const program = `
    const { workerData } = require('node:worker_threads');
    setInterval(() => {
      const isTooMuch = process.memoryUsage.rss() > workerData.most;
      if (isTooMuch) require('node:fs').writeSync(2, workerData.said);
      if (isTooMuch || process.ppid !== workerData.parent) process.kill(process.pid, 'SIGKILL');
    }, ${WATCH_MS});`;
  const workerData = { most, parent: process.ppid, said: TOO_MUCH };
  new Worker(program, { eval: true, workerData, execArgv: [], resourceLimits: { maxOldGenerationSizeMb: 8 } }).unref();
}
