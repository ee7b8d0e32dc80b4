// Waits between two tries, all of which can be ended at once: a run that is over must not be kept alive by them.

export interface Waits {
  /** Resolves after so many milliseconds, or as soon as all is over. */
  pause(ms: number): Promise<void>;
  over(): boolean;
  end(): void;
}

export function createWaits(): Waits {
  const open = new Map<() => void, NodeJS.Timeout>();
  let ended = false;
  async function pause(ms: number): Promise<void> {
    if (ms <= 0 || ended) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        open.delete(done);
        resolve();
      };
      open.set(done, setTimeout(done, ms));
    });
  }
  function end(): void {
    ended = true;
    for (const [done, timer] of open) {
      clearTimeout(timer);
      done();
    }
  }
  return { pause, over: () => ended, end };
}
