const HELD = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
let holders = 0;

/**
 * Keeps a signal from ending the process in the middle of synchronous work. A listener is called only when the event
 * loop turns, that is when the work is done: then the signal does what it would have done, unless somebody else listens
 * for it too and has heard it. Call the returned function once, when the work is done.
 */
export function holdSignals(): () => void {
  if (holders++ === 0) for (const signal of HELD) process.on(signal, hear);
  // Signals wait in a queue until the loop has turned; two turns make sure that it has been looked at.
  return () => void setImmediate(() => setImmediate(letGo));
}

function letGo(): void {
  if (--holders === 0) for (const signal of HELD) process.off(signal, hear);
}

function hear(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  process.off(signal, hear);
  process.kill(process.pid, signal);
}
