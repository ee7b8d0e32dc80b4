// From the paths a container changed to the few folders that have to be writable.
import { words, splitPath, isWithin } from '../model/index.js';

export interface Change {
  readonly kind: 'A' | 'C' | 'D';
  readonly path: string;
}

/** Folders of programs and settings: one that is empty after a start has nothing to start. */
const NEVER = words(`
  / /bin /boot /dev /etc /lib /lib64 /opt /proc /sbin /sys /usr /usr/bin /usr/lib /usr/local /usr/sbin /usr/share
  /usr/local/bin /usr/local/lib /usr/local/sbin`);

/**
 * The paths that were written, without the folders above them, which the engine lists as changed, too.
 * What stands at a mount is not the container's own.
 */
export function writtenPaths(changes: readonly Change[], mounts: readonly string[]): string[] {
  const own = changes.filter(({ path }) => !mounts.some((mount) => isWithin(path, mount)));
  const above = new Set<string>();
  for (const { path } of own) {
    for (let at = parentOf(path); at !== '/'; at = parentOf(at)) {
      if (above.has(at)) break;
      above.add(at);
    }
  }
  for (const mount of mounts) for (let at = parentOf(mount); at !== '/'; at = parentOf(at)) above.add(at);
  return own
    .map(({ path }) => path)
    .filter((path) => !above.has(path) && !isNoise(path))
    .sort();
}

/** What the engine itself writes into every container. */
function isNoise(path: string): boolean {
  return /^\/(?:dev(?:\/.*)?|etc\/(?:hosts|hostname|resolv\.conf|mtab)|\.dockerenv|run\/\.containerenv|run\/secrets(?:\/.*)?)$/.test(
    path,
  );
}

/**
 * The folders in which everything that was written lies, the fewest that are not above one another; or a reason why no
 * tmpfs can stand in for one.
 */
export function writtenFolders(
  paths: readonly string[],
): { readonly folders: readonly string[] } | { readonly why: string } {
  const folders = [...new Set(paths.map(parentOf))].sort();
  const wrong = folders.find((folder) => NEVER.has(folder));
  if (wrong !== undefined) {
    const path = paths.find((each) => parentOf(each) === wrong)!;
    return { why: `it writes ${path}, and ${wrong} holds programs or settings of the image` };
  }
  return {
    folders: folders.filter((folder) => !folders.some((other) => other !== folder && isWithin(folder, other))),
  };
}

/** Folders whose files nobody counts on from one start to the next: https://refspecs.linuxfoundation.org/FHS_3.0/ */
export function isSpare(folder: string): boolean {
  return /^\/(?:run|tmp|var\/(?:cache|log|run|tmp))$/.test(folder);
}

function parentOf(path: string): string {
  return splitPath(path).folder.slice(0, -1) || '/';
}
