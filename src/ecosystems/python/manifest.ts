// Python: requirements files, pyproject.toml, Pipfile, setup.py and setup.cfg.
// Sources: https://packaging.python.org/en/latest/specifications/pyproject-toml/,
// https://pip.pypa.io/en/stable/reference/requirements-file-format/, https://python-poetry.org/docs/pyproject/,
// https://docs.astral.sh/uv/concepts/projects/config/, https://backend.pdm-project.org/metadata/
import {
  type FilePath,
  type Folder,
  type LocalReference,
  type Read,
  type Repository,
  baseName,
  child,
} from '../../model/index.js';
import { isTable, TomlManifest } from '../manifest-formats.js';
import { requirementName, requirementsWith } from './requirement-files.js';
import { localReference, readManifest, type ManifestText } from '../manifest-text.js';
import type { PythonProject, PythonTool, RequirementsRead } from './project.js';

const REQUIREMENTS = /^(?=[\w.-]*\.(?:txt|in)$)(?:[\w.-]*requirement|constraints)/;
const LOCKS = ['poetry.lock', 'pdm.lock', 'uv.lock', 'Pipfile.lock', 'pylock.toml'];
const OTHERS = ['pyproject.toml', 'Pipfile', 'setup.py', 'setup.cfg'];
/** Files that setuptools reads when it builds; MANIFEST.in says what goes along. */
const DEVELOPMENT = /^(?:dev|test|tests|testing|docs?|lint|typing|develop|ci|benchmark)/;

interface Gathered {
  readonly dependencies: Read<string>[];
  readonly development: Read<string>[];
  readonly local: Read<LocalReference>[];
  readonly buildReads: Read<string>[];
  readonly scripts: Map<string, Read<string>>;
}

export function readPython(repository: Repository, directory: Folder): PythonProject | undefined {
  const names = repository.list(directory);
  const files = names
    .filter((name) => REQUIREMENTS.test(name) || LOCKS.includes(name) || OTHERS.includes(name))
    .map((name) => child(directory, name))
    .filter((path) => repository.kind(path) === 'file');
  // A folder `requirements/` beside the source is as common as the file.
  const folder = child(directory, 'requirements');
  for (const name of repository.kind(folder) === 'directory' ? repository.list(folder) : []) {
    if (/\.(?:txt|in)$/.test(name)) files.push(child(folder, name));
  }
  if (files.length === 0) return undefined;

  const unread: { file: FilePath; why: string }[] = [];
  const requirements = new Map<FilePath, RequirementsRead>();
  for (const file of files) {
    if (/\.(?:txt|in)$/.test(file)) requirementsWith(repository, file, requirements, unread);
  }
  const gathered: Gathered = { dependencies: [], development: [], local: [], buildReads: [], scripts: new Map() };
  const tools: Read<PythonTool>[] = [];
  // Constraints say which version, not what is installed.
  const constraints = new Set(
    [...requirements.values()].flatMap(({ includes }) =>
      includes.flatMap(({ is }) => (is.constraint ? [is.path] : [])),
    ),
  );
  for (const { file, names: named, local } of requirements.values()) {
    if (constraints.has(file) || baseName(file).startsWith('constraints')) continue;
    const list = /(?:dev|test|doc|lint|local)/.test(file.slice(directory.length)) ? 'development' : 'dependencies';
    gathered[list].push(...named);
    gathered.local.push(...local);
  }
  const [first] = requirements.keys();
  if (first !== undefined) tools.push({ is: 'pip', from: { kind: 'source', file: first } });

  const pyproject = open(repository, directory, 'pyproject.toml', unread);
  const toml = pyproject && TomlManifest.read(pyproject);
  if (pyproject && !toml) unread.push({ file: pyproject.file, why: 'it is no valid TOML' });
  if (toml) readProject(toml, directory, gathered, tools);
  const pipfile = open(repository, directory, 'Pipfile', unread);
  const pipenv = pipfile && TomlManifest.read(pipfile);
  if (pipfile && !pipenv) unread.push({ file: pipfile.file, why: 'it is no valid TOML' });
  if (pipenv) {
    tools.push(pipenv.manifest.whole('pipenv'));
    readTable(pipenv, ['packages'], directory, gathered.dependencies, gathered.local);
    readTable(pipenv, ['dev-packages'], directory, gathered.development, gathered.local);
  }
  const setup = open(repository, directory, 'setup.py', unread);
  const cfg = open(repository, directory, 'setup.cfg', unread);
  if (setup) readSetup(setup, gathered);
  const isSetup = setup !== undefined || (cfg !== undefined && /^\[options\]/m.test(cfg.text));
  if (isSetup && !tools.some(({ is }) => is === 'setuptools')) tools.push((setup ?? cfg)!.whole('setuptools'));
  const described = toml?.at('project') !== undefined || toml?.at('tool', 'poetry', 'name') !== undefined;
  const packageMode =
    toml?.at('tool', 'poetry', 'package-mode') !== false &&
    toml?.at('tool', 'uv', 'package') !== false &&
    toml?.at('tool', 'pdm', 'distribution') !== false;
  return {
    ecosystem: 'python',
    directory,
    manifests: files.sort(),
    unread,
    tools,
    name: toml?.text('project', 'name') ?? toml?.text('tool', 'poetry', 'name'),
    version: toml?.text('project', 'version') ?? toml?.text('tool', 'poetry', 'version'),
    requiresPython: toml?.text('project', 'requires-python') ?? toml?.text('tool', 'poetry', 'dependencies', 'python'),
    buildBackend: toml?.text('build-system', 'build-backend'),
    isPackage: (described && packageMode) || isSetup,
    requirements: [...requirements.values()],
    dependencies: distinct(gathered.dependencies),
    developmentDependencies: distinct(gathered.development),
    local: gathered.local,
    buildReads: gathered.buildReads,
    scripts: gathered.scripts,
    lockFiles: files.filter((file) => LOCKS.some((lock) => file === child(directory, lock))),
  };
}

