// Work on many things, some of them at a time.

/** Starts work on each in their order, at most so many at a time; what comes of each. */
export function sideBySide<T, R>(all: readonly T[], many: number, work: (each: T) => Promise<R>): Map<T, Promise<R>> {
  const outcomes = new Map<T, Promise<R>>();
  const waiting = [...all];
  const handles = new Map<T, { resolve(value: R): void; reject(error: unknown): void }>();
  for (const each of all) {
    const outcome = new Promise<R>((resolve, reject) => handles.set(each, { resolve, reject }));
    // Whoever asks for it sees why it failed; until then nobody has missed anything.
    outcome.catch(() => undefined);
    outcomes.set(each, outcome);
  }
  for (let lane = 0; lane < many; lane++) void goOn();
  return outcomes;

  async function goOn(): Promise<void> {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { resolve, reject } = handles.get(next)!;
      await work(next).then(resolve, reject);
    }
  }
}
