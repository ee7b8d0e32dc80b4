// Answers kept between runs, in the user's cache folder. cache never fails a run: what cannot be read is asked again, what
// cannot be written is not kept.
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseJson, recordIn } from './json.js';

interface Kept {
  /** When it was asked, in milliseconds. */
  readonly at: number;
  readonly value: unknown;
}

export interface Cache {
  read(key: string): Kept | undefined;
  write(key: string, value: unknown): void;
  /** Content by its digest, checked against it. It never goes stale. */
  readContent(digest: string): Buffer | undefined;
  writeContent(digest: string, content: Buffer): void;
}

const UNUSED_MS = 30 * 24 * 3_600_000;
const PRUNED_EVERY_MS = 24 * 3_600_000;

export function createCache(folder: string | undefined, now: () => number): Cache {
  if (folder === undefined)
    return { read: () => undefined, write() {}, readContent: () => undefined, writeContent() {} };
  const answers = join(folder, 'registry', 'answers');
  const contents = join(folder, 'registry', 'sha256');
  let writable = true;

  function store(directory: string, name: string, content: string | Buffer): void {
    if (!writable) return;
    const temporary = join(directory, `.${name.slice(0, 16)}.${randomBytes(6).toString('hex')}`);
    try {
      // Names of private images are nobody else's business.
      mkdirSync(directory, { recursive: true, mode: 0o700 });
      writeFileSync(temporary, content, { mode: 0o600, flag: 'wx' });
      renameSync(temporary, join(directory, name));
    } catch {
      writable = false;
      remove(temporary);
    }
  }
  prune(join(folder, 'registry'), [answers, contents], now(), store);

  return {
    read(key) {
      const { key: stored, at, value } = recordIn(parseJson(load(join(answers, hash(key)))?.toString('utf8')));
      // An entry from the future was written by a clock that was wrong: it would never end.
      return stored === key && typeof at === 'number' && at <= now() ? { at, value } : undefined;
    },
    write(key, value) {
      store(answers, hash(key), JSON.stringify({ key, at: now(), value }));
    },
    readContent(digest) {
      const content = load(join(contents, digest.replace('sha256:', '')));
      return content && sha256(content) === digest ? content : undefined;
    },
    writeContent(digest, content) {
      store(contents, digest.replace('sha256:', ''), content);
    },
  };
}

/** `sha256:...` of some bytes. */
export function sha256(content: Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

function hash(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

function load(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/** Once a day, drops what nobody has written for a month: what is immutable would pile up otherwise. */
function prune(
  folder: string,
  directories: readonly string[],
  now: number,
  store: (directory: string, name: string, content: string) => void,
): void {
  const last = Number(load(join(folder, 'pruned'))?.toString('utf8') ?? '0');
  if (now - last < PRUNED_EVERY_MS) return;
  for (const directory of directories) {
    for (const name of namesIn(directory)) {
      const path = join(directory, name);
      if (now - writtenAt(path, now) > UNUSED_MS) remove(path);
    }
  }
  store(folder, 'pruned', String(now));
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // not ours to remove: it stays
  }
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return []; // nothing kept yet
  }
}

function writtenAt(path: string, otherwise: number): number {
  try {
    return statSync(path).mtimeMs;
  } catch {
    return otherwise; // another run was faster
  }
}
