// A long task that a signal ends where it can go on later.
import { writeMessage, type Io } from '../output.js';
import { hearSignals } from '../stopped.js';

/**
 * Does a task, and lets it come to an end when a signal comes. A second signal ends the process at once.
 * @returns the exit code of the signal, where one came.
 */
export async function untilSignal<T>(
  io: Io,
  task: (signal: AbortSignal) => Promise<T>,
): Promise<{ readonly result: T; readonly stopped?: number }> {
  const controller = new AbortController();
  let stopped: number | undefined;
  const letGo = hearSignals((code) => {
    letGo();
    stopped = code;
    writeMessage(io, 'stopping; the same command goes on from here');
    controller.abort();
  });
  try {
    const result = await task(controller.signal);
    return { result, ...(stopped === undefined ? {} : { stopped }) };
  } finally {
    letGo();
  }
}
