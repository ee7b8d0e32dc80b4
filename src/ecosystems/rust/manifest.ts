// Rust: Cargo.toml. Source: https://doc.rust-lang.org/cargo/reference/manifest.html
import { type Folder, type LocalReference, type Read, type Repository, child } from '../../model/index.js';
import { isTable, TomlManifest } from '../manifest-formats.js';
import { linesOf, localReference, matchingFolders, readManifest } from '../manifest-text.js';
import type { RustProject } from './project.js';

const DEPENDENCIES = ['dependencies', 'dev-dependencies', 'build-dependencies'];

export function readRust(repository: Repository, directory: Folder): RustProject | undefined {
  const file = child(directory, 'Cargo.toml');
  if (repository.kind(file) !== 'file') return undefined;
  const manifest = readManifest(repository, file);
  const toml = manifest && TomlManifest.read(manifest);
  const name = toml?.text('package', 'name');
  const lock = child(directory, 'Cargo.lock');
  const script = toml?.text('package', 'build')?.is ?? 'build.rs';
  const buildScript = child(directory, script);
  const dependencies = new Map<string, Read<string>>();
  const pathDependencies: Read<LocalReference>[] = [];
  const tables: (readonly string[])[] = DEPENDENCIES.map((table) => [table]);
  tables.push(['workspace', 'dependencies']);
  for (const target of Object.keys(toml?.table('target') ?? {})) {
    for (const table of DEPENDENCIES) tables.push(['target', target, table]);
  }
  for (const path of toml ? tables : []) {
    for (const [key, value] of Object.entries(toml!.table(...path))) {
      const version = typeof value === 'string' ? value : isTable(value) ? value.version : undefined;
      if (path.at(-1) === 'dependencies' && path[0] !== 'workspace')
        dependencies.set(key, toml!.read(typeof version === 'string' ? version : '', ...path, key));
      if (isTable(value) && typeof value.path === 'string')
        pathDependencies.push(toml!.read(localReference(directory, value.path, value.path, true), ...path, key));
    }
  }
  const workspaces = (toml?.list('workspace', 'members') ?? [])
    .filter((each) => typeof each === 'string')
    .map((each) => toml!.read(each, 'workspace', 'members'));
  return {
    ecosystem: 'rust',
    directory,
    manifests: [file, ...(repository.kind(lock) === 'file' ? [lock] : [])],
    unread: toml ? [] : [{ file, why: manifest ? 'it is no valid TOML' : 'it is too large, or not UTF-8' }],
    name,
    version: toml?.text('package', 'version'),
    binaries: toml && name ? binariesOf(repository, directory, toml, name) : [],
    defaultRun: toml?.text('package', 'default-run'),
    workspaces,
    members: matchingFolders(
      repository,
      directory,
      workspaces.map(({ is }) => is),
      'Cargo.toml',
    ),
    pathDependencies,
    dependencies,
    lock: repository.kind(lock) === 'file' ? lock : undefined,
    buildScript: !script.includes('..') && repository.kind(buildScript) === 'file' ? buildScript : undefined,
    toolchain: toolchainOf(repository, directory),
  };
}

/** As Cargo finds them: `[[bin]]`, src/main.rs, src/bin/*.rs and src/bin/<name>/main.rs. */
function binariesOf(repository: Repository, directory: Folder, toml: TomlManifest, name: Read<string>): Read<string>[] {
  const found = new Map<string, Read<string>>();
  const claimed = new Set<string>();
  for (const bin of toml.list('bin')) {
    if (!isTable(bin) || typeof bin.name !== 'string') continue;
    found.set(bin.name, toml.read(bin.name, 'bin'));
    if (typeof bin.path === 'string') claimed.add(bin.path);
  }
  if (toml.at('package', 'autobins') === false) return [...found.values()];
  const main = child(directory, 'src/main.rs');
  if (repository.kind(main) === 'file' && !claimed.has('src/main.rs') && !found.has(name.is)) found.set(name.is, name);
  const folder = child(directory, 'src/bin');
  for (const entry of repository.kind(folder) === 'directory' ? repository.list(folder) : []) {
    const path = child(folder, entry);
    const inFolder = repository.kind(path) === 'directory';
    const source = inFolder ? child(path, 'main.rs') : path;
    const own = inFolder ? entry : entry.replace(/\.rs$/, '');
    if (!source.endsWith('.rs') || repository.kind(source) !== 'file' || found.has(own)) continue;
    if (!claimed.has(source.slice(directory === '' ? 0 : directory.length + 1)))
      found.set(own, { is: own, from: { kind: 'source', file: source } });
  }
  return [...found.values()];
}

function toolchainOf(repository: Repository, directory: Folder): Read<string> | undefined {
  for (const name of ['rust-toolchain.toml', 'rust-toolchain']) {
    const manifest = readManifest(repository, child(directory, name));
    for (const { line, start } of linesOf(manifest?.text ?? '')) {
      const channel = /^\s*channel\s*=\s*["']([\w.-]+)["']/.exec(line)?.[1] ?? /^\s*([\w.-]+)\s*$/.exec(line)?.[1];
      if (manifest && channel !== undefined) return manifest.read(channel, start, start + line.length);
    }
  }
  return undefined;
}
