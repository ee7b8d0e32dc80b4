// From the paths a container wrote to the few folders that have to be writable.
import { words, splitPath, isWithin } from '../model/index.js';

/** Folders of programs and settings: one that is empty after a start has nothing to start. */
const NEVER = words(`
  / /bin /boot /dev /etc /lib /lib64 /opt /proc /sbin /sys /usr /usr/bin /usr/lib /usr/local /usr/sbin /usr/share
  /usr/local/bin /usr/local/lib /usr/local/sbin`);

/** A folder for which no tmpfs can stand in. */
interface ClosedFolder {
  readonly folder: string;
  readonly why: string;
}

export interface WrittenFolders {
  /** The fewest that are not above one another, of those that a tmpfs may stand in for. */
  readonly folders: readonly string[];
  readonly closed: readonly ClosedFolder[];
}

/** The folders in which everything lies that was written. */
export function writtenFolders(paths: readonly string[]): WrittenFolders {
  const all = [...new Set(paths.map(parentOf))].sort();
  const closed = all
    .filter((folder) => NEVER.has(folder))
    .map((folder): ClosedFolder => {
      const path = paths.find((each) => parentOf(each) === folder)!;
      return { folder, why: `it writes ${path}, and ${folder} holds programs or settings of the image` };
    });
  const folders = all.filter((folder) => !NEVER.has(folder));
  return {
    folders: folders.filter((folder) => !folders.some((other) => other !== folder && isWithin(folder, other))),
    closed,
  };
}

/** What an interpreter keeps of a program that it has read, and reads again where it may not: no need to write. */
export function isCompiled(path: string): boolean {
  return /(?:^|\/)__pycache__(?:\/|$)|\.(?:py[co]|jsa)$/.test(path);
}

/** Folders whose files nobody counts on from one start to the next: https://refspecs.linuxfoundation.org/FHS_3.0/ */
export function isSpare(folder: string): boolean {
  return /^\/(?:run|tmp|var\/(?:cache|log|run|tmp))$/.test(folder);
}

function parentOf(path: string): string {
  return splitPath(path).folder.slice(0, -1) || '/';
}
