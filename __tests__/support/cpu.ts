/** Seconds of processor time that `work` takes. The clock on the wall would count what else the machine does. */
export function cpuSeconds(work: () => void): number {
  const started = process.cpuUsage();
  work();
  return process.cpuUsage(started).user / 1e6;
}

/**
 * How many times the processor time of a small input a large one takes: about as many as it is larger where time is
 * linear, the square of that where it is not. The best of three rounds each, which work on inputs of their own.
 */
export function growth(work: (size: number, round: number) => void, small: number, large: number): number {
  function best(size: number): number {
    return Math.min(...[1, 2, 3].map((round) => cpuSeconds(() => work(size, round))));
  }
  work(small, 0);
  return best(large) / best(small);
}
