// Cuts the program into files. Each is loaded when something in it is first used, so that a run reads no more than it
// needs: functions of another file are stood for by functions that load it when they are called.
import { readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { build } from 'esbuild';

/**
 * @typedef Chunk
 * @property {string} name of the file
 * @property {(path: string) => boolean} holds whether a module is in it; the first chunk that says so has it
 * @property {readonly string[]} needs the files that are loaded with it; all others are loaded when they are used
 * @property {string} [entry] the module whose exports it has besides what other files use of it
 */

/**
 * Builds one file for each chunk that is used.
 * @param chunks the last of them holds what no other does, and is loaded with every other
 * @param written modules in place of those of the source, by path
 * @returns the results of the builds
 */
export async function cut({ root, out, options, plugins, chunks, written }) {
  const standing = inPlace(root, written);
  const exported = await exportsOf({ root, out, options: { ...options, plugins: [...plugins, standing] }, chunks });
  const byId = new Map([...exported.values()].flat().map((each) => [each.id, each]));
  const layout = {
    root,
    exported,
    isBarrel: barrels(root, written),
    chunkOf: (path) => chunks.find(({ holds }) => holds(path)).name,
    needs: withTheirs(chunks),
  };
  // What others use of each file, by the id it has in all of them.
  const used = new Map(chunks.map(({ name }) => [name, new Set()]));
  const built = new Map();
  const waiting = new Set(chunks.filter(({ entry }) => entry !== undefined).map(({ name }) => name));
  // What a file uses of others is known once it is built; a file of which more is used is built again.
  for (const name of waiting) {
    waiting.delete(name);
    const { entry } = chunks.find((chunk) => chunk.name === name);
    const told = entry === undefined ? [] : exported.get(entry).map((each) => ({ ...each, id: each.name }));
    const others = [...used.get(name)].sort().map((id) => byId.get(id));
    const outfile = join(out, `${name}.js`);
    const result = await build({
      ...options,
      stdin: { contents: entryText([...told, ...others]), resolveDir: root },
      outfile,
      plugins: [...plugins, borders(name, layout), standing],
      // A plain object in place of a getter for each export: faster to load.
      logOverride: { 'commonjs-variable-in-esm': 'silent' },
    });
    built.set(name, result);
    for (const [, id] of readFileSync(outfile, 'utf8').matchAll(/\.(\$[\da-z]+_)/g)) {
      const holder = layout.chunkOf(byId.get(id).path);
      if (used.get(holder).has(id)) continue;
      used.get(holder).add(id);
      waiting.add(holder);
    }
  }
  return [...built.values()];
}

function entryText(exports) {
  const imports = exports.map(({ name, path }, at) => `import { ${name} as e${at} } from '${importOf(path)}';`);
  return `${imports.join('\n')}\nmodule.exports = { ${exports.map(({ id }, at) => `${id}: e${at}`).join(', ')} };`;
}

function importOf(path) {
  return `./${path.replace(/\.ts$/, '.js')}`;
}

/** The files that are there before each: those it needs, and those that they need. */
function withTheirs(chunks) {
  const rest = chunks.at(-1).name;
  const all = new Map([[rest, new Set()]]);
  const of = (name) => {
    if (!all.has(name)) {
      const { needs } = chunks.find((chunk) => chunk.name === name);
      all.set(name, new Set([rest, ...needs.flatMap((each) => [each, ...of(each)])]));
    }
    return all.get(name);
  };
  for (const { name } of chunks) of(name);
  return all;
}

function inPlace(root, written) {
  return {
    name: 'in-place',
    setup(builder) {
      builder.onResolve({ filter: /^\..*\.js$/ }, ({ path, resolveDir }) => {
        const full = resolve(resolveDir, path).replace(/\.js$/, '.ts');
        return written.has(relative(root, full)) ? { path: full } : undefined;
      });
      builder.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const contents = written.get(relative(root, path));
        return contents === undefined ? undefined : { contents, resolveDir: dirname(path) };
      });
    },
  };
}

