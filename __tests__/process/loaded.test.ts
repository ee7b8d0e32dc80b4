// What a run loads of the package: no more than it needs.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { removeTemporary, temporary } from '../support/temporary.js';
import { build, commitAll, git, OFFLINE, project } from '../support/command.js';

const DIST = join(project, 'dist');

/** The modules in each file of the package, with their size there. */
let held: Readonly<Record<string, Readonly<Record<string, number>>>>;

beforeAll(() => {
  build();
  const file = join(temporary(), 'held.json');
  execFileSync(process.execPath, [join(project, 'scripts', 'build.mjs')], {
    env: { ...process.env, HARDEN_INPUTS: file },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  held = JSON.parse(readFileSync(file, 'utf8'));
});
afterAll(removeTemporary);

const HOOK = `process.on('exit', () =>
  require('node:fs').writeFileSync(process.env.LOADED, JSON.stringify(Object.keys(require.cache))));`;

/** The modules that a run on these files loads. */
function loadedBy(files: Readonly<Record<string, string>>, ...argv: string[]): string[] {
  const root = temporary(files);
  const hook = temporary({ 'hook.cjs': HOOK });
  const list = join(hook, 'loaded.json');
  execFileSync(process.execPath, ['-r', join(hook, 'hook.cjs'), join(project, 'bin', 'harden.js'), ...argv], {
    cwd: root,
    env: { PATH: process.env.PATH, HOME: hook, ...OFFLINE, LOADED: list },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const paths = JSON.parse(readFileSync(list, 'utf8')) as string[];
  return paths
    .map((path) => relative(DIST, path))
    .flatMap((file) => Object.entries(held[file] ?? {}))
    .flatMap(([module, size]) => (size > 0 ? [module] : []));
}

/** Its account is settled: nothing asks what the program does. */
const DOCKERFILE = `FROM python:3.12-slim
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt
COPY . .
USER 1000
CMD python app.py
`;
const COMPOSE = 'services:\n  web:\n    image: nginx:1.27\n';

const COMMANDS =
  /^src\/(?:verify|observe|reports|git|branches|bot|bot-run|forge|serve|mcp|lsp)\/|^src\/cli\/commands\/(?!fix)/;
const LOOKUPS_AND_ENGINES = /^src\/io\/(?:registry|packages|containers)\//;
const PAGES = /^src\/render\/(?:html|sarif|json|markdown|github)/;
const TABLES = /^src\/knowledge\/(?:images\/|debian-|rules|kics|data\/(?:images|verified|debian-|rules|kics))/;
const PACKAGES =
  /node_modules\/(?:@modelcontextprotocol|zod|yaml|ajv|sax|smol-toml|semver|tar-stream|@lezer|@inquirer|cli-progress)\//;
const OTHER_FILES = /^src\/(?:yaml|compose|kubernetes|services|pods|uses)\//;

function those(modules: readonly string[], ...patterns: readonly RegExp[]): string[] {
  return modules.filter((module) => patterns.some((pattern) => pattern.test(module)));
}

test('fix of one Dockerfile loads nothing of other files, other commands and tables it does not read', () => {
  const modules = loadedBy({ Dockerfile: DOCKERFILE }, 'fix', '--dry-run', '--offline', 'Dockerfile');
  expect(those(modules, COMMANDS, LOOKUPS_AND_ENGINES, PAGES, TABLES, PACKAGES, OTHER_FILES)).toEqual([]);
  expect(those(modules, /^transforms\/(?:add-probes|log-limits|scan-in-ci|clean-apt-lists|use-npm-ci)\//)).toEqual([]);
  expect(modules).toEqual(expect.arrayContaining(['src/dockerfile/document.ts', 'transforms/exec-form/index.ts']));
});

test('fix of one Compose file loads no transform of Dockerfiles', () => {
  const modules = loadedBy({ 'compose.yaml': COMPOSE }, 'fix', '--dry-run', '--offline', 'compose.yaml');
  expect(those(modules, COMMANDS, LOOKUPS_AND_ENGINES, PAGES, /^transforms\/(?:exec-form|add-probes)\//)).toEqual([]);
  expect(modules).toEqual(expect.arrayContaining(['src/compose/compose.ts', 'transforms/log-limits/index.ts']));
});

test('help loads no reader and no transform', () => {
  const modules = loadedBy({}, 'fix', '--help');
  expect(those(modules, OTHER_FILES, TABLES, PACKAGES, /^src\/dockerfile\//, /^transforms\/exec-form\//)).toEqual([]);
});

test('every module is in one file of the package, but for those that only name others', () => {
  const files = new Map<string, string[]>();
  for (const [file, modules] of Object.entries(held)) {
    for (const [module, size] of Object.entries(modules)) {
      if (/^(?:src|transforms)\//.test(module) && size > 0) files.set(module, [...(files.get(module) ?? []), file]);
    }
  }
  expect([...files].filter(([, of]) => of.length > 1)).toEqual([]);
});

test('only a run that reads a commit loads what reads one', () => {
  const bare = join(temporary(), 'bare.git');
  git(commitAll(temporary({ Dockerfile: DOCKERFILE })), 'clone', '-q', '--bare', '.', bare);
  const modules = loadedBy({}, 'fix', '--dry-run', '--offline', '--git', bare);
  expect(modules).toEqual(expect.arrayContaining(['src/git/git-tree.ts', 'transforms/exec-form/index.ts']));
});

test('what other files need is whole before one of them is loaded', () => {
  const program = `require(${JSON.stringify(join(DIST, 'dockerfile.js'))}); console.log(Object.keys(require.cache).join('\\n'))`;
  const out = execFileSync(process.execPath, ['-e', program], { encoding: 'utf8' });
  const loaded = out
    .trim()
    .split('\n')
    .map((path) => relative(DIST, path));
  // Those that need it would have been given what it has until then, which is nothing.
  for (const file of ['evidence.js', 'locks.js', 'source.js', 'recipes.js', 'uses.js', 'services.js'])
    expect(loaded).not.toContain(file);
});
