// What a container wrote: outside of folders for what nobody counts on, by path and kind. written never counts what the
// engine puts into every container, nor caches, which come back by themselves.
import { imageParent, normalisePath } from '../dockerfile/index.js';
import type { ContainerEntries, ContainerState, Engine } from '../io/index.js';
import { anyOf, exactPattern, isWithin, splitPath, type Written } from '../model/index.js';

/** A line of `docker diff`. */
export interface Change {
  readonly kind: 'A' | 'C' | 'D';
  readonly path: string;
}

/**
 * The paths that were written, without the folders above them, which the engine lists as changed, too.
 * What stands at a mount is not the container's own.
 */
export function writtenPaths(changes: readonly Change[], mounts: readonly string[]): string[] {
  const own = changes.filter(({ path }) => !mounts.some((mount) => isWithin(path, mount)));
  const above = new Set<string>();
  for (const { path } of own) addAbove(above, path);
  for (const mount of mounts) addAbove(above, mount);
  return own
    .map(({ path }) => path)
    .filter((path) => !above.has(path) && !isNoise(path))
    .sort();
}

function addAbove(above: Set<string>, path: string): void {
  for (let at = imageParent(path); at !== '/'; at = imageParent(at)) {
    if (above.has(at)) break;
    above.add(at);
  }
}

/** What the engine itself writes into every container. */
const NOISE = exactPattern('/dev /etc/hosts /etc/hostname /etc/resolv.conf /etc/mtab /.dockerenv /run/.containerenv', {
  also: [/\/dev\/.*/, /\/run\/secrets(?:\/.*)?/, /(?:\/usr)?\/sbin\/docker-init/, /\/run\/podman-init/],
});

function isNoise(path: string): boolean {
  return NOISE.test(path);
}

/** Folders of which nobody counts on a file after the next start: https://refspecs.linuxfoundation.org/FHS_3.0/ */
const TEMPORARY = /^\/(?:tmp|run|dev|proc|sys|var\/(?:tmp|run|lock|cache))(?:\/|$)/;

/** True where no start counts on what the last one left. */
export function isTemporary(path: string): boolean {
  return TEMPORARY.test(path);
}

/** What programs keep to be faster, and make again where it is missing. */
const CACHE = anyOf(
  /(?:^|\/)(?:__pycache__|\.cache|\.npm|\.yarn|\.pnpm-store|\.gradle|\.m2|\.nuget|\.bundle|\.cargo)(?:\/|$)/,
  /(?:^|\/)(?:\.pytest_cache|\.mypy_cache|\.ruff_cache|\.vite|\.turbo|\.parcel-cache|\.sass-cache|\.eslintcache)(?:\/|$)/,
  /(?:^|\/)(?:\.mongodb|\.java|\.dotnet|configstore)(?:\/|$)/,
  /(?:^|\/)(?:node_modules\/\.cache|\.next\/cache|tmp\/cache|bootsnap)(?:\/|$)/,
  /(?:^|\/)(?:pg_internal\.init|postmaster\.opts)$/,
  /\.(?:py[co]|swp|lock|lck|pid|sock|tmp|temp|part)$/,
  /(?:^|\/)(?:\.[a-z]{1,20}_history|\.wget-hsts|\.rnd|\.node_repl_history|lost\+found)$/,
);

/** True for what is made again where it is missing: no need to write it. */
export function isCache(path: string): boolean {
  return CACHE.test(path);
}

/** The same for paths that differ in what a start makes up: numbers, ids, names of temporary files, whose home it is. */
export function patternOf(path: string): string {
  return path
    .replace(/^\/(?:root|home\/[^/]{1,100}|nonexistent)(?=\/)/, '~')
    .replace(/\b(?:tmp[a-z0-9_]{8}|tmp\.[A-Za-z0-9]{10}|pymp-[a-z0-9_]{8})(?![A-Za-z0-9_])/g, '#')
    .replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, '#')
    .replace(/(?<![0-9a-z])(?=[a-f]{0,63}[0-9])[0-9a-f]{8,64}(?![0-9a-z])/gi, '#')
    .replace(/[0-9]+/g, '#')
    .replace(/#(?:[-:._,T+Z]?#)+/g, '#');
}

interface Looked {
  /** Everything that was there when it ran, and once it had been stopped. */
  readonly running: readonly Change[];
  readonly stopped: readonly Change[];
}

