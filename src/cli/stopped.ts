/** A run that the person ended. `code` is what the shell expects. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
  constructor(readonly code: number) {
    super('stopped');
  }
}

/** What the shell expects of a process that one of these has ended. */
export const SIGNAL_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Hears the signals with which people and systems end a process, in place of being ended by them.
 * @returns what lets go of them.
 */
export function hearSignals(hear: (code: number) => void): () => void {
  const letGo = Object.entries(SIGNAL_CODES).map(([name, code]) => {
    const listener = (): void => hear(code);
    process.on(name, listener);
    return () => process.off(name, listener);
  });
  return () => {
    for (const each of letGo) each();
  };
}
