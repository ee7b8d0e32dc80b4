// Limits of time and memory for what is done with files that nobody has looked at. frame never lets one of them end a run.
import { ConfigError, isTooDeep } from '../model/index.js';
import { DEFAULT_MEGABYTES, DEFAULT_SECONDS, type Config } from '../config/index.js';
import { describeFault, safeMs, supervisedWorker, type SupervisedWorker, TimeUp, watched } from '../io/index.js';

/** What one group of files may take. */
export interface Limits {
  readonly seconds: number;
  readonly megabytes: number;
}

/**
 * What holds for a run: what whoever started it gave, else what the configuration says. A configuration that the
 * repository brought can only lower what holds without it.
 * @param trusted the user named the file.
 */
export function limitsOf(given: Partial<Limits>, { limits }: Pick<Config, 'limits'>, trusted: boolean): Limits {
  const own = { seconds: DEFAULT_SECONDS, megabytes: DEFAULT_MEGABYTES, ...(trusted ? limits : {}), ...given };
  if (trusted) return own;
  return {
    seconds: Math.min(own.seconds, limits.seconds ?? own.seconds),
    megabytes: Math.min(own.megabytes, limits.megabytes ?? own.megabytes),
  };
}

/** Why a piece of work has no result. */
export type Fault =
  | {
      readonly kind: 'time' | 'memory' | 'depth';
      /** What it was doing. Empty: nobody knows. */
      readonly at: string;
      /** What was used up: seconds or megabytes. */
      readonly limit: number;
    }
  | { readonly kind: 'fault'; readonly message: string };

export type Framed<Result> = { readonly is: Result } | { readonly fault: Fault };

/** A piece of work, as it is done in this thread and as a worker is told of it. */
export interface FramedWork<Result> {
  /** @param note what it is about now. */
  here(note: (doing: string) => void): Result;
  /** A task as plain data; a worker gives a `Framed` for it. Absent where none can do it. */
  readonly there?: (() => unknown) | undefined;
  /** The result, of what a worker gives. Absent: the same. */
  readonly received?: ((sent: unknown) => Result) | undefined;
  /** Characters that it looks at. */
  readonly size: number;
}

/** An application of a dozen files is planned within it on a slow and busy machine; what is not is planned again in a worker. */
const TRIAL_MS = 5000;
/** Above this a worker is worth its start. */
const LARGE = 50_000;
/** However many groups have used up their time. */
const LEAST_SECONDS = 2;

/**
 * What the groups of a run are planned under. A group that is not large is tried in this thread first, for five seconds
 * at the most, and no longer than its heap can stand. What needs more has its time and memory in a worker, from the start;
 * after that everything goes there, since what was ended may have left something half made.
 */
export class Frame {
  private seconds: number;
  private hasEnded = false;
  private worker: SupervisedWorker | undefined;
  /** Groups that failed already, by their id: no need to try them again. */
  readonly faults = new Map<string, Fault>();

  /** @param program of the worker; without it, work stays in this thread, for all its time and without a limit of memory. */
  constructor(
    private readonly limits: Limits,
    private readonly program: string | undefined,
  ) {
    this.seconds = limits.seconds;
  }

  /**
   * Does the work, or says why not.
   * @throws ConfigError that the work throws: the person's mistake, whatever the file.
   */
  run<Result>(work: FramedWork<Result>): Framed<Result> {
    const elsewhere = this.program !== undefined && work.there !== undefined;
    if (!elsewhere || (work.size <= LARGE && !this.hasEnded)) {
      const tried = this.tryHere(work, elsewhere);
      if (tried) return tried;
    }
    this.worker ??= supervisedWorker({ file: this.program!, memory: this.limits.megabytes });
    const reply = this.worker.run(work.there!(), this.seconds * 1000);
    switch (reply.kind) {
      case 'done':
        return received(reply.value as Framed<Result>, work);
      case 'time':
        return this.timeUp(reply.at);
      case 'memory':
        return { fault: { kind: 'memory', at: reply.at, limit: this.limits.megabytes } };
      case 'fault':
        return { fault: reply };
    }
  }

  /** Lets the worker go. */
  close(): void {
    this.worker?.close();
    this.worker = undefined;
  }

  /** Nothing where a worker is to have the last word. */
  private tryHere<Result>({ here }: FramedWork<Result>, elsewhere: boolean): Framed<Result> | undefined {
    const whole = this.seconds * 1000;
    const ms = elsewhere ? Math.min(whole, TRIAL_MS, safeMs()) : whole;
    let at = '';
    try {
      return { is: watched(ms, () => here((doing) => (at = doing))) };
    } catch (error) {
      if (error instanceof TimeUp) {
        this.hasEnded = true;
        return elsewhere && ms < whole ? undefined : this.timeUp(at);
      }
      // A worker has a larger stack.
      return elsewhere && isTooDeep(error) ? undefined : { fault: faultOf(error, at) };
    }
  }

  /** A folder full of such files must not hold up a run: the next ones get half the time. */
  private timeUp(at: string): { readonly fault: Fault } {
    const limit = this.seconds;
    this.seconds = Math.min(limit, Math.max(LEAST_SECONDS, limit / 2));
    return { fault: { kind: 'time', at, limit } };
  }
}

function received<Result>(sent: Framed<Result>, { received: made }: FramedWork<Result>): Framed<Result> {
  return 'is' in sent && made ? { is: made(sent.is) } : sent;
}

/**
 * What an error means for the work that threw it.
 * @throws ConfigError as it came.
 */
export function faultOf(error: unknown, at: string): Fault {
  if (error instanceof ConfigError) throw error;
  if (isTooDeep(error)) return { kind: 'depth', at, limit: 0 };
  return { kind: 'fault', message: describeFault(error) };
}
