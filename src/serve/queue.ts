import type { RunResult, Wake } from './types.js';

/** What waits to be run. Timers are those of the process, or a test's. */
export interface QueueOptions {
  run(wake: Wake): Promise<RunResult>;
  /** Told of each run that has ended. */
  ended(wake: Wake, result: RunResult, ms: number): void;
  /** Runs at once. */
  readonly jobs: number;
  /** Repositories that wait at most. */
  readonly most: number;
  now(): number;
  /** Calls back once that many milliseconds have passed. Gives what undoes it. */
  after(ms: number, call: () => void): () => void;
}

interface Queue {
  /** `joined`: the repository waited already. `full`, `stopped`: nothing will come of it. */
  add(wake: Wake): 'queued' | 'joined' | 'full' | 'stopped';
  readonly running: number;
  readonly waiting: number;
  /** Takes nothing any more, forgets what waits, and ends with the runs that have begun. Gives how many waited. */
  stop(): Promise<number>;
}

/** The next try is neither at once nor so late that nobody counts on it. */
const SOONEST_MS = 1000;
const LATEST_MS = 3_600_000;

/**
 * One run a repository at a time, in the order in which they were asked for. Of what is asked for a repository that waits
 * or runs, the newest is kept: a run looks at everything there is, so one afterwards is enough.
 */
export function makeQueue({ run, ended, jobs, most, now, after }: QueueOptions): Queue {
  const waiting = new Map<string, Wake>();
  /** Those asked for while one of the same repository runs. */
  const again = new Map<string, Wake>();
  const running = new Map<string, Promise<void>>();
  /** Tries at a later time, with what calls them off. */
  const later = new Map<string, () => void>();
  let isStopped = false;

  function begin(): void {
    for (const [repository, wake] of waiting) {
      if (isStopped || running.size >= jobs) return;
      waiting.delete(repository);
      running.set(repository, follow(repository, wake));
    }
  }

  async function follow(repository: string, wake: Wake): Promise<void> {
    const start = now();
    const result = await run(wake).catch((error: unknown): RunResult => ({ outcome: 'failed', why: messageOf(error) }));
    running.delete(repository);
    ended(wake, result, now() - start);
    const next = again.get(repository);
    again.delete(repository);
    if (isStopped) return;
    if (next) waiting.set(repository, next);
    else if (result.retryAt) wait(repository, wake, result.retryAt.getTime() - now());
    begin();
  }

  function wait(repository: string, wake: Wake, ms: number): void {
    if (size() >= most) return;
    later.set(
      repository,
      after(Math.min(Math.max(ms, SOONEST_MS), LATEST_MS), () => {
        later.delete(repository);
        add(wake);
      }),
    );
  }

  function size(): number {
    return waiting.size + again.size + later.size;
  }

  function add(wake: Wake): ReturnType<Queue['add']> {
    const { repository } = wake;
    if (isStopped) return 'stopped';
    const isKnown = waiting.has(repository) || again.has(repository) || later.has(repository);
    if (!isKnown && size() >= most) return 'full';
    if (running.has(repository)) {
      again.set(repository, wake);
      return isKnown ? 'joined' : 'queued';
    }
    // Somebody did something: that is looked at now.
    later.get(repository)?.();
    later.delete(repository);
    waiting.set(repository, wake);
    begin();
    return isKnown ? 'joined' : 'queued';
  }

  return {
    add,
    get running() {
      return running.size;
    },
    get waiting() {
      return size();
    },
    async stop() {
      isStopped = true;
      const left = size();
      for (const undo of later.values()) undo();
      waiting.clear();
      again.clear();
      later.clear();
      await Promise.all(running.values());
      return left;
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
