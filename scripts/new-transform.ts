// Begins a new transform as a copy of transforms/_template: its folder, its page and its golden cases. What is generated
// from all transforms is written anew, so that every test is green from the first minute. `npm run new-transform -- ID`
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = process.env.HARDEN_ROOT!;
const id = process.argv[2] ?? '';
if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)+$/.test(id)) {
  process.stderr.write('usage: npm run new-transform -- ID   (kebab-case, imperative: add-app-user)\n');
  process.exit(2);
}
const template = join(root, 'transforms', '_template');
const folder = join(root, 'transforms', id);
const golden = join(root, '__tests__', 'golden', id);
for (const path of [folder, golden]) {
  if (!existsSync(path)) continue;
  process.stderr.write(`${path} exists\n`);
  process.exit(2);
}

for (const name of ['index.ts', 'README.md']) cpSync(join(template, name), join(folder, name));
cpSync(join(template, 'golden'), golden, { recursive: true });
for (const path of [...filesBelow(folder), ...filesBelow(golden)])
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll('_template', id));
run('generate');
run('words', id);
process.stdout.write(`made, with PATTERN where yours comes:
  __tests__/golden/${id}/{change,look-alike,refusal}   1. what it does, file by file
  transforms/${id}/index.ts                            2. how
  transforms/${id}/README.md                           3. why, for people
then \`npm run generate\` and \`npm run words -- ${id}\`. CONTRIBUTING.md has each step.
`);

function filesBelow(start: string): string[] {
  const names = readdirSync(start, { recursive: true, encoding: 'utf8' });
  return names.map((name) => join(start, name)).filter((path) => statSync(path).isFile());
}

function run(script: string, ...args: readonly string[]): void {
  const words = [join(root, 'scripts', 'run.mjs'), join(root, 'scripts', `${script}.ts`), ...args];
  const { status } = spawnSync(process.execPath, words, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