/** More files than this are told apart by their names alone. */
const MOST_ASKED = 24;
const AT_ONCE = 3;
const MOST_WRITTEN = 5000;
/** The clock of a file has whole seconds. */
const SECOND = 1000;

export interface WrittenInput {
  readonly container: ContainerState;
  readonly looked: Looked;
  /** What stands elsewhere: each tmpfs of the service. */
  readonly memory: readonly string[];
  /** Where something changed in the image's own files counts only if it was written, not given to another user. */
  readonly strict: boolean;
  /** Whether what lies in its volumes counts. */
  readonly volumes: boolean;
}

/** What one container wrote, itself and into its volumes. `cut`: there is more than was read. */
export async function writtenBy(
  { container, looked, memory, strict, volumes }: WrittenInput,
  engine: Engine,
): Promise<{ readonly wrote: readonly Written[]; readonly cut: boolean }> {
  const mounts = [...container.mounts.map(({ target }) => normalisePath(target)), ...memory];
  const found = new Map<string, Written>();
  const take = (entry: Written): void => {
    const pattern = patternOf(entry.path);
    if (!found.has(pattern)) found.set(pattern, entry);
  };
  const kinds = new Map(looked.running.concat(looked.stopped).map(({ path, kind }) => [path, kind]));
  const paths = new Set(
    [looked.running, looked.stopped].flatMap((changes) =>
      writtenPaths(
        changes.filter(({ kind }) => kind !== 'D'),
        mounts,
      ),
    ),
  );
  const isNew = (path: string): boolean => kinds.get(path) === 'A';
  const own = [...paths].filter(counts).sort((a, b) => Number(isNew(b)) - Number(isNew(a)));
  let cut = own.length > MOST_WRITTEN;
  const asked = own.slice(0, MOST_ASKED);
  const seen = new Map<string, ContainerEntries | undefined>();
  await atOnce(AT_ONCE, asked, async (path) => void seen.set(path, await engine.entries(container.id, path)));
  for (const path of own.slice(0, MOST_WRITTEN)) {
    const entry = seen.get(path)?.entries.find((each) => each.path === path);
    if (entry?.kind === 'folder' || entry?.kind === 'other') continue;
    const isOld = entry !== undefined && entry.modified + SECOND < container.startedAt;
    if (strict && kinds.get(path) === 'C' && (entry === undefined || isOld)) continue;
    // Gone by the time it was stopped: nobody keeps it.
    if (strict && asked.includes(path) && entry === undefined) continue;
    take({ path, kind: entry?.kind === 'link' ? 'link' : 'file' });
  }
  for (const { target, writable, type } of volumes ? container.mounts : []) {
    if (!writable || (type !== 'volume' && type !== 'bind') || !/^\/./.test(target) || isTemporary(target)) continue;
    const inside = await engine.entries(container.id, normalisePath(target));
    cut ||= inside?.cut ?? true;
    for (const { path, kind } of inside?.entries ?? [])
      if ((kind === 'file' || kind === 'link') && counts(path)) take({ path, kind });
  }
  return { wrote: [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1)), cut };
}

function counts(path: string): boolean {
  return !isTemporary(path) && !isCache(path);
}

async function atOnce<T>(most: number, items: readonly T[], each: (item: T) => Promise<void>): Promise<void> {
  const open = [...items];
  const worker = async (): Promise<void> => {
    for (let next = open.shift(); next !== undefined; next = open.shift()) await each(next);
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker));
}

/** What one side wrote that the other did not: by pattern, and where only the folder is another, by name. */
export function lostFiles(before: readonly Written[], after: readonly Written[]): readonly Written[] {
  const there = new Set(after.map(({ path }) => patternOf(path)));
  const known = new Set(before.map(({ path }) => patternOf(path)));
  // A program that was moved writes elsewhere.
  const moved = new Set(
    after.filter(({ path }) => !known.has(patternOf(path))).map(({ path }) => patternOf(splitPath(path).name)),
  );
  const named = new Set<string>();
  return before.filter(({ path }) => {
    const pattern = patternOf(path);
    if (there.has(pattern) || moved.has(patternOf(splitPath(path).name)) || named.has(pattern)) return false;
    named.add(pattern);
    return true;
  });
}