function open(
  repository: Repository,
  directory: Folder,
  name: string,
  unread: { file: FilePath; why: string }[],
): ManifestText | undefined {
  const file = child(directory, name);
  const manifest = readManifest(repository, file);
  if (!manifest && repository.kind(file) === 'file') unread.push({ file, why: 'it is too large, or not UTF-8' });
  return manifest;
}

function distinct(names: readonly Read<string>[]): Read<string>[] {
  const seen = new Set<string>();
  return names.filter(({ is }) => !seen.has(is) && seen.add(is));
}

function readProject(toml: TomlManifest, directory: Folder, gathered: Gathered, tools: Read<PythonTool>[]): void {
  const backend = toml.text('build-system', 'build-backend');
  const BACKENDS: readonly (readonly [RegExp, PythonTool])[] = [
    [/^setuptools/, 'setuptools'],
    [/^hatchling/, 'hatch'],
    [/^flit/, 'flit'],
    [/^poetry/, 'poetry'],
    [/^pdm/, 'pdm'],
    [/^uv_build/, 'uv'],
  ];
  const found = new Set<PythonTool>();
  for (const [pattern, tool] of BACKENDS) if (backend && pattern.test(backend.is)) found.add(tool);
  for (const tool of ['poetry', 'pdm', 'uv', 'hatch', 'setuptools', 'flit'] as const) {
    if (toml.at('tool', tool) !== undefined) found.add(tool);
  }
  for (const tool of found)
    tools.push(toml.read(tool, ...(toml.at('tool', tool) ? ['tool', tool] : ['build-system', 'build-backend'])));

  readList(toml, ['project', 'dependencies'], gathered.dependencies, gathered.local, directory);
  for (const group of Object.keys(toml.table('project', 'optional-dependencies')))
    readList(toml, ['project', 'optional-dependencies', group], gathered.development, gathered.local, directory);
  for (const group of Object.keys(toml.table('dependency-groups')))
    readList(toml, ['dependency-groups', group], gathered.development, gathered.local, directory);
  readTable(toml, ['tool', 'poetry', 'dependencies'], directory, gathered.dependencies, gathered.local);
  readTable(toml, ['tool', 'poetry', 'dev-dependencies'], directory, gathered.development, gathered.local);
  for (const group of Object.keys(toml.table('tool', 'poetry', 'group'))) {
    const list = DEVELOPMENT.test(group) ? gathered.development : gathered.dependencies;
    readTable(toml, ['tool', 'poetry', 'group', group, 'dependencies'], directory, list, gathered.local);
  }
  for (const group of Object.keys(toml.table('tool', 'pdm', 'dev-dependencies')))
    readList(toml, ['tool', 'pdm', 'dev-dependencies', group], gathered.development, gathered.local, directory);
  readList(toml, ['tool', 'uv', 'dev-dependencies'], gathered.development, gathered.local, directory);
  for (const [name, source] of Object.entries(toml.table('tool', 'uv', 'sources'))) {
    if (!isTable(source)) continue;
    const path = typeof source.path === 'string' ? source.path : source.workspace === true ? '.' : undefined;
    if (path !== undefined)
      gathered.local.push(
        toml.read(localReference(directory, path, path, source.editable === true), 'tool', 'uv', 'sources', name),
      );
  }
  for (const [name, target] of [
    ...Object.entries(toml.table('project', 'scripts')),
    ...Object.entries(toml.table('tool', 'poetry', 'scripts')),
  ]) {
    if (typeof target === 'string') gathered.scripts.set(name, toml.read(target, 'project', 'scripts', name));
  }
  readBuildReads(toml, gathered.buildReads);
}

