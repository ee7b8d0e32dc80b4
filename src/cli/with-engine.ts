// An engine for the length of one task, and nothing left of it afterwards.
import { defaultCacheFolder, loadRunning, type Engine, type EngineName } from '../io/index.js';
import { ConfigError } from '../model/index.js';
import type { DocumentMemory } from '../planner/index.js';
import type { Settings, Tools } from '../verify/index.js';
import { writeMessage, type Io } from './output.js';
import { hearSignals, SIGNAL_CODES, Stopped } from './stopped.js';

export interface Running {
  readonly engine: Engine;
  readonly signal: AbortSignal;
}

/**
 * Finds an engine, removes what ended runs left, and does the task.
 * @throws ConfigError without an engine; Stopped when a signal came. Whatever was started is removed by then.
 */
export async function withEngine<T>(
  io: Io,
  { name, untrusted }: { readonly name: EngineName | undefined; readonly untrusted: boolean },
  task: (running: Running) => Promise<T>,
): Promise<T> {
  const { findEngine, Interrupted, strangersEnvironment, watchDisk } = await loadRunning();
  const own = untrusted ? strangersEnvironment(io.env) : undefined;
  const controller = new AbortController();
  const { signal } = controller;
  let stopped: number | undefined;
  let full: string | undefined;
  function stop(code: number): void {
    if (stopped === undefined) writeMessage(io, 'stopping, and removing what was started');
    stopped ??= code;
    controller.abort();
  }
  const removers = [hearSignals(stop)];
  const { cancelled } = io;
  if (cancelled) {
    const hear = (): void => stop(SIGNAL_CODES.SIGINT);
    if (cancelled.aborted) hear();
    else cancelled.addEventListener('abort', hear, { once: true });
    removers.push(() => cancelled.removeEventListener('abort', hear));
  }
  function isFull(says: string): void {
    full = says;
    controller.abort();
  }
  try {
    const engine = await findEngine({
      ...(name ? { engine: name } : {}),
      env: own?.env ?? io.env,
      signal,
      say: (text) => writeMessage(io, text),
    });
    const unwatch = untrusted ? await watchDisk(engine, isFull) : undefined;
    for (const left of await engine.sweep()) writeMessage(io, `removed ${left}`);
    try {
      return await task({ engine, signal });
    } finally {
      unwatch?.();
      await engine.removeAll();
    }
  } catch (error) {
    if (stopped !== undefined && (error instanceof Interrupted || signal.aborted)) throw new Stopped(stopped);
    if (full !== undefined && (error instanceof Interrupted || signal.aborted)) throw new ConfigError(full);
    if (error instanceof Error && /^Engine(?:Error|Fault)$/.test(error.name)) throw new ConfigError(error.message);
    throw error;
  } finally {
    own?.remove();
    for (const remove of removers) remove();
  }
}

export interface ToolsRequest extends Running {
  readonly root: string;
  readonly settings: Settings;
  readonly memory: DocumentMemory;
}

/** A copy of the tree, and what runs containers from it. */
export async function withTools<T>(
  io: Io,
  { root, engine, signal, settings, memory }: ToolsRequest,
  task: (tools: Tools, cache: string) => Promise<T>,
): Promise<T> {
  const { httpProbe, Interrupted, livePorts, openBench, tcpProbe } = await loadRunning();
  const cache = defaultCacheFolder(io.env);
  if (cache === undefined)
    throw new ConfigError('a copy of the files needs a cache folder; set HOME or XDG_CACHE_HOME');
  const said = new Set<string>();
  const bench = await openBench({
    root,
    cache,
    owner: engine.label.value,
    stopped: () => signal.aborted,
    untrusted: settings.untrusted,
  });
  try {
    const tools: Tools = {
      engine,
      bench,
      settings,
      memory,
      env: settings.untrusted ? {} : io.env,
      http: httpProbe,
      tcp: tcpProbe,
      listens: (container) => livePorts(engine, container),
      now: () => performance.now(),
      clock: () => Date.now(),
      sleep: (ms) =>
        new Promise((resolve, reject) => {
          const stop = (): void => {
            clearTimeout(timer);
            reject(new Interrupted('stopped'));
          };
          const timer = setTimeout(() => {
            signal.removeEventListener('abort', stop);
            resolve();
          }, ms);
          if (signal.aborted) stop();
          else signal.addEventListener('abort', stop, { once: true });
        }),
      progress(text) {
        if (io.errIsTerminal) writeMessage(io, text);
      },
      announce(text) {
        if (said.has(text)) return;
        said.add(text);
        writeMessage(io, text);
      },
    };
    return await task(tools, cache);
  } finally {
    bench.close();
  }
}
