// The processes that make the runs of `bot serve`, as the service sees them: it answers while they plan, and one that
// crashes, takes too long or takes too much memory ends its run and no other.
import { spawn, type ChildProcess } from 'node:child_process';
import type { Ration } from '../../forge/index.js';
import type { RunResult } from '../../serve/index.js';
import type { FromRunner, Order, Ran, ToRunner } from './order.js';

/** What runs take from the service, which all of them share. */
export interface Shared {
  /** One from what may be opened. Gives what gives it back; `undefined` where none is left. */
  take(): (() => void) | undefined;
  readonly ration: Ration;
  /** The account that makes the runs is called so. */
  me(login: string): void;
}

export interface RunnerSettings {
  /** A file for Node, and its arguments. */
  readonly program: readonly [file: string, ...words: string[]];
  /** All that it is told of this process, the token among it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Megabytes of a heap. */
  readonly memory: number;
  /** How long one run may take. */
  readonly patienceMs: number;
  /** How long one is kept that has nothing to do. */
  readonly idleMs?: number;
}

export interface Runners {
  /** Has a run made. */
  run(order: Order, shared: Shared): Promise<RunResult>;
  /** Ends those that have nothing to do, and the others once they are done. */
  close(): void;
  /** Ends all of them now, with what they have started. */
  end(): void;
}

interface Runner {
  readonly child: ChildProcess;
  runs: number;
  /** Ends it where it has nothing to do for long. */
  idle?: NodeJS.Timeout;
}

const IDLE_MS = 60_000;
/** What planning leaves behind in memory goes with the process. */
const MOST_RUNS = 50;
/** What is built and run for a run is taken away first. */
const GRACE_MS = 20_000;

/** Processes for runs: as many as there are runs at once, kept for the next ones. */
export function makeRunners(settings: RunnerSettings): Runners {
  const waiting: Runner[] = [];
  const all = new Set<Runner>();
  let isClosed = false;

  function start(): Runner {
    const { program, env, cwd, memory } = settings;
    // In a group of its own: the signals of a terminal are for the service, and one signal reaches what a run has started.
    const child = spawn(process.execPath, [`--max-old-space-size=${memory}`, ...program], {
      env,
      cwd,
      detached: true,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const runner: Runner = { child, runs: 0 };
    all.add(runner);
    const gone = (): void => {
      all.delete(runner);
      clearTimeout(runner.idle);
      const at = waiting.indexOf(runner);
      if (at !== -1) waiting.splice(at, 1);
    };
    child.once('exit', gone);
    child.once('error', gone);
    return runner;
  }

  function keep(runner: Runner): void {
    if (isClosed || runner.runs >= MOST_RUNS || !runner.child.connected) {
      letGo(runner);
      return;
    }
    waiting.push(runner);
    runner.idle = setTimeout(() => letGo(runner), settings.idleMs ?? IDLE_MS);
    runner.idle.unref();
  }

  function letGo({ child }: Runner): void {
    if (child.connected) child.disconnect();
  }

  return {
    async run(order, shared) {
      const runner = waiting.pop() ?? start();
      clearTimeout(runner.idle);
      runner.runs++;
      const result = await follow(runner.child, order, shared, settings.patienceMs);
      keep(runner);
      return result;
    },
    close() {
      isClosed = true;
      for (const runner of [...waiting]) letGo(runner);
    },
    end() {
      isClosed = true;
      for (const { child } of all) stop(child);
    },
  };
}

/** One run, to its end or to that of its process. */
function follow(child: ChildProcess, order: Order, shared: Shared, patienceMs: number): Promise<RunResult> {
  return new Promise((resolve) => {
    const openings = new Map<number, () => void>();
    let why: string | undefined;
    const timer = setTimeout(() => {
      why = `it took longer than ${Math.round(patienceMs / 60_000)} minutes`;
      stop(child);
    }, patienceMs);
    const settle = (result: RunResult): void => {
      clearTimeout(timer);
      child.off('message', hear);
      child.off('exit', gone);
      child.off('error', failed);
      resolve(result);
    };
    // It made what it could make; another try at once would most likely end the same way.
    const gone = (code: number | null, signal: string | null): void =>
      settle({ outcome: 'failed', why: why ?? `its process ended with ${signal ?? code}` });
    const failed = ({ message }: Error): void => settle({ outcome: 'failed', why: message });
    const hear = (message: FromRunner): void => {
      switch (message.tell) {
        case 'ask':
          void answer(message, shared, openings).then((given) => tell(child, given));
          break;
        case 'give-back':
          openings.get(message.ask)?.();
          openings.delete(message.ask);
          break;
        case 'me':
          shared.me(message.login);
          break;
        case 'done':
          settle(resultOf(message.result));
      }
    };
    child.on('message', hear);
    child.once('exit', gone);
    child.once('error', failed);
    tell(child, { tell: 'order', order });
  });
}

async function answer(
  { ask, what }: Extract<FromRunner, { readonly tell: 'ask' }>,
  { take, ration }: Shared,
  openings: Map<number, () => void>,
): Promise<ToRunner> {
  if (what === 'request') {
    const until = await ration.take();
    return { tell: 'given', ask, isGiven: until === undefined, ...(until ? { until: until.toISOString() } : {}) };
  }
  const giveBack = take();
  if (giveBack) openings.set(ask, giveBack);
  return { tell: 'given', ask, isGiven: giveBack !== undefined };
}

function resultOf({ retryAt, ...result }: Ran): RunResult {
  return { ...result, ...(retryAt === undefined ? {} : { retryAt: new Date(retryAt) }) };
}

/** One that has gone hears nothing, which its exit tells. */
function tell(child: ChildProcess, message: ToRunner): void {
  if (child.connected) child.send(message, () => undefined);
}

/** Ends a process and what it has started: asked at first, and not asked where it does not go. */
function stop(child: ChildProcess): void {
  const timer = setTimeout(() => signal(child, 'SIGKILL'), GRACE_MS);
  child.once('exit', () => clearTimeout(timer));
  signal(child, 'SIGTERM');
}

function signal({ pid, exitCode, signalCode }: ChildProcess, name: 'SIGTERM' | 'SIGKILL'): void {
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  try {
    // Its whole group. Windows has none.
    process.kill(process.platform === 'win32' ? pid : -pid, name);
  } catch {
    // It has gone meanwhile.
  }
}
