// Builds the page to try harden on: one file, dist-site/index.html, and beside it the licences of
// what is in it. `node scripts/site.mjs [--modules]`
// With `--modules` it builds nothing, and prints which modules the page's worker is made of.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from './build/program.mjs';
import { buildEngine, modulesOf } from './build/site-engine.mjs';
import { buildSite } from './build/site.mjs';

if (process.argv.includes('--modules')) {
  process.stdout.write(`${modulesOf((await buildEngine()).metafile).join('\n')}\n`);
} else {
  const { page, notices } = await buildSite();
  const folder = join(root, 'dist-site');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'index.html'), page);
  writeFileSync(join(folder, 'THIRD_PARTY_LICENSES'), notices);
  const [size, packed] = [page.length, gzipSync(page).length].map((bytes) => `${(bytes / 1e6).toFixed(2)} MB`);
  process.stdout.write(`dist-site/index.html: ${size}, ${packed} compressed\n`);
}
