// Pages for jest.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildSync } from 'esbuild';
import { pageModule, pageParts } from './pages.mjs';

const LOOK = join(import.meta.dirname, '..', '..', 'src', 'render', 'browser');

export default {
  process(_, path) {
    const texts = pageParts(path).map((options) => buildSync(options).outputFiles[0].text);
    return { code: `Object.defineProperty(exports, '__esModule', { value: true });\n${pageModule(texts, 'cjs')}` };
  },
  // By all that the page is made of: jest looks at the file alone.
  getCacheKey(text, path) {
    const hash = createHash('sha256').update(text).update(path);
    // Pages of other rooms take their look from render.
    for (const folder of [join(dirname(path), '..'), LOOK])
      for (const name of readdirSync(folder, { recursive: true }).sort())
        if (/\.(?:ts|css)$/.test(name)) hash.update(readFileSync(join(folder, name)));
    for (const name of ['pages.mjs', 'pages-jest.mjs']) hash.update(readFileSync(join(import.meta.dirname, name)));
    return hash.digest('hex');
  },
};
