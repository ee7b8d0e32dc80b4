// Other versions of Node, from the npm registry (node-<platform>-<arch>). They are kept in the user's cache.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'harden-nodes');

/** The program of a version, or of the newest of a major. Unpacks it where the cache has none. */
export function fetchNode(wanted: string): string {
  const name = `node-${process.platform}-${process.arch}@${wanted}`;
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'fetch-'));
  try {
    const packed = execFileSync('npm', ['pack', name, '--json', '--ignore-scripts'], { cwd: folder, encoding: 'utf8' });
    const [{ filename, version }] = JSON.parse(packed) as readonly [{ filename: string; version: string }];
    const kept = join(cache, version);
    if (!existsSync(kept)) {
      execFileSync('tar', ['-xzf', filename, 'package/bin/node'], { cwd: folder });
      renameSync(join(folder, 'package'), kept);
    }
    return programIn(version);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The program of the newest version of a major that the cache has. */
export function keptNode(major: string): string | undefined {
  if (!existsSync(cache)) return undefined;
  const versions = readdirSync(cache).filter((name) => name.startsWith(`${major}.`));
  const newest = versions.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1);
  return newest === undefined ? undefined : programIn(newest);
}

function programIn(version: string): string {
  return join(cache, version, 'bin', 'node');
}
