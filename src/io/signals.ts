const HELD = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Keeps a signal from ending the process in the middle of a step. The returned function lets go: a signal that came
 * meanwhile then does what it would have done, unless somebody else listens for it and has heard it too.
 */
export function holdSignals(): () => void {
  let came: NodeJS.Signals | undefined;
  const hear = (signal: NodeJS.Signals): void => {
    came ??= signal;
  };
  for (const signal of HELD) process.on(signal, hear);
  const release = (): void => {
    for (const signal of HELD) process.off(signal, hear);
    if (came !== undefined && process.listenerCount(came) === 0) process.kill(process.pid, came);
  };
  // The work is synchronous, so a signal is heard only when the event loop has turned; two turns make sure of it.
  return () => void setImmediate(() => setImmediate(release));
}
