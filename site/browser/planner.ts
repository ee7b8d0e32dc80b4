// The worker that plans. planner never asks it for two things at once: what was typed meanwhile waits, and only the last
// of it is planned.
import type { Answer, Request } from '../messages.js';

/** What takes longer is ended: the page would have no answer for what is typed after it. */
const LONGEST_MS = 60_000;

type Wanted = Omit<Request, 'id'>;

export interface Planner {
  /** Plans that, and nothing that was asked before it. */
  ask(wanted: Wanted): void;
}

/**
 * Starts a worker with the program of the engine.
 * @param answered is called with the answer to what was asked last, and with why there is none.
 */
export function startPlanner(
  program: string,
  answered: (answer: Answer | { readonly failed: string }) => void,
): Planner {
  const address = URL.createObjectURL(new Blob([program], { type: 'text/javascript' }));
  let count = 0;
  let waiting: Wanted | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let worker = start();

  function start(): Worker {
    const started = new Worker(address);
    started.onmessage = ({ data }: MessageEvent<Answer>) => done(data);
    started.onerror = (event) => {
      event.preventDefault();
      restart(`The planner failed: ${event.message || 'it could not be started'}.`);
    };
    return started;
  }
  function restart(failed: string): void {
    worker.terminate();
    worker = start();
    done({ failed });
  }
  function done(answer: Answer | { readonly failed: string }): void {
    clearTimeout(timer);
    timer = undefined;
    const next = waiting;
    waiting = undefined;
    if (next) send(next);
    else answered(answer);
  }
  function send(wanted: Wanted): void {
    timer = setTimeout(() => restart('Planning took longer than a minute and was ended.'), LONGEST_MS);
    worker.postMessage({ id: ++count, ...wanted } satisfies Request);
  }
  return {
    ask(wanted) {
      if (timer === undefined) send(wanted);
      else waiting = wanted;
    },
  };
}
