/** Tasks of which no more than so many are done at a time. The first that throws ends the whole, where it is waited for. */
export class Busy {
  private readonly tasks = new Set<Promise<unknown>>();

  constructor(private readonly most: number) {}

  /** Starts a task once there is room for it. With room for one alone, it is over by then. */
  async start(task: () => Promise<unknown>): Promise<void> {
    const started = task();
    this.tasks.add(started);
    const over = (): void => void this.tasks.delete(started);
    started.then(over, () => undefined);
    if (this.tasks.size >= this.most) await this.one();
  }

  /**
   * Waits until one is over.
   * @returns false where none was begun.
   */
  async one(): Promise<boolean> {
    if (this.tasks.size === 0) return false;
    await Promise.race(this.tasks);
    return true;
  }

  async end(): Promise<void> {
    while (await this.one());
  }

  /** Waits for all, whatever becomes of them. */
  async settle(): Promise<void> {
    await Promise.allSettled(this.tasks);
  }
}
