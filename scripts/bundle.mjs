// Bundles a program for Node as `run.mjs` does, and does not start it: `node scripts/bundle.mjs OUTFILE`, with the program on
// standard input, whose imports are taken from the root of the project.
import { readFileSync } from 'node:fs';
import { build } from 'esbuild';
import { nodeProgram, root } from './build/program.mjs';

const [outfile] = process.argv.slice(2);
if (!outfile) {
  process.stderr.write('usage: node scripts/bundle.mjs OUTFILE < PROGRAM\n');
  process.exit(2);
}
await build({ ...nodeProgram, stdin: { contents: readFileSync(0, 'utf8'), resolveDir: root, loader: 'ts' }, outfile });
