'use strict';
// Loads the files of dist with what V8 made of them in an earlier run: compiling is half of the start of a short run. The
// compile cache of Node itself keeps a file as it was when it had been read, and only of Node 22 and later. This keeps it
// as it is when a run ends, with every function that the run has called.
const fs = require('node:fs');
const { createRequire, isBuiltin, wrap } = require('node:module');
const { dirname, join, relative, resolve, sep } = require('node:path');
const { Script } = require('node:vm');

/** What was kept is for one build and one version of Node. */
const KEY = /^[0-9a-f]{16}-v[\w.+-]+$/;
const UNUSED_MS = 30 * 24 * 3_600_000;
/** The words that Node puts before a file are no column of it. */
const [opening] = wrap('|').split('|');

/**
 * The exports of a file of `dist`; what it requires of `dist` is loaded the same way.
 * @param {string} entry absolute
 * @param {string} folder where compiled code is kept; nobody else may write there, since it is run
 * @param {() => void} [outside] called before anything that is not of `dist` nor of Node is loaded
 */
function loadKept(entry, folder, outside) {
  const dist = dirname(entry);
  const require = createRequire(entry);
  const { cache } = require;
  const build = buildOf(dist);
  if (build === undefined) return require(entry);
  const kept = openStore(join(folder, `${build}-${process.version}-${process.arch}`));

  function load(file) {
    if (cache[file]) return cache[file].exports;
    const module = {
      id: file,
      filename: file,
      path: dirname(file),
      exports: {},
      loaded: false,
      children: [],
      paths: [],
    };
    cache[file] = module;
    try {
      run(module, file);
    } catch (error) {
      delete cache[file]; // as Node does: it is loaded anew when it is asked for again
      throw error;
    }
    module.loaded = true;
    return module.exports;
  }

  function run(module, file) {
    const name = relative(dist, file).replaceAll(sep, '-');
    const cachedData = kept.read(name);
    const source = wrap(fs.readFileSync(file, 'utf8'));
    const script = new Script(source, { filename: file, columnOffset: -opening.length, cachedData });
    if (cachedData === undefined || script.cachedDataRejected) kept.made.set(name, script);
    const requireHere = (id) => {
      if (id.startsWith('.') && id.endsWith('.js')) {
        const path = resolve(module.path, id);
        if (path.startsWith(dist + sep)) return load(path);
      }
      if (!isBuiltin(id)) outside?.();
      return require(id.startsWith('.') ? resolve(module.path, id) : id);
    };
    requireHere.cache = cache;
    script.runInThisContext().call(module.exports, module.exports, requireHere, module, file, module.path);
  }

  process.on('exit', kept.write);
  return load(entry);
}

/** Nothing where a build of before has none: what is kept could be of any. */
function buildOf(dist) {
  try {
    return fs.readFileSync(join(dist, 'build-id'), 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** What earlier runs kept, and what this one makes. */
function openStore(folder) {
  const made = new Map();

  function read(name) {
    try {
      return fs.readFileSync(join(folder, name));
    } catch {
      return undefined; // not kept yet
    }
  }

  /** A run whose code cannot be kept is as good: the next one compiles again. */
  function write() {
    if (made.size === 0) return;
    try {
      if (fs.mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined) forgetOthers(folder);
      for (const [name, script] of made) put(join(folder, name), script.createCachedData());
    } catch {}
  }
  return { read, write, made };
}

/** Written beside it and moved there: V8 looks at no more than the length and the version of what it is given. */
function put(path, bytes) {
  const temporary = `${path}.${process.pid}`;
  try {
    const file = fs.openSync(temporary, 'wx', 0o600);
    try {
      fs.writeFileSync(file, bytes);
      fs.fsyncSync(file);
    } finally {
      fs.closeSync(file);
    }
    fs.renameSync(temporary, path);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  }
}

/** Those of builds and versions that nobody has used for long. */
function forgetOthers(folder) {
  const above = dirname(folder);
  for (const name of fs.readdirSync(above)) {
    const other = join(above, name);
    if (!KEY.test(name)) continue;
    if (Date.now() - fs.lstatSync(other).mtimeMs > UNUSED_MS) fs.rmSync(other, { recursive: true, force: true });
  }
}

module.exports = { loadKept };
