// Runs a TypeScript script of this project: bundles it into the cache and starts it. `node scripts/run.mjs FILE [ARG...]`
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { build } from 'esbuild';
import { nodeProgram, root } from './build/program.mjs';

const [script, ...args] = process.argv.slice(2);
if (!script) {
  process.stderr.write('usage: node scripts/run.mjs FILE [ARG...]\n');
  process.exit(2);
}
const cache = join(root, 'node_modules', '.cache', 'harden');
mkdirSync(cache, { recursive: true });
const outfile = join(cache, `${basename(script, '.ts')}.cjs`);
await build({ ...nodeProgram, entryPoints: [resolve(script)], outfile, sourcemap: 'inline' });
const nodeFlags = (process.env.HARDEN_NODE_FLAGS ?? '').split(' ').filter(Boolean);
const { status, signal } = spawnSync(process.execPath, ['--enable-source-maps', ...nodeFlags, outfile, ...args], {
  stdio: 'inherit',
  cwd: process.cwd(),
});
process.exit(signal ? 1 : (status ?? 1));
