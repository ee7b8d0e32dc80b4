// Builds what the package ships: the command and the library, cut into CommonJS files that are loaded when they are used,
// the types of the library, the transforms' pages, and the licences of what is bundled.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { ALIAS } from './build/alias.mjs';
import { chunksOf } from './build/chunks.mjs';
import { cut } from './build/cut.mjs';
import { noticesOf } from './build/notices.mjs';
import { pageFiles } from './build/pages-plugin.mjs';
import { lazyRegistry, readRegistry } from './build/registry.mjs';
import { dataFiles } from './data/plugin.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
// Built beside and moved into place at the end: a build that fails leaves the one before, and nobody meets half of one.
const out = join(root, `dist.${process.pid}`);
process.on('exit', () => rmSync(out, { recursive: true, force: true }));
mkdirSync(out);

// Packages that only some runs need are files of their own, as `build/chunks.mjs` says it of our own modules. `names` are
// all that is used of one, `from` are words in the path of those who import it.
const LAZY = [
  { path: '@inquirer/prompts', file: './vendor/prompts.js', names: ['confirm', 'select'] },
  { path: 'cli-progress', file: './vendor/progress.js' },
  { path: 'ajv', file: './vendor/ajv.js' },
  { path: '@lezer/javascript', file: './vendor/javascript.js', names: ['parser'] },
  { path: '@lezer/python', file: './vendor/python.js', names: ['parser'] },
  { path: 'sax', file: './vendor/sax.js', names: ['parser'] },
  { path: 'smol-toml', file: './vendor/toml.js' },
  // What connects. Offline, only answers of earlier runs are read.
  { path: 'node:http', from: `${root}/src/` },
  { path: 'node:https', from: `${root}/src/` },
  { path: 'node:tls', from: `${root}/src/` },
  { path: 'node:dns', from: `${root}/src/` },
  { path: 'node:net', from: `${root}/src/` },
  { path: 'https-proxy-agent', file: './vendor/proxy.js', names: ['HttpsProxyAgent'] },
  { path: 'tldts', file: './vendor/domains.js', names: ['getDomain'] },
  { path: 'toml-eslint-parser', file: './vendor/toml-places.js', names: ['parseTOML'] },
  // For what is not written in Latin letters.
  { path: 'get-east-asian-width', file: './vendor/width.js', names: ['eastAsianWidth'] },
  { path: 'jsonc-parser', file: './vendor/jsonc.js', names: ['parseTree'] },
  // For editors.
  {
    path: 'vscode-languageserver/node',
    file: './vendor/languageserver.js',
    names: [
      'CodeAction',
      'CodeActionKind',
      'CompletionItemKind',
      'createConnection',
      'DiagnosticSeverity',
      'DidChangeWatchedFilesNotification',
      'LSPErrorCodes',
      'MarkupKind',
      'ResponseError',
      'StreamMessageReader',
      'StreamMessageWriter',
      'TextDocuments',
      'TextDocumentSyncKind',
    ],
  },
  { path: 'vscode-languageserver-textdocument', file: './vendor/textdocument.js', names: ['TextDocument'] },
  // For GitLab, and for apps of GitHub.
  {
    path: '@gitbeaker/core',
    file: './vendor/gitlab.js',
    names: [
      'Commits',
      'Issues',
      'MergeRequestNotes',
      'MergeRequests',
      'ProjectMembers',
      'Projects',
      'RepositoryFiles',
      'Users',
    ],
  },
  { path: '@octokit/auth-app', file: './vendor/github-app.js', names: ['createAppAuth'] },
  // For hashes, which only writing needs.
  { path: 'node:crypto', from: `${root}/src/` },
  // For files that take long to plan.
  { path: 'node:worker_threads', from: `${root}/src/` },
  // For its sub-commands that are programs of their own, of which harden has none.
  { path: 'node:child_process', from: 'node_modules/commander/' },
];
const lazily = {
  name: 'lazily',
  setup(builder) {
    builder.onResolve({ filter: /^[^.]/ }, ({ path, importer }) => {
      const lazy = LAZY.some((each) => each.path === path && importer.includes(each.from ?? root));
      const bundled = !path.startsWith('node:') && importer.includes('node_modules');
      return lazy && !bundled ? { path, namespace: 'lazy' } : undefined;
    });
    builder.onResolve({ filter: /^\.\/vendor\//, namespace: 'lazy' }, ({ path }) => ({ path, external: true }));
    builder.onLoad({ filter: /.*/, namespace: 'lazy' }, async ({ path }) => ({
      contents: await stub(path),
      resolveDir: root,
    }));
  },
};

// What packages ask of the process that harden has no use for, though it costs: picocolors whether standard output is a
// terminal, which sets up the streams (harden says itself whether it wants colours), and yaml for a variable of its own
// with every token.
const UNASKED = [
  { of: /picocolors\.js$/, asks: '(p.stdout || {}).isTTY' },
  { of: /yaml[/\\]dist[/\\]parse[/\\]parser\.js$/, asks: 'node_process.env.LOG_TOKENS' },
  { of: /yaml[/\\]dist[/\\]compose[/\\]composer\.js$/, asks: 'node_process.env.LOG_STREAM' },
];
const unasked = {
  name: 'unasked',
  setup(builder) {
    for (const { of, asks } of UNASKED) {
      builder.onLoad({ filter: of }, ({ path }) => {
        const text = readFileSync(path, 'utf8');
        if (!text.includes(asks)) throw new Error(`${path} does not ask for ${asks} any more`);
        return { contents: text.replace(asks, 'false') };
      });
    }
  },
};

// Of the types of the language server protocol, dockerfile-ast uses two that are no types alone. They stand on two more.
const PROTOCOL = { path: 'vscode-languageserver-types', names: ['Position', 'Range'], below: ['uinteger', 'Is'] };
const fewer = {
  name: 'fewer',
  setup(builder) {
    const { path: name, names, below } = PROTOCOL;
    builder.onResolve({ filter: new RegExp(`^${name}$`) }, ({ path, importer }) =>
      importer.includes('dockerfile-ast') ? { path, namespace: 'fewer' } : undefined,
    );
    builder.onLoad({ filter: /.*/, namespace: 'fewer' }, () => ({
      contents: `export { ${names.join(', ')} } from '${name}';`,
      resolveDir: root,
    }));
    builder.onLoad({ filter: /vscode-languageserver-types[/\\]lib[/\\]esm[/\\]main\.js$/ }, ({ path }) => {
      const wanted = new Set([...names, ...below]);
      const parts = [
        ...readFileSync(path, 'utf8').matchAll(
          /^(?:export )?var (\w+);\n\(function \(\1\) \{\n[\s\S]*?^\}\)\(\1 .*$/gm,
        ),
      ];
      const kept = parts.filter((part) => wanted.has(part[1]));
      if (kept.length !== wanted.size) throw new Error(`${path} does not have ${[...wanted].join(', ')} any more`);
      return { contents: kept.map(([text]) => text).join('\n') };
    });
    builder.onLoad({ filter: /dockerfile-ast[/\\]lib[/\\].*\.js$/ }, ({ path }) => {
      for (const [, used] of readFileSync(path, 'utf8').matchAll(/vscode_languageserver_types_1\.(\w+)/g))
        if (!names.includes(used)) throw new Error(`${path} uses ${used} of ${name} as well`);
    });
  },
};

/** A module that has the names of another and loads it when one of them is read. */
async function stub(path) {
  const { file = path, names = await namesOf(path) } = LAZY.find((each) => each.path === path);
  return `let loaded;
for (const name of ${JSON.stringify(names)}) {
  Object.defineProperty(exports, name, { enumerable: true, get: () => (loaded ??= require(${JSON.stringify(file)}))[name] });
}`;
}

async function namesOf(path) {
  const { default: whole, ...named } = await import(path);
  const names = new Set([...Object.keys(named), ...Object.keys(Object(whole))]);
  names.delete('module.exports');
  return [...names];
}

// Minified, our own code as well: a small package starts and installs faster. `npm run trace` says which lines of the
// source a stack trace of a bug report means; HARDEN_MAPS names the folder it wants the
// maps in, and leaves the built files as they are.
const maps = process.env.HARDEN_MAPS;
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  minify: true,
  sourcemap: maps ? 'external' : false,
  sourcesContent: false,
  legalComments: 'none',
  metafile: true,
  alias: ALIAS,
  // Lists that do nothing until somebody asks them: see src/model/words.ts.
  pure: ['words', 'wordList', 'wordPattern', 'exactPattern', 'partPattern', 'anyOf'],
  logLevel: 'warning',
};
const built = [];
for (const { path, file, names } of LAZY) {
  if (!file) continue;
  const contents = names ? `export { ${names.join(', ')} } from '${path}';` : `module.exports = require('${path}');`;
  built.push(
    await build({ ...common, stdin: { contents, resolveDir: root }, outfile: join(out, file), plugins: [unasked] }),
  );
}
const options = { ...common, external: ['ts-morph', 'libsql', 'bullmq', 'ioredis'] };
const registry = await readRegistry({ out, options: { ...options, plugins: [dataFiles] } });
built.push(
  ...(await cut({
    root,
    out,
    options,
    plugins: [lazily, unasked, fewer, dataFiles, pageFiles],
    chunks: chunksOf(root, registry),
    written: lazyRegistry(registry),
  })),
);
const library = createRequire(import.meta.url)(join(out, 'library.js'));
const exported = Object.keys(library).map((name) => `exports.${name} = library.${name};\n`);
writeFileSync(join(out, 'index.js'), `'use strict';\nconst library = require('./library.js');\n${exported.join('')}`);

// Compiled code is kept for one build: see bin/load.js.
const digest = createHash('sha256');
const files = readdirSync(out, { recursive: true }).filter((name) => name.endsWith('.js'));
for (const name of files.sort()) digest.update(`${name}\0`).update(readFileSync(join(out, name)));
writeFileSync(join(out, 'build-id'), `${digest.digest('hex').slice(0, 16)}\n`);

// `npm run types` checks them; here they are only written.
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const emitted = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', join(out, 'types')], {
  cwd: root,
  stdio: 'inherit',
});
if (emitted.status !== 0) process.exit(1);
const EVERYTHING = ['*'];
const PASSED_ON = /^export (?:type )?(?:\{([^{}]*)\}|\*) from '[^']+';\n?/gm;
keepReachable(join(out, 'types'), 'src/index.d.ts');

