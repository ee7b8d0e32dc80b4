// Runs a TypeScript script of this project: bundles it into the cache and starts it. `node scripts/run.mjs FILE [ARG...]`
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { ALIAS } from './build/alias.mjs';
import { dataFiles } from './data/plugin.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const [script, ...args] = process.argv.slice(2);
if (!script) {
  process.stderr.write('usage: node scripts/run.mjs FILE [ARG...]\n');
  process.exit(2);
}
const cache = join(root, 'node_modules', '.cache', 'harden');
mkdirSync(cache, { recursive: true });
const outfile = join(cache, `${basename(script, '.ts')}.cjs`);
await build({
  entryPoints: [resolve(script)],
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  outfile,
  sourcemap: 'inline',
  logLevel: 'warning',
  external: ['ts-morph', 'esbuild'],
  alias: ALIAS,
  plugins: [dataFiles],
  define: { 'process.env.HARDEN_ROOT': JSON.stringify(root) },
});
const nodeFlags = (process.env.HARDEN_NODE_FLAGS ?? '').split(' ').filter(Boolean);
const { status, signal } = spawnSync(process.execPath, ['--enable-source-maps', ...nodeFlags, outfile, ...args], {
  stdio: 'inherit',
  cwd: process.cwd(),
});
process.exit(signal ? 1 : (status ?? 1));
