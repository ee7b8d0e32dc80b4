/** Seconds of processor time that `work` takes. The clock on the wall would count what else the machine does. */
export function cpuSeconds(work: () => void): number {
  const started = process.cpuUsage();
  work();
  return process.cpuUsage(started).user / 1e6;
}

/** Less than this the processor's clock may take for nothing. */
const TOLD_SECONDS = 0.01;

/**
 * How many times the processor time of a small input a large one takes: about as many as it is larger where time is
 * linear, the square of that where it is not. The best of three rounds each; a round works as often as the clock needs to
 * tell, on an input of its own each time.
 */
export function growth(work: (size: number, round: number) => void, small: number, large: number): number {
  let round = 0;
  function once(size: number): number {
    for (let times = 1; ; times *= 2) {
      const took = cpuSeconds(() => {
        for (let count = 0; count < times; count++) work(size, round++);
      });
      if (took >= TOLD_SECONDS) return took / times;
    }
  }
  function best(size: number): number {
    return Math.min(...[1, 2, 3].map(() => once(size)));
  }
  work(small, round++);
  return best(large) / best(small);
}
