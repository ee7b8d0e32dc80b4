// How many requests are under way at once: so many per host, so many in all.

export interface Limiter {
  /** Runs the work when both its host and the whole have room. First come, first served per host. */
  run<T>(host: string, work: () => Promise<T>): Promise<T>;
}

export function createLimiter(perHost: number, total: number): Limiter {
  /** Only hosts with somebody waiting, so that a look for the next passes at most the few that are busy. */
  const queues = new Map<string, (() => void)[]>();
  const busy = new Map<string, number>();
  let all = 0;

  function startNext(): void {
    for (const [host, queue] of queues) {
      while (all < total && (busy.get(host) ?? 0) < perHost) {
        const start = queue.shift();
        if (!start) break;
        busy.set(host, (busy.get(host) ?? 0) + 1);
        all++;
        start();
      }
      if (queue.length === 0) queues.delete(host);
      if (all >= total) return;
    }
  }

  async function run<T>(host: string, work: () => Promise<T>): Promise<T> {
    await new Promise<void>((start) => {
      const queue = queues.get(host);
      if (queue) queue.push(start);
      else queues.set(host, [start]);
      startNext();
    });
    try {
      return await work();
    } finally {
      busy.set(host, busy.get(host)! - 1);
      all--;
      startNext();
    }
  }
  return { run };
}