/** Tells whether a module only names what others export. It costs nothing to have it in several files. */
function barrels(root, written) {
  const known = new Map();
  return (path) => {
    if (!path.endsWith('/index.ts') || written.has(path)) return false;
    if (!known.has(path)) {
      const text = readFileSync(join(root, path), 'utf8').replace(/^\/\/.*$/gm, '');
      const rest = text.replace(/^export (?:type )?(?:\*|\{[^}]*\})(?: as \w+)? from '[^']+';$/gm, '');
      known.set(path, rest.trim() === '');
    }
    return known.get(path);
  };
}

/** The imports of a file that lead into other files. What is not used of them leaves no trace. */
function borders(chunk, { root, exported, isBarrel, chunkOf, needs }) {
  const texts = {
    // Of a file that is there before this one.
    now(path) {
      const names = exported.get(path).map(({ id, name }) => `${id} as ${name}`);
      return `export { ${names.join(', ')} } from './${chunkOf(path)}.js';`;
    },
    later(path) {
      const functions = exported.get(path).filter(({ isFunction }) => isFunction);
      const others = exported.get(path).filter(({ isFunction }) => !isFunction);
      return `${loader(path)}
${functions.map(({ id, name }) => `export function ${name}(...given) { return load().${id}(...given); }`).join('\n')}
${others.length > 0 ? `export { ${others.map(({ name }) => name).join(', ')} } from 'values:${path}';` : ''}`;
    },
    values(path) {
      const others = exported.get(path).filter(({ isFunction }) => !isFunction);
      const one = ({ id, name }) =>
        `Object.defineProperty(exports, '${name}', { enumerable: true, get: () => load().${id} });`;
      return `${loader(path)}\n${others.map(one).join('\n')}`;
    },
  };
  function loader(path) {
    return `let loaded;\nfunction load() { return (loaded ??= require('./${chunkOf(path)}.js')); }`;
  }
  return {
    name: 'borders',
    setup(builder) {
      builder.onResolve({ filter: /^\..*\.js$/, namespace: 'file' }, ({ path, resolveDir, importer, kind }) => {
        if (importer.includes('node_modules')) return undefined;
        const target = relative(root, resolve(resolveDir, path)).replace(/\.js$/, '.ts');
        if (kind === 'dynamic-import') return { path: target, namespace: 'later' };
        const holder = chunkOf(target);
        if (holder === chunk || isBarrel(target)) return { path: join(root, target), sideEffects: false };
        return { path: target, namespace: needs.get(chunk).has(holder) ? 'now' : 'later', sideEffects: false };
      });
      builder.onResolve({ filter: /^values:/ }, ({ path }) => ({
        path: path.replace('values:', ''),
        namespace: 'values',
        sideEffects: false,
      }));
      for (const [namespace, text] of Object.entries(texts)) {
        builder.onResolve({ filter: /^\.\/[\w-]+\.js$/, namespace }, ({ path }) => ({
          path,
          external: true,
          sideEffects: false,
        }));
        builder.onLoad({ filter: /.*/, namespace }, ({ path }) => ({ contents: text(path), resolveDir: root }));
      }
    },
  };
}

/** What each module of the program exports, under an id of its own, and whether it is a function that can be stood for. */
async function exportsOf({ root, out, options, chunks }) {
  const entries = chunks
    .flatMap(({ entry = [] }) => entry)
    .map((path) => `export * from '${importOf(path)}';`)
    .join('\n');
  const whole = { ...options, minify: false, outfile: join(out, 'whole.cjs') };
  const { metafile } = await build({ ...whole, stdin: { contents: entries, resolveDir: root }, write: false });
  const modules = Object.keys(metafile.inputs).filter((path) => /^(?:src|transforms)\/.*\.ts$/.test(path));
  const contents = modules.map((path, at) => `export * as $${at} from '${importOf(path)}';`).join('\n');
  await build({ ...whole, stdin: { contents, resolveDir: root } });
  const all = createRequire(import.meta.url)(whole.outfile);
  rmSync(whole.outfile);
  let count = 0;
  const exportsIn = (path, values) =>
    Object.entries(values).map(([name, value]) => ({
      path,
      name,
      id: `$${(count++).toString(36)}_`,
      isFunction: typeof value === 'function' && !/^class\b/.test(String(value)),
    }));
  return new Map(modules.map((path, at) => [path, exportsIn(path, all[`$${at}`])]));
}
