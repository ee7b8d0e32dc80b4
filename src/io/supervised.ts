// Work in another thread, for which the caller waits: ended when its time or its memory is used up. supervised never
// waits for a thread that has gone.
//
// The caller stands still meanwhile, so that the library's functions can be ordinary ones, and hears nothing of a thread
// that dies. So there are two: a supervisor, which does nothing that could fail, starts the worker, ends it and tells.
import {
  isMainThread,
  MessageChannel,
  type MessagePort,
  parentPort,
  receiveMessageOnPort,
  type ResourceLimits,
  Worker,
  workerData,
} from 'node:worker_threads';
import { deserialize, getHeapStatistics, serialize } from 'node:v8';

/** What came of a task: its result, or why there is none. */
type Reply =
  | { readonly kind: 'done'; readonly value: unknown }
  | {
      readonly kind: 'time' | 'memory';
      /** What it was doing, as it last noted. */
      readonly at: string;
    }
  | { readonly kind: 'fault'; readonly message: string };

export interface WorkerSettings {
  /** The program of the worker. It calls `serveTasks`. */
  readonly file: string;
  /** Megabytes of its heap. */
  readonly memory: number;
}

/** A worker that is started with the first task, and again after one that ended it. */
export interface SupervisedWorker {
  /** Does a task, which is plain data, for so long at the most. */
  run(task: unknown, ms: number): Reply;
  /** Ends the threads, if there are any. */
  close(): void;
}

interface Order {
  readonly task: unknown;
  readonly ms: number;
}

type Message =
  | {
      readonly done: ArrayBuffer;
      /** Bytes of its heap after that. */
      readonly heap: number;
    }
  | { readonly kind: 'time' | 'memory' }
  | { readonly kind: 'fault'; readonly message: string };

/** What the threads share, so that it is there when one of them is not. */
interface Shared {
  /** Counts what was told. */
  readonly told: Int32Array;
  /** What the worker is doing: a length, and so many bytes of text. */
  readonly at: Uint8Array;
}

interface SupervisorData extends WorkerSettings, Shared {
  readonly role: 'supervisor';
  readonly port: MessagePort;
}

interface Open extends Shared {
  readonly port: MessagePort;
}

/** The supervisor tells when the time is up; this is for what it takes besides: starting, and handing over. */
const GRACE_MS = 60_000;
/** All that the system gives a thread of Node. */
const STACK_MB = 4;
const YOUNG_MB = 24;
const LONGEST_NOTE = 255;
/** A worker that has grown so much is let go once it is done: what it holds would stand beside what is made of its result. */
const GROWN_BYTES = 96 * 1024 * 1024;
/** The first thing that a worker says. */
const READY = 'ready';

/** A worker under supervision. Nothing is started before there is something to do, and the process ends without it. */
export function supervisedWorker(settings: WorkerSettings): SupervisedWorker {
  let open: Open | undefined;
  return {
    run(task, ms) {
      open ??= startSupervisor(settings);
      const { port, told, at } = open;
      const before = Atomics.load(told, 0);
      port.postMessage({ task, ms } satisfies Order);
      Atomics.wait(told, 0, before, ms + GRACE_MS);
      const received = receiveMessageOnPort(port) as { readonly message: Message } | undefined;
      if (!received) {
        // The machine does not get round to it: the next task begins anew.
        this.close();
        return { kind: 'time', at: textIn(at) };
      }
      const { message } = received;
      if ('done' in message) return { kind: 'done', value: deserialize(Buffer.from(message.done)) };
      return message.kind === 'fault' ? message : { ...message, at: textIn(at) };
    },
    close() {
      open?.port.close();
      open = undefined;
    },
  };
}

function startSupervisor(settings: WorkerSettings): Open {
  const { port1, port2 } = new MessageChannel();
  const told = new Int32Array(new SharedArrayBuffer(4));
  const at = new Uint8Array(new SharedArrayBuffer(1 + LONGEST_NOTE));
  const data: SupervisorData = { role: 'supervisor', ...settings, port: port2, told, at };
  const supervisor = new Worker(settings.file, {
    workerData: data,
    transferList: [port2],
    execArgv: [],
    stdout: true,
    stderr: true,
  });
  supervisor.unref();
  return { port: port1, told, at };
}

