// Data files for jest.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { moduleOf, partsOf } from './compile.mjs';

const compiler = readdirSync(import.meta.dirname).map((name) => join(import.meta.dirname, name));

export default {
  process(_, path) {
    return {
      code: `Object.defineProperty(exports, '__esModule', { value: true });\n${moduleOf(path, 'cjs')}`,
    };
  },
  // By all that the module is made of: jest looks at the file alone.
  getCacheKey(text, path) {
    const hash = createHash('sha256').update(text).update(path);
    for (const part of [...compiler, ...(partsOf(path) ?? [])]) hash.update(readFileSync(part));
    return hash.digest('hex');
  },
};