/** Files that the metadata names, which a build stops without. */
function readBuildReads(toml: TomlManifest, found: Read<string>[]): void {
  const add = (value: unknown, ...path: string[]): void => {
    if (typeof value === 'string' && value !== '') found.push(toml.read(value, ...path));
  };
  const readme = toml.at('project', 'readme');
  add(isTable(readme) ? readme.file : readme, 'project', 'readme');
  add(toml.at('tool', 'poetry', 'readme'), 'tool', 'poetry', 'readme');
  const license = toml.at('project', 'license');
  if (isTable(license)) add(license.file, 'project', 'license');
  for (const each of toml.list('project', 'license-files')) add(each, 'project', 'license-files');
  add(toml.at('tool', 'hatch', 'version', 'path'), 'tool', 'hatch', 'version', 'path');
  for (const [field, value] of Object.entries(toml.table('tool', 'setuptools', 'dynamic'))) {
    const file = isTable(value) ? value.file : undefined;
    for (const each of Array.isArray(file) ? (file as unknown[]) : [file])
      add(each, 'tool', 'setuptools', 'dynamic', field);
  }
}

function readList(
  toml: TomlManifest,
  path: readonly string[],
  names: Read<string>[],
  local: Read<LocalReference>[],
  directory: Folder,
): void {
  for (const each of toml.list(...path)) {
    if (typeof each !== 'string') continue;
    const name = requirementName(each);
    if (name !== undefined) names.push(toml.read(name, ...path));
    const file = /@\s*file:(?:\/\/)?(\S+)/.exec(each)?.[1] ?? /^-e\s+(?:file:\/\/)?(\S+)/.exec(each)?.[1];
    if (file !== undefined)
      local.push(toml.read(localReference(directory, each, file, each.startsWith('-e')), ...path));
  }
}

/** `name = "^1"` or `name = { path = "../x" }`, as poetry and Pipfile have it. */
function readTable(
  toml: TomlManifest,
  path: readonly string[],
  directory: Folder,
  names: Read<string>[],
  local: Read<LocalReference>[],
): void {
  for (const [name, value] of Object.entries(toml.table(...path))) {
    const normalised = requirementName(name);
    if (normalised === undefined || (normalised === 'python' && path[1] === 'poetry')) continue;
    names.push(toml.read(normalised, ...path, name));
    for (const each of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (!isTable(each)) continue;
      const where = typeof each.path === 'string' ? each.path : each.file;
      if (typeof where === 'string' && !where.includes('://'))
        local.push(
          toml.read(
            localReference(directory, where, where, each.editable === true || each.develop === true),
            ...path,
            name,
          ),
        );
    }
  }
}

/** setup.py is a program: only literal lists and the files it opens by name are read. */
function readSetup(setup: ManifestText, { dependencies, buildReads }: Gathered): void {
  const { text } = setup;
  const start = /install_requires\s*=\s*\[/.exec(text);
  const end = start ? text.indexOf(']', start.index) : -1;
  if (start && end !== -1) {
    for (const match of text
      .slice(start.index, Math.min(end, start.index + 20_000))
      .matchAll(/["']([^"'\n]{1,200})["']/g)) {
      const name = requirementName(match[1]!);
      if (name !== undefined)
        dependencies.push(setup.read(name, start.index + match.index, start.index + match.index + match[0].length));
    }
  }
  for (const match of text.matchAll(/\b(?:open|read_text|read|Path)\(\s*["']([\w./-]{1,200})["']/g))
    buildReads.push(setup.read(match[1]!, match.index, match.index + match[0].length));
}
