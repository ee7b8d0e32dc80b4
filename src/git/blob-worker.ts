// Reads that wait: a thread asks `git cat-file`, and the one that needs the answer sleeps until it is there.
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import type { GitCall } from '../io/index.js';
import { GitError } from './error.js';

interface Question {
  /** Of the question: an answer that came too late is not taken for the next. */
  readonly turn: number;
  /** Which program. */
  readonly key: number;
  readonly call?: GitCall;
  /** None: end the program. */
  readonly line?: string;
}

/** What `git cat-file --batch` says of one name. */
export interface Answer {
  readonly header: string;
  readonly bytes?: Uint8Array;
}

type Told = { readonly turn: number } & (Answer | { readonly error: string });

const PATIENCE_MS = 60_000;

let shared: { readonly port: MessagePort; readonly signal: Int32Array } | undefined;
let keys = 0;
let turns = 0;

/** One `git cat-file --batch`, started when it is first asked. */
export class Batch {
  readonly #key = ++keys;
  readonly #call: GitCall;
  readonly #patience: number;
  #isOpen = false;

  constructor(call: GitCall, patience = PATIENCE_MS) {
    this.#call = call;
    this.#patience = patience;
  }

  /**
   * Asks for an object by one line, and waits.
   * @throws GitError when git ends or does not answer.
   */
  ask(line: string): Answer {
    shared ??= startWorker();
    const { port, signal } = shared;
    Atomics.store(signal, 0, 0);
    const turn = ++turns;
    const question = { turn, key: this.#key, line, ...(this.#isOpen ? {} : { call: this.#call }) } satisfies Question;
    this.#isOpen = true;
    port.postMessage(question);
    for (;;) {
      const answer: Told | undefined = receiveMessageOnPort(port)?.message;
      if (answer?.turn === turn) {
        if (!('error' in answer)) return answer;
        this.close();
        throw new GitError('failed', `git cat-file: ${answer.error}`);
      }
      if (answer) continue;
      if (Atomics.wait(signal, 0, 0, this.#patience) === 'timed-out') {
        // What it still says would be an answer to the next question.
        this.close();
        throw new GitError('timed-out', 'git cat-file gave no answer in a minute');
      }
      Atomics.store(signal, 0, 0);
    }
  }

  close(): void {
    if (this.#isOpen) shared?.port.postMessage({ turn: 0, key: this.#key } satisfies Question);
    this.#isOpen = false;
  }
}

/** One thread serves every repository of the process; it does not keep the process alive. */
function startWorker(): { readonly port: MessagePort; readonly signal: Int32Array } {
  const signal = new Int32Array(new SharedArrayBuffer(4));
  const { port1, port2 } = new MessageChannel();
  // Its source as text: it is the same thread whether the package is bundled or run from its source.
  const worker = new Worker(`(${serve.toString()})(require)`, {
    eval: true,
    workerData: { port: port2, signal },
    transferList: [port2],
    stdin: false,
  });
  worker.unref();
  port1.unref();
  return { port: port1, signal };
}

/**
 * Runs in the thread. It may use nothing from around it, and that includes what the build makes of `require`, which stands
 * around it as well: it is given that of the thread.
 */
function serve(requireInThread: (name: string) => unknown): void {
  const { workerData } = requireInThread('node:worker_threads') as typeof import('node:worker_threads');
  const { spawn } = requireInThread('node:child_process') as typeof import('node:child_process');
  const { port, signal } = workerData as { port: MessagePort; signal: Int32Array };
  const open = new Map<number, import('node:child_process').ChildProcessWithoutNullStreams>();
  /** Key and turn of the question that is open. */
  let waiting = { key: 0, turn: 0 };
  const tell = (answer: object, moved: ArrayBuffer[] = []): void => {
    port.postMessage({ ...answer, turn: waiting.turn }, moved);
    waiting = { key: 0, turn: 0 };
    Atomics.store(signal, 0, 1);
    Atomics.notify(signal, 0);
  };
  let chunks: Buffer[] = [];
  let length = 0;
  /** Bytes of the answer with its header and final newline; 0 until the header is there. */
  let wanted = 0;
  const forget = (): void => {
    chunks = [];
    length = 0;
    wanted = 0;
  };
  const take = (chunk: Buffer): void => {
    chunks.push(chunk);
    length += chunk.length;
    if (wanted === 0) {
      const all = Buffer.concat(chunks, length);
      chunks = [all];
      const end = all.indexOf(10);
      if (end === -1) return;
      const header = all.toString('utf8', 0, end);
      const size = /^[0-9a-f]+ [a-z]+ (\d+)$/.exec(header)?.[1];
      if (size === undefined) {
        forget();
        tell({ header });
        return;
      }
      wanted = end + 1 + Number(size) + 1;
    }
    if (length < wanted) return;
    const all = Buffer.concat(chunks, length);
    const end = all.indexOf(10);
    const bytes = new Uint8Array(all.subarray(end + 1, wanted - 1));
    forget();
    tell({ header: all.toString('utf8', 0, end), bytes }, [bytes.buffer]);
  };
  port.on('message', ({ turn, key, call, line }: Question) => {
    if (line === undefined) {
      open.get(key)?.kill('SIGKILL');
      open.delete(key);
      forget();
      return;
    }
    waiting = { key, turn };
    if (call) {
      const child = spawn(call.program, call.args, { env: call.env, windowsHide: true });
      open.set(key, child);
      const gone = (error: string): void => {
        if (open.get(key) !== child) return;
        open.delete(key);
        forget();
        if (waiting.key === key) tell({ error });
      };
      child.stdout.on('data', (chunk: Buffer) => {
        if (open.get(key) === child) take(chunk);
      });
      child.stderr.resume();
      child.stdin.on('error', () => {});
      child.on('error', (error) => gone(error.message));
      child.on('close', () => gone('it ended'));
    }
    const child = open.get(key);
    if (child) child.stdin.write(`${line}\n`);
    else tell({ error: 'it ended' });
  });
}
