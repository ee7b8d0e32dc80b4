// How much of the engine's disk is used up while strangers' code is built and run. disk-watch never ends anything itself.
import { statfsSync } from 'node:fs';
import { codeOf } from '../paths.js';
import { type Engine, EngineError } from './types.js';

/** Bytes that may be gone meanwhile, and that have to be left. Others may use the disk as well: only what is out of all proportion ends a run. */
const MOST_GONE = 32 * 1024 ** 3;
const LEAST_LEFT = 1024 ** 3;
const QUICK_MS = 20_000;
const EVERY_MS = 2000;

export interface DiskWatchOptions {
  readonly every?: number;
  /** Bytes that are free where a folder is; nothing where there is no such folder. */
  free?(folder: string): number | undefined;
}

/**
 * Looks at the disk that the engine writes to, where it is one of this machine.
 * @param full told once, in words, when too much of it is gone.
 * @returns what ends it.
 */
export async function watchDisk(
  engine: Pick<Engine, 'name' | 'run'>,
  full: (says: string) => void,
  { every = EVERY_MS, free = freeIn }: DiskWatchOptions = {},
): Promise<() => void> {
  const folder = await folderOf(engine);
  const before = folder === undefined ? undefined : free(folder);
  if (folder === undefined || before === undefined) return () => {};
  const timer = setInterval(() => {
    const now = free(folder);
    if (now === undefined || (before - now <= MOST_GONE && (now >= LEAST_LEFT || now >= before))) return;
    clearInterval(timer);
    const gone = `${((before - now) / 1024 ** 3).toFixed(1)} GB`;
    full(
      `${gone} of the disk of the engine (${folder}) were used up meanwhile, so that what was built and run is ended`,
    );
  }, every);
  timer.unref();
  return () => clearInterval(timer);
}

async function folderOf({ name, run }: Pick<Engine, 'name' | 'run'>): Promise<string | undefined> {
  const format = name === 'docker' ? '{{.DockerRootDir}}' : '{{.Store.GraphRoot}}';
  try {
    const { code, out } = await run(['info', `--format=${format}`], { timeoutMs: QUICK_MS });
    return code === 0 && out.trim() !== '' ? out.trim() : undefined;
  } catch (error) {
    if (error instanceof EngineError) return undefined;
    throw error;
  }
}

function freeIn(folder: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return undefined;
  }
}
