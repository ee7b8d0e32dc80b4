// Writes __tests__/golden/<id>/words.md, the sentences of each transform. `npm run words` (write), `npm run words -- ID`
// (of these transforms), `npm run words -- --check` (exit 1 when one is stale).
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { goldenCases, goldenTransforms, wordsFile } from '../__tests__/support/golden.js';
import { wordsOf } from '../__tests__/support/words.js';

const check = process.argv.includes('--check');
const ids = process.argv.slice(2).filter((word) => !word.startsWith('-'));

for (const id of ids.length > 0 ? ids : goldenTransforms()) {
  const path = wordsFile(id);
  const text = wordsOf(id, goldenCases(id));
  if (existsSync(path) && readFileSync(path, 'utf8') === text) continue;
  if (check) {
    process.stderr.write(`stale: __tests__/golden/${id}/words.md (npm run words)\n`);
    process.exitCode = 1;
  } else writeFileSync(path, text);
}
