// The engine as the program of a page's worker: the same rooms, without a disk, a network or programs of others.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Ajv from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';
import { dataFiles } from '../data/plugin.mjs';
import { ALIAS } from './alias.mjs';
import { pageFiles } from './pages-plugin.mjs';
import { root } from './program.mjs';

const engine = join(root, 'site', 'engine');
const shim = (name) => join(engine, 'shims', name);

/** What stands in for modules of Node and packages. */
const INSTEAD = {
  'node:crypto': shim('crypto.ts'),
  'node:buffer': shim('buffer.ts'),
  // What sax can write into, which nobody here does.
  stream: shim('stream.cjs'),
  'ts-morph': shim('ts-morph.cjs'),
};

// A validator is a function that is put together while it runs, which the page's policy forbids: those of the files that
// the engine reads are made here.
const SCHEMAS = ['config', 'lock', 'observations'];
function validators() {
  const ajv = new Ajv({ allErrors: true, verbose: true, strictTypes: false, code: { source: true, esm: false } });
  const names = SCHEMAS.map((name) => {
    const schema = JSON.parse(readFileSync(join(root, 'schemas', `${name}.schema.json`), 'utf8'));
    ajv.addSchema(schema, name);
    return [schema.title, name];
  });
  return `${standalone(ajv, Object.fromEntries(SCHEMAS.map((name) => [name, name])))}
const byTitle = ${JSON.stringify(Object.fromEntries(names))};
const made = module.exports;
exports.Ajv = class { compile(schema) { return made[byTitle[schema.title]]; } };`;
}

const instead = {
  name: 'instead',
  setup(builder) {
    builder.onResolve({ filter: /^\.{1,2}\/(?:.*\/)?io\/index\.js$/ }, ({ path, resolveDir }) =>
      resolve(resolveDir, path) === join(root, 'src', 'io', 'index.js') ? { path: join(engine, 'io.ts') } : undefined,
    );
    builder.onResolve({ filter: /^[^.]/ }, ({ path }) => (INSTEAD[path] ? { path: INSTEAD[path] } : undefined));
    builder.onResolve({ filter: /^ajv$/ }, ({ path }) => ({ path, namespace: 'validators' }));
    builder.onLoad({ filter: /.*/, namespace: 'validators' }, () => ({ contents: validators(), resolveDir: root }));
    // A module of Node of which nothing is used falls away; one that is used is left in the output, and found there.
    builder.onResolve({ filter: /^node:/ }, ({ path }) => ({ path, external: true, sideEffects: false }));
    // Our own modules do nothing when they are loaded.
    builder.onResolve({ filter: /^\.{1,2}\/.*\.js$/ }, async ({ path, pluginData, ...rest }) => {
      if (pluginData === instead || rest.importer.includes('node_modules')) return undefined;
      const found = await builder.resolve(path, { ...rest, pluginData: instead });
      return { ...found, sideEffects: false };
    });
  },
};

/** The program, and what esbuild says of its parts. */
export async function buildEngine() {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['site/engine/worker.ts'],
    bundle: true,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    minify: true,
    charset: 'utf8',
    legalComments: 'none',
    write: false,
    metafile: true,
    logLevel: 'warning',
    alias: ALIAS,
    inject: [shim('globals.ts')],
    pure: ['words', 'wordList', 'wordPattern', 'exactPattern', 'partPattern', 'anyOf'],
    plugins: [instead, dataFiles, pageFiles],
  });
  return { program: outputFiles[0].text, metafile };
}

/** The modules that are in it, and those of Node it would ask for. */
export function modulesOf({ outputs }) {
  const [{ inputs, imports }] = Object.values(outputs);
  const inside = Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return [...inside.map(([path]) => path), ...imports.map(({ path }) => path)].sort();
}
