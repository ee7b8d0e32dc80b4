// What a new transform begins with is gone once it is done.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, transformFolders } from './support/transforms.js';

const FILES = ['index.ts', 'README.md'];

function read(id: string, file: string): string {
  return readFileSync(join(root, 'transforms', id, file), 'utf8');
}

/** What the template says where something else has to stand. */
const PLACEHOLDERS = [
  'PATTERN',
  'Say what changes, in the imperative',
  'Says in one sentence what it rewrites.',
  'What is better afterwards, and for whom.',
  'Who is better off afterwards, with a source.',
];

test('the template has what is looked for', () => {
  const template = FILES.map((file) => read('_template', file)).join('\n');
  expect(PLACEHOLDERS.filter((text) => !template.includes(text))).toEqual([]);
});

test('no transform is as it was begun', () => {
  const begun = transformFolders().flatMap((id) =>
    FILES.flatMap((file) =>
      PLACEHOLDERS.filter((text) => read(id, file).includes(text)).map((text) => `${id}/${file}: ${text}`),
    ),
  );
  expect(begun).toEqual([]);
});
