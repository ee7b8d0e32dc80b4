// package.json and what stands around it.
// Sources: https://docs.npmjs.com/cli/v11/configuring-npm/package-json, https://pnpm.io/workspaces,
// https://yarnpkg.com/configuration/yarnrc
import {
  type FilePath,
  type Folder,
  type LocalReference,
  type Read,
  type Repository,
  child,
  wordList,
} from '../../model/index.js';
import { readBerry } from './berry.js';
import { lockAgreement } from './lock-agreement.js';
import { bundlerOf } from './bundlers.js';
import { jsonAt, jsonText, jsonTexts, readJson, type JsonNode } from '../manifest-formats.js';
import { linesOf, localReference, matchingFolders, readManifest, type ManifestText } from '../manifest-text.js';
import type { NodeHook, NodeLock, NodeProject } from './project.js';

/** An item of a list in YAML, quoted or plain. */
const LIST_ITEM = /^\s*-\s*(?:(["'])([^"'#]+)\1|([^"'#\s](?:[^"'#]*[^"'#\s])?))\s*(?:#.*)?$/;

/** npm runs these of the package itself. Source: https://docs.npmjs.com/cli/v11/using-npm/scripts#npm-ci */
const HOOKS: readonly NodeHook[] = [
  'preinstall',
  'install',
  'postinstall',
  'prepublish',
  'preprepare',
  'prepare',
  'postprepare',
];

const SETTINGS = wordList('.npmrc .yarnrc .yarnrc.yml .pnpmfile.cjs pnpm-workspace.yaml bunfig.toml lerna.json');
const SETTING_FOLDERS = ['.yarn/releases', '.yarn/plugins', '.yarn/patches', '.yarn/cache', 'patches'];
const LOCAL = /^(file|link|portal|workspace):(.*)$/;

export function readNode(repository: Repository, directory: Folder): NodeProject | undefined {
  const file = child(directory, 'package.json');
  if (repository.kind(file) !== 'file') return undefined;
  const manifest = readManifest(repository, file);
  const root = manifest && readJson(manifest.text);
  const locks = readLocks(repository, directory, () => members());
  const settings = settingsOf(repository, directory);
  const unread = root ? [] : [{ file, why: manifest ? 'it is no valid JSON' : 'it is too large, or not UTF-8' }];
  const text = (...path: string[]): Read<string> | undefined => manifest && jsonText(manifest, root, ...path);
  const texts = (...path: string[]): Map<string, Read<string>> =>
    manifest ? jsonTexts(manifest, root, ...path) : new Map();
  const scripts = texts('scripts');
  const dependencies = texts('dependencies');
  const devDependencies = texts('devDependencies');
  const optionalDependencies = texts('optionalDependencies');
  const peerDependencies = texts('peerDependencies');
  const workspaces = workspacesOf(repository, directory, manifest, root);
  const members = (): FilePath[] =>
    matchingFolders(
      repository,
      directory,
      workspaces.map(({ is }) => is),
      'package.json',
    );
  const type = text('type');
  const name = text('name');
  const bin = texts('bin');
  const onlyBin = text('bin');
  if (onlyBin) bin.set(name?.is.replace(/^@[^/]+\//, '') ?? '', onlyBin);
  return {
    ecosystem: 'node',
    directory,
    manifests: [file, ...locks.map((lock) => lock.file), ...settings].filter(unique).sort(),
    unread,
    name,
    version: text('version'),
    type: type?.is === 'module' || type?.is === 'commonjs' ? { is: type.is, from: type.from } : undefined,
    main: text('main'),
    bin,
    scripts,
    engines: texts('engines'),
    packageManager: text('packageManager'),
    dependencies,
    devDependencies,
    optionalDependencies,
    peerDependencies,
    locks,
    get berry() {
      const lock = locks.find(({ kind }) => kind === 'yarn-berry');
      return lock && readBerry(repository, directory, text('packageManager')?.is, lock.version?.is);
    },
    workspaces,
    members: members(),
    local: localOf(directory, dependencies, devDependencies, optionalDependencies),
    hooks: new Map(HOOKS.flatMap((hook) => (scripts.has(hook) ? [[hook, scripts.get(hook)!] as const] : []))),
    settings,
    prisma: prismaOf(repository, directory, manifest, root, dependencies, devDependencies),
    get bundler() {
      return bundlerOf(repository, directory, scripts, dependencies, devDependencies);
    },
  };
}

function unique<T>(value: T, at: number, all: readonly T[]): boolean {
  return all.indexOf(value) === at;
}

function localOf(
  directory: Folder,
  ...tables: readonly ReadonlyMap<string, Read<string>>[]
): Map<string, Read<LocalReference>> {
  const found = new Map<string, Read<LocalReference>>();
  for (const table of tables) {
    for (const [name, { is, from }] of table) {
      const local = LOCAL.exec(is);
      // npm takes a bare path for a folder as well.
      const path = local ? local[2]! : /^\.{1,2}\//.test(is) ? is : undefined;
      if (path === undefined || found.has(name)) continue;
      const reference = localReference(directory, is, path, local?.[1] !== undefined && local[1] !== 'file');
      // `workspace:^1.0.0` names a version: which folder it is, the members say.
      const isRange = local?.[1] === 'workspace' && !path.includes('/');
      found.set(name, { is: isRange ? { ...reference, path: undefined } : reference, from });
    }
  }
  return found;
}

function workspacesOf(
  repository: Repository,
  directory: Folder,
  manifest: ManifestText | undefined,
  root: JsonNode | undefined,
): Read<string>[] {
  const found: Read<string>[] = [];
  const field = jsonAt(root, 'workspaces');
  const list = field?.items.length ? field : jsonAt(field, 'packages');
  for (const { value, start, end } of list?.items ?? []) {
    if (manifest && typeof value === 'string') found.push(manifest.read(value, start, end));
  }
  const pnpm = readManifest(repository, child(directory, 'pnpm-workspace.yaml'));
  let inPackages = false;
  for (const { line, start } of linesOf(pnpm?.text ?? '')) {
    if (/^\S/.test(line)) inPackages = /^packages\s*:/.test(line);
    const item = inPackages ? LIST_ITEM.exec(line) : null;
    if (pnpm && item) found.push(pnpm.read((item[2] ?? item[3])!, start, start + line.length));
    const flow = /^packages\s*:\s*\[(.*)\]\s*$/.exec(line)?.[1];
    for (const each of flow?.split(',') ?? []) {
      const pattern = each.trim().replace(/^(["'])(.*)\1$/, '$2');
      if (pnpm && pattern !== '') found.push(pnpm.read(pattern, start, start + line.length));
    }
  }
  return found;
}

function readLocks(repository: Repository, directory: Folder, members: () => readonly FilePath[]): NodeLock[] {
  const found: NodeLock[] = [];
  const add = (name: string, kind: NodeLock['kind'], pattern?: RegExp): void => {
    const file = child(directory, name);
    if (repository.kind(file) !== 'file') return;
    const text = pattern && repository.read(file)?.slice(0, 20_000);
    const match = text && pattern ? pattern.exec(text) : undefined;
    const berry = kind === 'yarn' && text !== undefined && /^__metadata:/m.test(text);
    const line = match ? text!.slice(0, match.index + match[0].length).split('\n').length : 1;
    const version =
      match?.[1] === undefined ? undefined : ({ is: match[1], from: { kind: 'source', file, line } } as const);
    let agreement: NodeLock['agreement'] | undefined;
    found.push({
      kind: berry ? 'yarn-berry' : kind,
      file,
      version,
      get agreement() {
        agreement ??= lockAgreement(repository, directory, file, berry ? 'yarn-berry' : kind, members());
        return agreement;
      },
    });
  };
  const npm = /"lockfileVersion"\s*:\s*(\d+)/;
  add('npm-shrinkwrap.json', 'npm', npm);
  add('package-lock.json', 'npm', npm);
  add('yarn.lock', 'yarn', /^(?:__metadata:[^\S\n]*\n\s+version:\s*|# yarn lockfile v)(\d+)/m);
  add('pnpm-lock.yaml', 'pnpm', /^lockfileVersion:\s*['"]?([\d.]+)/m);
  add('bun.lock', 'bun', /"lockfileVersion"\s*:\s*(\d+)/);
  add('bun.lockb', 'bun');
  return found;
}

/** Files and folders beside package.json that package managers read. */
function settingsOf(repository: Repository, directory: Folder): FilePath[] {
  const files = SETTINGS.map((name) => child(directory, name)).filter((path) => repository.kind(path) === 'file');
  const folders = SETTING_FOLDERS.map((name) => child(directory, name)).filter(
    (path) => repository.kind(path) === 'directory' && repository.list(path).length > 0,
  );
  return [...files, ...folders];
}

/** Source: https://www.prisma.io/docs/orm/prisma-schema/overview/location */
function prismaOf(
  repository: Repository,
  directory: Folder,
  manifest: ManifestText | undefined,
  root: JsonNode | undefined,
  ...tables: readonly ReadonlyMap<string, unknown>[]
): FilePath | undefined {
  if (!tables.some((table) => table.has('prisma') || table.has('@prisma/client'))) return undefined;
  const named = manifest && jsonText(manifest, root, 'prisma', 'schema');
  const places = [named?.is, 'prisma/schema.prisma', 'schema.prisma', 'prisma/schema'];
  for (const place of places) {
    if (place === undefined || place.startsWith('/') || place.split('/').includes('..')) continue;
    const path = child(directory, place.replace(/^\.\//, ''));
    if (repository.kind(path) !== undefined) return path;
  }
  return undefined;
}