/**
 * Removes the declarations that the library's own do not lead to. Those that stay name no package: users have none. Of the
 * index of a folder, which only passes on, what nobody asks for by name goes as well.
 */
function keepReachable(folder, entry) {
  const asked = new Map();
  const texts = new Map();
  const waiting = [[join(folder, entry), EVERYTHING]];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [file, names] = next;
    const known = asked.get(file);
    const fresh = known ? names.filter((name) => !known.has(name)) : names;
    if (known && (fresh.length === 0 || known.has('*'))) continue;
    asked.set(file, new Set([...(known ?? []), ...fresh]));
    if (!texts.has(file)) texts.set(file, declarationsOf(file));
    const text = texts.get(file);
    for (const { names: passed, path } of namedFiles(text)) {
      if (!path.startsWith('.')) throw new Error(`${file}: the library's types may not name the package ${path}`);
      const wanted =
        isDoor(text) && passed !== EVERYTHING ? passed.filter((name) => isAsked(asked.get(file), name)) : passed;
      if (wanted.length > 0) waiting.push([resolve(dirname(file), path.replace(/\.js$/, '.d.ts')), wanted]);
    }
  }
  for (const [file, text] of texts) writeFileSync(file, isDoor(text) ? onlyAsked(text, asked.get(file)) : text);
  for (const name of readdirSync(folder, { recursive: true })) {
    if (name.endsWith('.ts') && !texts.has(join(folder, name))) rmSync(join(folder, name));
  }
}

