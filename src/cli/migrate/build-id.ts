import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtWorker, sha256Of } from '../../io/index.js';
import { VERSION } from '../version.js';

/** Names the program that plans: its version, and its files where it is built. Another may plan otherwise. */
export function buildId(): string {
  if (builtWorker() === undefined) return VERSION;
  const names = readdirSync(__dirname)
    .filter((name) => name.endsWith('.js'))
    .sort();
  const hashes = names.map((name) => sha256Of(readFileSync(join(__dirname, name))));
  return `${VERSION}+${sha256Of(hashes.join('\n')).slice(0, 12)}`;
}
