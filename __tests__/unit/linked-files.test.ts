import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planOnDisk } from '../support/disk-plan.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'harden-linked-'));
  mkdirSync(join(folder, 'src'));
  writeFileSync(join(folder, 'src', 'main.js'), 'console.log("shop");\n');
  writeFileSync(join(folder, 'package.json'), '{ "name": "shop", "version": "1.0.0" }\n');
  writeFileSync(
    join(folder, 'Dockerfile'),
    'FROM node:22-alpine\nWORKDIR /app\nCOPY . .\nCMD ["node", "src/main.js"]\n',
  );
  writeFileSync(join(folder, '.gitignore'), '.env\n');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function ignoreSteps(): Promise<string[]> {
  const { groups } = await planOnDisk(folder);
  return groups
    .flatMap(({ steps }) => steps)
    .map(({ id }) => id)
    .filter((id) => id.startsWith('complete-dockerignore'));
}

test('what is written to a .dockerignore that is a link would change another file', async () => {
  symlinkSync('.gitignore', join(folder, '.dockerignore'));
  expect(await ignoreSteps()).toEqual([]);
});

test('a .dockerignore of its own is completed, whatever it is like', async () => {
  writeFileSync(join(folder, '.dockerignore'), '.env\n');
  expect(await ignoreSteps()).toHaveLength(1);
});