function declarationsOf(file) {
  // An import for its effects alone says nothing about types.
  // What is said of parts inside is for those who read the source.
  const told = /src\/(?:model|render|index|library)\b/.test(file);
  const whole = readFileSync(file, 'utf8').replace(/^import '[^']+';\n/gm, '');
  return told ? whole : whole.replace(/^ *\/\*\*[\s\S]*?\*\/\n/gm, '').replace(/^ *\/\/.*\n/gm, '');
}

function isAsked(names, name) {
  return names.has('*') || names.has(name);
}

/** True for a file that only passes on what others declare. */
function isDoor(text) {
  return text.replace(PASSED_ON, '').trim() === '';
}

function onlyAsked(text, names) {
  return text.replace(PASSED_ON, (line, list) => {
    if (list === undefined) return line;
    const kept = list.split(',').filter((item) => item.trim() !== '' && isAsked(names, exportedName(item)));
    return kept.length === 0 ? '' : line.replace(list, ` ${kept.map((item) => item.trim()).join(', ')} `);
  });
}

/** The files that a declaration file names, with the names it takes from each as they are called there. */
function namedFiles(text) {
  const found = [];
  for (const [, list, path] of text.matchAll(/(?:\{([^{}]*)\}|\*(?: as \w+)?) from ['"]([^'"]+)['"]/g))
    found.push({ path, names: list === undefined ? EVERYTHING : list.split(',').map(importedName).filter(Boolean) });
  for (const [, path] of text.matchAll(/import\(['"]([^'"]+)['"]\)/g)) found.push({ path, names: EVERYTHING });
  return found;
}

function importedName(item) {
  return item
    .trim()
    .replace(/^type /, '')
    .split(' as ')[0]
    .trim();
}

function exportedName(item) {
  return item
    .trim()
    .replace(/^type /, '')
    .split(' as ')
    .at(-1)
    .trim();
}

const pages = {};
for (const entry of readdirSync(join(root, 'transforms'), { withFileTypes: true })) {
  const path = join(root, 'transforms', entry.name, 'README.md');
  if (entry.isDirectory() && !entry.name.startsWith('_') && existsSync(path))
    pages[entry.name] = readFileSync(path, 'utf8');
}
writeFileSync(join(out, 'help.json'), JSON.stringify(pages));

writeFileSync(join(out, 'THIRD_PARTY_LICENSES'), noticesOf(built.map(({ metafile }) => metafile)));

// Which modules are in each file, with their size there: for the test of what a run loads. What is built stays as it is, since
// others may be running it.
if (process.env.HARDEN_INPUTS) {
  const held = built
    .flatMap(({ metafile }) => Object.entries(metafile.outputs))
    .map(([file, { inputs }]) => [
      relative(out, join(root, file)),
      Object.fromEntries(Object.entries(inputs).map(([input, { bytesInOutput }]) => [input, bytesInOutput])),
    ]);
  writeFileSync(process.env.HARDEN_INPUTS, JSON.stringify(Object.fromEntries(held)));
}

if (maps) {
  for (const name of readdirSync(out, { recursive: true })) {
    if (!name.endsWith('.map')) continue;
    mkdirSync(dirname(join(maps, name)), { recursive: true });
    copyFileSync(join(out, name), join(maps, name));
  }
} else if (!process.env.HARDEN_INPUTS) {
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  renameSync(out, join(root, 'dist'));
}
