// The registry of the transforms as the package has it: what they say of themselves is data, and each is loaded when it
// is first asked.
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { build } from 'esbuild';
import { fileOf } from './chunks.mjs';

/** The transforms of the source, by target. */
export async function readRegistry({ out, options }) {
  const outfile = join(out, 'registry.cjs');
  await build({ ...options, entryPoints: ['transforms/index.ts'], outfile });
  const { registry } = createRequire(import.meta.url)(outfile);
  rmSync(outfile);
  return registry;
}

/** The modules that stand for `transforms/index.ts`, by path. */
export function lazyRegistry(registry) {
  const files = new Map();
  for (const { meta } of Object.values(registry).flat())
    files.set(fileOf(meta), [...(files.get(fileOf(meta)) ?? []), meta.id]);
  const names = [...files.keys()];
  const lists = Object.entries(registry).map(([target, transforms]) => {
    const entries = transforms.map(({ meta, ask }) => [names.indexOf(fileOf(meta)), ask !== undefined, brief(meta)]);
    return `${target}: JSON.parse(${JSON.stringify(JSON.stringify(entries))}).map(entry)`;
  });
  const index = `${names.map((name, at) => `import { transform as from${at} } from './${name}.js';`).join('\n')}
const files = [${names.map((_, at) => `from${at}`).join(', ')}];
function entry([file, asks, meta]) {
  let loaded;
  const transform = () => (loaded ??= files[file](meta.id));
  for (const key of ${JSON.stringify(LATE)})
    Object.defineProperty(meta, key, { enumerable: true, get: () => transform().meta[key] });
  const propose = (doc, context) => transform().propose(doc, context);
  return asks ? { meta, propose, ask: (doc, context) => transform().ask(doc, context) } : { meta, propose };
}
export const registry = { ${lists.join(', ')} };`;
  const made = [...files].map(([name, ids]) => [`transforms/${name}.ts`, fileText(ids)]);
  return new Map([['transforms/index.ts', index], ...made]);
}

function fileText(ids) {
  return `${ids.map((id, at) => `import { transform as t${at} } from './${id}/index.js';`).join('\n')}
const all = { ${ids.map((id, at) => `'${id}': t${at}`).join(', ')} };
export function transform(id) { return all[id]; }`;
}

/** What only pages and lists say of a transform is read from it. */
const LATE = ['summary', 'references'];

function brief(meta) {
  const copy = JSON.parse(JSON.stringify(meta));
  if (!isDeepStrictEqual(copy, meta))
    throw new Error(`${meta.id}: what a transform says of itself has to be plain data`);
  // They keep their place among the others.
  for (const key of LATE) copy[key] = 0;
  return copy;
}
