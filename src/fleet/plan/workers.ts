// Processes that plan, as whoever hands out the work sees them.
import { fork, type ChildProcess } from 'node:child_process';
import { planRepository, type Planner } from './plan-repository.js';
import { SERVE, TOO_MUCH, type FromWorker, type ToWorker } from './serve.js';
import type { PlanFrame, PlanReply, PlanTask } from './task.js';

/** What came of a task. `ended`: the worker did not live to tell. */
export type Outcome =
  | PlanReply
  | { readonly kind: 'ended'; readonly why: 'timed out' | 'memory' | 'crashed' }
  /** It was closed. */
  | { readonly kind: 'ended'; readonly why: 'stopped' };

/** Plans one repository at a time. */
export interface PlanWorker {
  run(task: PlanTask): Promise<Outcome>;
  /** Ends it, whatever it does. */
  close(): void;
}

export interface WorkerLimits {
  /** For one repository. */
  readonly seconds: number;
  /** Of the process. */
  readonly megabytes: number;
  /** Repositories after which it is replaced. */
  readonly recycle: number;
}

/** In this process, where the sources run as they are: nothing ends it. */
export function workerHere(planner: Planner, frame: PlanFrame): PlanWorker {
  return { run: (task) => planRepository(planner, frame, task), close() {} };
}

const MB = 1024 * 1024;
/** Part of its memory that a worker may still take after a repository; above it is replaced. */
const GROWN = 0.75;
/** Part of its memory that is for what JavaScript makes. The rest is the program, and what is read. */
const HEAP = 0.75;
const YOUNG_MB = 8;
const LAST_WORDS = 4096;
const LAST_WORDS_MS = 500;
/** A token is handed over with the repository that it is for. */
const SECRET = /TOKEN|SECRET|PASSWORD|PASSWD|_KEY$|CREDENTIAL/i;

/**
 * A process of its own, started with the first task, and again after one that ended it.
 * @param program calls `servePlanning`.
 */
export function workerProcess(program: string, frame: PlanFrame, limits: WorkerLimits): PlanWorker {
  let child: ChildProcess | undefined;
  let done = 0;
  let isClosed = false;
  const drop = (): void => {
    if (child) end(child);
    child = undefined;
    done = 0;
  };
  return {
    async run(task) {
      if (isClosed) return { kind: 'ended', why: 'stopped' };
      child ??= start(program, frame, limits);
      const told = await ask(child, task, limits.seconds * 1000);
      if ('why' in told) {
        drop();
        return { kind: 'ended', why: isClosed ? 'stopped' : told.why };
      }
      done++;
      if (done >= limits.recycle || told.taken > limits.megabytes * MB * GROWN) drop();
      return told.reply;
    },
    close() {
      isClosed = true;
      drop();
    },
  };
}

function start(program: string, frame: PlanFrame, { megabytes }: WorkerLimits): ChildProcess {
  const heap = [`--max-old-space-size=${Math.floor(megabytes * HEAP)}`, `--max-semi-space-size=${YOUNG_MB}`];
  const child = fork(program, [SERVE], {
    serialization: 'advanced',
    execArgv: heap,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // Ctrl-C is for the process that hands out the work, which ends this one.
    detached: true,
    env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !SECRET.test(name))),
  });
  child.send({ frame, most: megabytes * MB } satisfies ToWorker);
  return child;
}

type Told = FromWorker | { readonly why: 'timed out' | 'memory' | 'crashed' };

function ask(child: ChildProcess, task: PlanTask, ms: number): Promise<Told> {
  return new Promise((resolve) => {
    let words = '';
    const finish = (told: Told): void => {
      clearTimeout(timer);
      child.off('message', hear).off('close', gone).off('error', gone).off('exit', goneSoon);
      child.stderr?.off('data', note);
      resolve(told);
    };
    const hear = (message: unknown): void => finish(message as FromWorker);
    const note = (chunk: Buffer): void => {
      words = (words + chunk.toString('utf8')).slice(-LAST_WORDS);
    };
    const gone = (): void => finish({ why: isMemory(words) ? 'memory' : 'crashed' });
    // Something that it has started may hold on to what it says.
    const goneSoon = (): void => void setTimeout(gone, LAST_WORDS_MS).unref();
    const timer = setTimeout(() => finish({ why: 'timed out' }), ms);
    child.on('message', hear).on('close', gone).on('error', gone).on('exit', goneSoon);
    child.stderr?.on('data', note);
    child.send({ task } satisfies ToWorker, (error) => {
      if (error) gone();
    });
  });
}

function isMemory(words: string): boolean {
  return words.includes(TOO_MUCH) || words.includes('heap out of memory');
}

function end(child: ChildProcess): void {
  // A process that is gone already cannot be told, which is no news.
  child.on('error', () => {});
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
}
