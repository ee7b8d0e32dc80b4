// Where clones lie: bare, and as little of them as planning needs.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Io } from '../output.js';
import type { Target } from './connect.js';

/** A folder for clones: the one that is named, or one that is gone afterwards. */
export async function withMirrors<T>(
  { cwd }: Pick<Io, 'cwd'>,
  named: string | undefined,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  if (named !== undefined) {
    const folder = resolve(cwd, named);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return await work(folder);
  }
  const folder = mkdtempSync(join(tmpdir(), 'harden-bot-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Where the clone of a repository lies, or is to be made. */
export function mirrorOf(folder: string, { origin, repo }: Pick<Target, 'origin' | 'repo'>): string {
  const at = join(folder, new URL(origin).host.replace(':', '_'), repo.owner);
  mkdirSync(at, { recursive: true, mode: 0o700 });
  return join(at, `${repo.name}.git`);
}
