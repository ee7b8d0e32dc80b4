// One service watched from its start until it was used for a while.
import type { ContainerState, Project } from '../io/index.js';
import { writtenPaths, type Boot } from '../verify/index.js';
import type { Live, ObserveTools } from './tools.js';
import { type Sample, usageOf, type Usage } from './usage.js';
import { isCompiled, writtenFolders } from './writes.js';

/** What was seen of the container of a service. Absent fields: nobody said. */
export interface Watched {
  readonly container: ContainerState;
  readonly seconds: number;
  readonly usage: Usage | undefined;
  readonly user: { readonly uid: number; readonly gid: number; readonly all: readonly number[] } | undefined;
  readonly ports: readonly string[] | undefined;
  readonly programs: readonly string[];
  readonly writes: readonly string[];
  /** Those that came only while it was used and watched: a start that is tried again does not write them. */
  readonly later: readonly string[];
  /** Mode and owner of the folders that were written, as far as the container could tell. */
  readonly owners: Awaited<ReturnType<Live['owners']>>;
}

const EVERY_MS = 250;

export interface Watch {
  /** Called when the services have come to rest: uses them, and gives what was seen. */
  end(first: Boot): Promise<ReadonlyMap<string, Watched>>;
  /** No more looks, whatever happened. */
  stop(): void;
}

export interface WatchInput {
  readonly project: Project;
  use(first: Boot): Promise<void>;
  /** Paths of a service that are no part of its root although the engine lists no mount there: each tmpfs of the file. */
  apart(service: string): readonly string[];
}

/** Watches a project from now on. */
export function watchProject({ project, use, apart }: WatchInput, tools: ObserveTools): Watch {
  const seen = new Map<string, Seen>();
  let going = true;
  const sampling = (async () => {
    while (going) {
      for (const container of await project.containers()) {
        if (container.status === 'running') await look(container, seen, tools);
      }
      await tools.sleep(EVERY_MS);
    }
  })();
  // What it throws is thrown where it is waited for.
  sampling.catch(() => {});
  const writesOf = async (container: ContainerState): Promise<string[]> => {
    const mounts = [...container.mounts.map(({ target }) => target), ...apart(container.service)];
    return writtenPaths(await tools.engine.diff(container.id), mounts).filter((path) => !isCompiled(path));
  };
  async function end(first: Boot): Promise<ReadonlyMap<string, Watched>> {
    const atRest = new Map<string, ReadonlySet<string>>();
    for (const container of await project.containers())
      atRest.set(container.service, new Set(await writesOf(container)));
    const from = tools.now();
    try {
      await use(first);
    } finally {
      going = false;
      await sampling;
    }
    const seconds = (tools.now() - from) / 1000;
    const found = new Map<string, Watched>();
    for (const container of await project.containers()) {
      const { service } = container;
      const writes = await writesOf(container);
      const later = writes.filter((path) => atRest.get(service)?.has(path) === false);
      found.set(service, await summary({ container, seen: seen.get(service), seconds, writes, later }, tools));
    }
    return found;
  }
  return {
    end,
    stop() {
      going = false;
    },
  };
}

interface Seen {
  readonly samples: Sample[];
  readonly programs: Set<string>;
  readonly users: Set<number>;
  first: { readonly uid: number; readonly gid: number } | undefined;
}

async function look(container: ContainerState, seen: Map<string, Seen>, tools: ObserveTools): Promise<void> {
  const { live, engine } = tools;
  const own = seen.get(container.service) ?? { samples: [], programs: new Set(), users: new Set(), first: undefined };
  seen.set(container.service, own);
  const usage = await live.usage(engine, container);
  if (usage) own.samples.push({ at: tools.now(), ...usage });
  const processes: Awaited<ReturnType<Live['processes']>> = await live.processes(engine, container);
  for (const { pid, uid, gid, name } of processes) {
    // A name can hold anything; only what a program is usually called is kept.
    // The engine's own program comes first in each container, and with each health check.
    if (/^[!-~]{1,100}$/.test(name) && !name.startsWith('runc:')) own.programs.add(name);
    own.users.add(uid);
    if (pid === container.pid) own.first = { uid, gid };
  }
}

interface Summed extends Pick<Watched, 'container' | 'seconds' | 'writes' | 'later'> {
  readonly seen: Seen | undefined;
}

async function summary(
  { container, seen, seconds, writes, later }: Summed,
  { live, engine }: ObserveTools,
): Promise<Watched> {
  const runs = container.status === 'running';
  const { folders } = writtenFolders(writes);
  return {
    container,
    seconds,
    usage: usageOf(seen?.samples ?? []),
    user: seen?.first && { ...seen.first, all: [...seen.users].sort((a, b) => a - b) },
    ports: runs ? await live.ports(engine, container) : undefined,
    programs: [...(seen?.programs ?? [])].sort(),
    writes,
    later,
    owners: runs ? await live.owners(engine, container, folders) : new Map(),
  };
}
