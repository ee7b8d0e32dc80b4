// The tree as it is copied for builds and containers, hashed on the way. tree-copy never follows a link.
import { createHash } from 'node:crypto';
import {
  constants,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { baseName, ConfigError, filePath, type Folder, parent, words } from '../model/index.js';
import { trackedBelow } from './git.js';

const MOST_FILES = 300_000;
const MOST_BYTES = 8 * 1024 * 1024 * 1024;
const HASHED_WHOLE = 64 * 1024 * 1024;

interface TreeCopy {
  readonly from: string;
  readonly to: string;
  /** A folder that is left out wherever it lies. */
  readonly cache: string;
  /** Only what git tracks, where there is git. */
  readonly untrusted: boolean;
  readonly stopped: () => boolean;
}

/**
 * Copies a tree. Gives the hash of every path and content, git's own folder left out.
 * @throws ConfigError where it is too large.
 */
export async function copyTree({ from, to, cache, untrusted, stopped }: TreeCopy): Promise<string> {
  const hash = createHash('sha256');
  const wanted = untrusted ? ofTheRepository(from) : () => true;
  const copy = new Copy(hash, { skips: (path) => path === cache, wanted }, stopped);
  await copy.folder(from, to, '');
  return hash.digest('hex');
}

/** Git's settings hold the credentials that a pipeline cloned with. */
const OF_THE_MACHINE = words('config config.worktree hooks credentials FETCH_HEAD');

function isOfTheMachine(path: string): boolean {
  const name = baseName(path);
  const within = `/${path}`;
  return (
    name === '.git-credentials' || (OF_THE_MACHINE.has(name) && within.includes('/.git/') && !within.includes('/refs/'))
  );
}

/** What came with the repository; all that is there where no git tells. */
function ofTheRepository(root: string): (path: Folder) => boolean {
  const tracked = trackedBelow(root);
  const folders = new Set<string>();
  for (const path of tracked ?? []) for (let at = parent(path); at !== ''; at = parent(at)) folders.add(at);
  const isTracked = (path: Folder): boolean => {
    if (!tracked || tracked.has(path) || folders.has(path) || path === '.git' || path.startsWith('.git/')) return true;
    // Below a submodule, whose folder is what is tracked.
    for (let at = parent(path); at !== ''; at = parent(at)) if (tracked.has(at)) return true;
    return false;
  };
  return (path) => !isOfTheMachine(path) && isTracked(path);
}

/** Copies and hashes, letting the event loop turn now and then so that a signal is heard. */
class Copy {
  private files = 0;
  private bytes = 0;

  constructor(
    private readonly hash: ReturnType<typeof createHash>,
    private readonly choice: {
      readonly skips: (path: string) => boolean;
      readonly wanted: (path: Folder) => boolean;
    },
    private readonly stopped: () => boolean,
  ) {}

  async folder(from: string, to: string, path: string): Promise<void> {
    mkdirSync(to, { mode: (lstatSync(from).mode & 0o7777) | 0o700 });
    for (const name of readdirSync(from).sort()) {
      const source = join(from, name);
      const inside = path === '' ? name : `${path}/${name}`;
      if (this.choice.skips(source) || !this.choice.wanted(filePath(inside))) continue;
      await this.entry(source, join(to, name), inside);
    }
  }

  private async entry(from: string, to: string, path: string): Promise<void> {
    const stat = lstatSync(from);
    const hashed = path !== '.git' && !path.startsWith('.git/');
    if (++this.files % 200 === 0) await new Promise((turn) => setImmediate(turn));
    if (this.stopped()) return;
    if (stat.isSymbolicLink()) {
      const target = readlinkSync(from);
      symlinkSync(target, to);
      if (hashed) this.hash.update(`l ${path}\0${target}\0`);
    } else if (stat.isDirectory()) await this.folder(from, to, path);
    else if (stat.isFile()) {
      this.bytes += stat.size;
      this.check();
      copyFileSync(from, to, constants.COPYFILE_FICLONE);
      if (!hashed) return;
      this.hash.update(`f ${path}\0${stat.mode & 0o111 ? 'x' : '-'}\0${stat.size}\0`);
      this.hash.update(stat.size <= HASHED_WHOLE ? readFileSync(to) : String(stat.mtimeMs));
    }
  }

  private check(): void {
    if (this.files <= MOST_FILES && this.bytes <= MOST_BYTES) return;
    throw new ConfigError(
      'more than 300,000 files or 8 GB lie below the root, too many to copy; name the folder of one project',
    );
  }
}