/**
 * What the program of a worker does: the tasks that come, one after the other.
 * @param perform gives plain data. It notes what it is about, for the message where it does not end.
 * @returns false where this thread is no worker, and nothing is done.
 */
export function serveTasks(perform: (task: unknown, note: (doing: string) => void) => unknown): boolean {
  if (isMainThread) return false;
  const data = workerData as SupervisorData | Pick<Shared, 'at'>;
  if ('role' in data) {
    supervise(data);
    return true;
  }
  const { at } = data;
  parentPort?.on('message', (task: unknown) => {
    const done = wholeBuffer(serialize(perform(task, (doing) => putText(at, doing))));
    const heap = getHeapStatistics().total_heap_size;
    parentPort?.postMessage({ done, heap } satisfies Message, [done]);
  });
  parentPort?.postMessage(READY);
  return true;
}

/** A buffer is handed over whole: one that holds other things besides is copied. */
function wholeBuffer({ buffer, byteOffset, byteLength }: Buffer): ArrayBuffer {
  if (buffer instanceof ArrayBuffer && byteLength === buffer.byteLength) return buffer;
  return new Uint8Array(buffer, byteOffset, byteLength).slice().buffer;
}

function putText(at: Uint8Array, text: string): void {
  const bytes = Buffer.from(text).subarray(0, LONGEST_NOTE);
  at.set(bytes, 1);
  at[0] = bytes.length;
}

function textIn(at: Uint8Array): string {
  return Buffer.from(at.slice(1, 1 + at[0]!)).toString();
}

/** Starts a worker for the tasks that come, and tells what became of each. */
function supervise({ port, told, at, file, memory }: SupervisorData): void {
  let worker: Worker | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isBusy = false;
  const tell = (message: Message): void => {
    // A worker that ends says so several times over.
    if (!isBusy) return;
    isBusy = false;
    clearTimeout(timer);
    port.postMessage(message, 'done' in message ? [message.done] : []);
    Atomics.add(told, 0, 1);
    Atomics.notify(told, 0);
  };
  const drop = (message: Message): void => {
    void worker?.terminate();
    worker = undefined;
    tell(message);
  };
  const start = (): Worker => {
    putText(at, '');
    const started = new Worker(file, {
      workerData: { at } satisfies Pick<Shared, 'at'>,
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: heapOf(memory),
    });
    started.on('message', (message: Message | typeof READY) => {
      // What one said before it was ended still comes, when another has its task already.
      if (message === READY || started !== worker) return;
      if (!('done' in message) || message.heap < GROWN_BYTES) return tell(message);
      worker = undefined;
      void started.terminate().finally(() => tell(message));
    });
    started.on('error', (error: NodeJS.ErrnoException) => {
      if (started !== worker) return;
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') drop({ kind: 'memory' });
      else drop({ kind: 'fault', message: describeFault(error) });
    });
    started.on('exit', () => {
      if (started === worker) drop({ kind: 'fault', message: 'the thread ended' });
    });
    return started;
  };
  port.on('close', () => process.exit());
  port.on('message', ({ task, ms }: Order) => {
    isBusy = true;
    const begin = (): void => {
      timer = setTimeout(() => drop({ kind: 'time' }), ms);
      worker?.postMessage(task);
    };
    if (worker) return begin();
    worker = start();
    // Its time starts when it is there.
    worker.once('message', begin);
  });
}

/** A part for what is new, of a fixed size: with all of it for what is old, V8 lets a heap grow to four times what is in use. */
function heapOf(memory: number): ResourceLimits {
  const young = Math.min(YOUNG_MB, memory / 4);
  return { maxYoungGenerationSizeMb: young, maxOldGenerationSizeMb: memory - young, stackSizeMb: STACK_MB };
}

/** In one line: what went wrong. */
export function describeFault(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
