// From samples taken while a service ran to the few numbers that limits are made of.

/** One look at a container. Bytes without the cache of files, which the kernel gives back; seconds of processor time. */
export interface Sample {
  /** Milliseconds, any origin. */
  readonly at: number;
  readonly memory: number;
  readonly cpuSeconds: number;
  readonly pids: number;
}

export interface Usage {
  readonly memory: { readonly peak: number; readonly steady: number };
  readonly cpus: { readonly peak: number; readonly steady: number };
  readonly pids: { readonly peak: number };
}

/** Samples that are nearer than this say nothing about a rate. */
const LEAST_MS = 200;

/** Highest, and what it settled at: the middle value of the second half. `undefined` without a sample. */
export function usageOf(samples: readonly Sample[]): Usage | undefined {
  if (samples.length === 0) return undefined;
  const late = samples.slice(samples.length >> 1);
  const rates: number[] = [];
  let from = samples[0]!;
  for (const sample of samples.slice(1)) {
    if (sample.at - from.at < LEAST_MS) continue;
    rates.push(Math.max(0, sample.cpuSeconds - from.cpuSeconds) / ((sample.at - from.at) / 1000));
    from = sample;
  }
  return {
    memory: {
      peak: Math.max(...samples.map(({ memory }) => memory)),
      steady: middle(late.map(({ memory }) => memory)),
    },
    cpus: { peak: round(Math.max(0, ...rates)), steady: round(middle(rates.slice(rates.length >> 1))) },
    pids: { peak: Math.max(...samples.map(({ pids }) => pids)) },
  };
}

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
