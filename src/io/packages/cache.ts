// Answers between runs, one small file each. A cache that cannot be read or written is no cache, and no error.
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, opendirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Answer } from '../../model/index.js';
import { homeOf, LIFETIMES, type PackageOptions } from './options.js';
import type { KeptAddress } from './tools.js';

export interface AnswerCache {
  /** True where nothing is kept of any question. */
  isEmpty(): boolean;
  get(key: string): Answer | undefined;
  put(key: string, answer: Answer): void;
  /** Where an index lies, as its tool said. */
  address(index: string): KeptAddress;
}

const NONE: AnswerCache = {
  isEmpty: () => true,
  get: () => undefined,
  put: () => {},
  address: () => ({ get: () => undefined, put: () => {} }),
};

/** Only what holds for a while is kept: versions, and for a short time that there is none. */
export function openCache(options: PackageOptions): AnswerCache {
  if (options.cache === false) return NONE;
  const env = options.env ?? process.env;
  const folder = options.cache ?? join(env.XDG_CACHE_HOME || join(homeOf(env), '.cache'), 'harden', 'packages');
  const now = options.now ?? Date.now;
  const { answerMs, missingMs } = { ...LIFETIMES, ...options.lifetimes };
  const fileOf = (key: string) => join(folder, `${createHash('sha256').update(key).digest('hex')}.json`);

  /** What was kept for less than its time. */
  function young(key: string): Kept | undefined {
    const kept = read(fileOf(key));
    if (!kept || kept.key !== key) return undefined;
    const age = now() - kept.at;
    return age >= 0 && age < (kept.answer?.kind === 'none' ? missingMs : answerMs) ? kept : undefined;
  }

  function write(key: string, what: Pick<Kept, 'answer' | 'address'>): void {
    const file = fileOf(key);
    const beside = `${file}.${randomUUID()}`;
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeFileSync(beside, JSON.stringify({ key, at: now(), ...what } satisfies Kept), { mode: 0o600, flag: 'wx' });
      renameSync(beside, file);
    } catch {
      rmSync(beside, { force: true }); // a full or read-only disk costs a request next time
    }
  }
  return {
    isEmpty: () => holdsNothing(folder),
    get: (key) => young(key)?.answer,
    put(key, answer) {
      if (answer.kind === 'package' || (answer.kind === 'none' && answer.why === 'not-found')) write(key, { answer });
    },
    address(index) {
      // Another tool of the name may be set to another index.
      const key = `address of ${index} with ${env.PATH}`;
      return { get: () => young(key)?.address, put: (address) => write(key, { address }) };
    },
  };
}

/** Without reading the whole folder: it may hold thousands. */
function holdsNothing(folder: string): boolean {
  try {
    const entries = opendirSync(folder);
    try {
      return entries.readSync() === null;
    } finally {
      entries.closeSync();
    }
  } catch {
    return true; // not there
  }
}

interface Kept {
  readonly key: string;
  readonly at: number;
  readonly answer?: Answer;
  readonly address?: string;
}

function read(file: string): Kept | undefined {
  try {
    const value = JSON.parse(readFileSync(file, 'utf8')) as Partial<Kept> | null;
    const { key, at, answer, address } = value ?? {};
    if (typeof key !== 'string' || typeof at !== 'number') return undefined;
    if (typeof address === 'string') return { key, at, address };
    const sound =
      (answer?.kind === 'package' && typeof answer.version === 'string' && typeof answer.from === 'string') ||
      (answer?.kind === 'none' && typeof answer.message === 'string');
    return sound ? { key, at, answer } : undefined;
  } catch {
    return undefined; // not there, or half of one
  }
}
