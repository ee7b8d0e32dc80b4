/** Seconds of processor time that `work` takes. The clock on the wall would count what else the machine does. */
export function cpuSeconds(work: () => void): number {
  const started = process.cpuUsage();
  work();
  return process.cpuUsage(started).user / 1e6;
}
