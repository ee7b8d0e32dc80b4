// Programs that start another one anew when its files change, and go on when that one has failed: the container runs, and
// nothing in it does what it is for. Read from what they print.

import type { ContainerState, Project } from '../io/index.js';
import type { BootResult } from '../model/index.js';
import type { Tools } from './tools.js';

const LOAD_MS = 15_000;
const POLL_MS = 400;

/** What a watcher says when its program has ended with a failure and it waits for a change, and what when it has one again. */
interface Watcher {
  readonly fails: readonly string[];
  readonly starts: string;
  /** What is said before either. */
  readonly loads?: string;
}

const WATCHERS: readonly Watcher[] = [
  { fails: ['[nodemon] app crashed - waiting for file changes'], starts: '[nodemon] starting' },
  // Uvicorn's reloader: the process that serves is one of multiprocessing's, which names itself above its traceback.
  {
    loads: 'Started reloader process',
    fails: ['Process SpawnProcess-', 'Application startup failed. Exiting.'],
    starts: 'Started server process',
  },
  {
    loads: 'Watching for file changes with',
    fails: ['Exception in thread django-main-thread'],
    starts: 'Starting development server at',
  },
];

/** True where the last that a watcher said of its program is that it failed. */
export function hasFailedUnderWatcher(log: string): boolean {
  return WATCHERS.some((watcher) => {
    const failed = lastFailure(log, watcher);
    return failed !== -1 && log.lastIndexOf(watcher.starts) < failed;
  });
}

/** True where a watcher has started its program, and has not said yet what became of it. */
export function isLoadingUnderWatcher(log: string): boolean {
  return WATCHERS.some((watcher) => {
    const loads = watcher.loads === undefined ? -1 : log.lastIndexOf(watcher.loads);
    return loads !== -1 && Math.max(lastFailure(log, watcher), log.lastIndexOf(watcher.starts)) < loads;
  });
}

function lastFailure(log: string, { fails }: Watcher): number {
  return Math.max(...fails.map((each) => log.lastIndexOf(each)));
}

/** What a service printed, once it is known whether what a watcher started in it works. */
export async function settledLog(
  project: Project,
  { id }: ContainerState,
  bytes: number,
  tools: Tools,
): Promise<string> {
  const until = tools.now() + LOAD_MS;
  for (;;) {
    const log = await project.logs(id, bytes);
    if (!isLoadingUnderWatcher(log) || tools.now() >= until) return log;
    await tools.sleep(POLL_MS);
  }
}

/** Nothing says that a container without a health check is unwell, but what keeps it running may. */
export function settledState(boot: BootResult): BootResult {
  return boot.state === 'running' && hasFailedUnderWatcher(boot.log) ? { ...boot, state: 'unhealthy' } : boot;
}
