// Writes examples/*/after/ and examples/*/review.md from examples/*/before/. `npm run examples` (write) or
// `npm run examples -- --check` (exit 1 when one is stale).
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { exampleNames, makeExample, readTree } from './example-files.js';

const examples = join(process.env.HARDEN_ROOT!, 'examples');
const check = process.argv.includes('--check');
let stale = 0;

function differs(path: string, was: string | undefined, is: string | undefined): void {
  if (was === is) return;
  const full = join(examples, path);
  if (check) {
    stale++;
    process.stderr.write(`stale: examples/${path} (npm run examples)\n`);
    return;
  }
  process.stdout.write(`${is === undefined ? 'removed' : 'wrote'} examples/${path}\n`);
  if (is === undefined) {
    rmSync(full);
    return;
  }
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, is);
}

for (const name of exampleNames(examples)) {
  const { plan, after, review } = makeExample(examples, name);
  for (const error of plan.errors) {
    process.stderr.write(`examples/${name}/before/${error.path}:${error.line ?? 1}: ${error.message}\n`);
    process.exitCode = 1;
  }
  const committed = readTree(join(examples, name, 'after'));
  for (const path of new Set([...Object.keys(committed), ...Object.keys(after)])) {
    differs(`${name}/after/${path}`, committed[path], after[path]);
  }
  const page = join(examples, name, 'review.md');
  differs(`${name}/review.md`, existsSync(page) ? readFileSync(page, 'utf8') : undefined, review);
}
if (stale > 0) process.exitCode = 1;
