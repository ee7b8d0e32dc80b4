// Writes examples/*/after/ and examples/*/review.md from examples/*/before/, and after/ and plan.txt of the cases in
// __tests__/plans/. `npm run examples` (write) or `npm run examples -- --check` (exit 1 when one is stale).
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { exampleNames, makeExample, readTree } from './example-files.js';
import { makePlanCase } from './plan-files.js';

const root = process.env.HARDEN_ROOT!;
const examples = join(root, 'examples');
const plans = join(root, '__tests__', 'plans');
const check = process.argv.includes('--check');
let stale = 0;

function differs(path: string, was: string | undefined, is: string | undefined): void {
  if (was === is) return;
  const full = join(root, path);
  if (check) {
    stale++;
    process.stderr.write(`stale: ${path} (npm run examples)\n`);
    return;
  }
  process.stdout.write(`${is === undefined ? 'removed' : 'wrote'} ${path}\n`);
  if (is === undefined) {
    rmSync(full);
    return;
  }
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, is);
}

/** One page and the files of after/, as they are and as they should be. */
function compare(folder: string, after: Readonly<Record<string, string>>, page: string, text: string): void {
  const committed = readTree(join(root, folder, 'after'));
  for (const path of new Set([...Object.keys(committed), ...Object.keys(after)])) {
    differs(`${folder}/after/${path}`, committed[path], after[path]);
  }
  const full = join(root, folder, page);
  differs(`${folder}/${page}`, existsSync(full) ? readFileSync(full, 'utf8') : undefined, text);
}

for (const name of exampleNames(examples)) {
  const { plan, after, review } = makeExample(examples, name);
  for (const error of plan.errors) {
    process.stderr.write(`examples/${name}/before/${error.path}:${error.line ?? 1}: ${error.message}\n`);
    process.exitCode = 1;
  }
  compare(`examples/${name}`, after, 'review.md', review);
}
for (const name of exampleNames(plans)) {
  const { after, listing } = makePlanCase(join(plans, name));
  compare(`__tests__/plans/${name}`, after, 'plan.txt', listing);
}
if (stale > 0) process.exitCode = 1;
