// Makes the folder, README and golden cases of a new transform from transforms/_template. `npm run new-transform -- ID`
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = process.env.HARDEN_ROOT!;
const id = process.argv[2] ?? '';
if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)+$/.test(id)) {
  process.stderr.write('usage: npm run new-transform -- ID   (kebab-case, imperative: add-app-user)\n');
  process.exit(2);
}
const folder = join(root, 'transforms', id);
if (existsSync(folder)) {
  process.stderr.write(`transforms/${id} exists\n`);
  process.exit(2);
}
cpSync(join(root, 'transforms', '_template'), folder, { recursive: true });
for (const name of ['index.ts', 'README.md']) {
  const path = join(folder, name);
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll('_template', id));
}
const cases: Record<string, Record<string, string>> = {
  change: {
    'before/Dockerfile': 'FROM debian:bookworm-slim\nRUN PATTERN\n',
    'after/Dockerfile': 'FROM debian:bookworm-slim\nRUN PATTERN && true\n',
    'expected.json': `{ "steps": { "${id}@stage:0": { "review": ["name-it"] } } }\n`,
  },
  'look-alike': { 'before/Dockerfile': 'FROM debian:bookworm-slim\nCMD ["PATTERN"]\n', 'expected.json': '{}\n' },
  refusal: {
    'before/Dockerfile': 'FROM debian:bookworm-slim\nRUN if true; then echo; fi\n',
    'expected.json': '{ "refusals": { "stage:0": "inside-construct" } }\n',
  },
};
for (const [name, files] of Object.entries(cases)) {
  for (const [file, text] of Object.entries(files)) {
    const path = join(root, '__tests__', 'golden', id, name, file);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, text);
  }
}
process.stdout.write(
  `transforms/${id}/index.ts\ntransforms/${id}/README.md\n__tests__/golden/${id}/{change,look-alike,refusal}\n`,
);
process.stdout.write('Next: write propose(), run `npm run generate`, then `npm test`.\n');
